/**
 * What a member is about to sign, in plain words: computed from the bytes that are signed and from nothing that the
 * server says beside them. [IDN-26]
 */
import { CODECS } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { GrantRequest as WireRequest } from '@selat/proto/selat/v1/grant.js';
import type { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { documentDigest, type OpenedPreparation, toDigestText } from '../document/index.js';
import { SelatError } from '../errors/index.js';
import { findTerms, type GrantRequest, type LicenceTerms, type Listing, parseDocument } from '../model/index.js';

/** One line: what it is about, and what the document says. */
export type SummaryLine = readonly [label: string, value: string];

const day = (instant: number | bigint): string =>
  new Date(Number(instant)).toISOString().slice(0, 16).replace('T', ' ');
const list = (values: readonly string[]): string => values.join(', ');
const texts = (values: readonly { readonly language: string; readonly text: string }[]): string =>
  values.map(({ language, text }) => `${text} (${language})`).join(' / ');

/** Minor units as the currency counts them: 2 decimals for CNY, none for JPY. */
function amount(currency: string, minor: bigint): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const text = minor.toString().padStart(digits + 1, '0');
  return `${currency} ${digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`}`;
}

/** A price in words, such as `SUBSCRIPTION CNY 120000.00 per MONTH`. */
export function priceInWords(price: LicenceTerms['price']): string {
  if (price === undefined) return 'not said';
  const { model, currency, amountMinor, period, tiers, shareBps } = price;
  const steps = tiers.map((tier) => `from unit ${tier.fromUnit} ${amount(currency, tier.unitAmountMinor ?? 0n)}`);
  return [
    model,
    ...(amountMinor === undefined ? [] : [amount(currency, amountMinor)]),
    ...(period === '' ? [] : [`per ${period}`]),
    ...steps,
    ...(shareBps === undefined ? [] : [`${(shareBps / 100).toFixed(2)} %`]),
  ].join(' ');
}

const quotasInWords = (quotas: LicenceTerms['quotas']): string =>
  list(quotas.map(({ unit, limit, period }) => `${limit} ${unit} per ${period}`));

function termsLines(terms: LicenceTerms): SummaryLine[] {
  const { id, actions, purposes, territoryOfProcessing, aiTraining, governingLaw, forum, quotas } = terms;
  return [
    ['licence', id],
    ['  price', priceInWords(terms.price)],
    ['  actions', list(actions)],
    ['  purposes', list(purposes)],
    ['  processed in', list(territoryOfProcessing)],
    ['  AI training', aiTraining?.permission ?? 'not said'],
    ['  onward supply', terms.onwardSupply],
    ...(quotas.length === 0 ? [] : [['  limits', quotasInWords(quotas)] as const]),
    ['  law and forum', `${governingLaw}; ${forum?.institution ?? 'none'} in ${forum?.seat ?? 'no place'}`],
  ];
}

function listingLines(listing: Listing): SummaryLine[] {
  const { product, supersedes, revision, head } = listing;
  const personal = product.personalData?.personal ?? 'unknown';
  return [
    ['you sign', `the offer of a data product, as its provider ${product.provider}`],
    ['environment', head.env],
    ['listing', listing.id],
    ['revision', supersedes === undefined ? '1, the first' : `${revision}, in place of sha256:${supersedes}`],
    ['product', texts(product.titles)],
    ['form', product.form],
    ['grade', product.grade],
    ['personal data', personal],
    ['stored in', product.storagePlace],
    ['open', `${day(listing.validFrom)} to ${day(listing.validUntil)} UTC, ${listing.visibility}`],
    ...listing.terms.flatMap(termsLines),
  ];
}

function requestLines(request: GrantRequest, listing: Listing): SummaryLine[] {
  const { scope, head } = request;
  const terms = findTerms(listing, request.termsId);
  if (terms === undefined) throw unfit(`its listing has no licence ${request.termsId}`);
  const { offeredPrice } = request;
  return [
    ['you sign', `the request for a grant, as its consumer ${request.consumer}`],
    ['environment', head.env],
    ['sent to', list(head.audience)],
    ['listing', `${listing.id}, revision ${listing.revision}`],
    ['product', texts(listing.product.titles)],
    ['provider', listing.product.provider],
    ['you will', list(scope.actions)],
    ['for', list(scope.purposes)],
    ['in', list(scope.processingPlaces)],
    ...(scope.onward.length === 0
      ? []
      : [['onward to', list(scope.onward.map(({ recipient }) => recipient))] as const]),
    ...(offeredPrice === undefined ? [] : [['price you offer', priceInWords(offeredPrice)] as const]),
    ...(request.supersedes === undefined ? [] : [['in place of', `sha256:${request.supersedes}`] as const]),
    ...(scope.volume.length === 0 ? [] : [['at most', quotasInWords(scope.volume)] as const]),
    ...(request.validFrom === undefined ? [] : [['access from', `${day(request.validFrom)} UTC`] as const]),
    ...(request.validUntil === undefined ? [] : [['access until', `${day(request.validUntil)} UTC`] as const]),
    ['answer until', `${day(request.answerBy)} UTC`],
    ...termsLines(terms),
  ];
}

function unfit(why: string): SelatError {
  return new SelatError('SIGNER_NOT_ALLOWED', `cannot sign the document: ${why}`, { why });
}

/** The listing that a request names: its bytes have that digest, so the server cannot show another one. */
function namedListing(request: GrantRequest, context: SignedDocument | undefined): Listing {
  if (context === undefined) throw unfit('the listing that it names is not shown');
  const digest = documentDigest(context.type, context.payload).toString('hex');
  if (digest !== request.listingDigest) throw unfit('the listing that is shown is not the one that it names');
  const listing = parseDocument(context.type, decodeListing(context));
  if (listing.type !== 'selat.v1.Listing') throw unfit('what it names is no listing');
  return listing;
}

function decodeListing({ type, payload }: SignedDocument): unknown {
  const codec = Object.hasOwn(CODECS, type) ? CODECS[type] : undefined;
  return codec?.decode(payload);
}

/**
 * Says what a prepared document binds its signer to.
 *
 * @param signer participant whose key will sign
 * @param context for a request, the listing that it names, as the exchange has it
 * @throws SelatError SIGNER_NOT_ALLOWED where the document is none that this participant signs
 */
export function summarise(
  { type, message, documentDigest: digest, head }: OpenedPreparation,
  signer: string,
  context?: SignedDocument,
): readonly SummaryLine[] {
  const home = signer.split('/')[0];
  if (head.issuer !== home) throw unfit(`its issuer ${head.issuer} is not your exchange ${home}`);
  const name: SummaryLine = ['document', toDigestText(digest)];
  if (type === 'selat.v1.Listing') {
    const listing = parseDocument(type, message as WireListing);
    if (listing.type !== type || listing.product.provider !== signer) throw unfit('it names another provider');
    return [...listingLines(listing), name];
  }
  if (type !== 'selat.v1.GrantRequest') throw unfit(`a participant signs no ${type} here`);
  const request = parseDocument(type, message as WireRequest);
  if (request.type !== type || request.consumer !== signer) throw unfit('it names another consumer');
  return [...requestLines(request, namedListing(request, context)), name];
}
