/** Builders of the documents of a grant's life. */
import { signerEntries } from '../wire/index.js';
import {
  type Builder,
  type BuilderInput,
  base64,
  DAY_MS,
  type Draft,
  first,
  head,
  standingParticipant,
} from './builder.js';
import { type Json, valueAt } from './changes.js';
import { digestOf, jsonOf } from './known-document.js';

/** How long an offer of the suite stands, milliseconds. */
const OFFER_MS = 3_600_000;

/** A request for the first licence of a listing. */
export function grantRequest(input: BuilderInput): Draft {
  const { suite, peer } = input;
  const terms = jsonOf(first(input))['terms'];
  const [chosen] = Array.isArray(terms) ? terms : [];
  const licence = typeof chosen === 'object' && chosen !== null && !Array.isArray(chosen) ? chosen : {};
  const one = (name: string) => (Array.isArray(licence[name]) ? licence[name].slice(0, 1) : []);
  const [place] = one('territoryOfProcessing');
  const message = {
    head: head(input, 'subject'),
    listingDigest: base64(digestOf(first(input))),
    termsId: licence['id'] ?? '',
    consumer: standingParticipant(peer.exchange),
    scope: {
      actions: one('actions'),
      purposes: one('purposes'),
      processingPlaces: [place === 'ZZ' || place === undefined ? 'SG' : place],
    },
    status: statusEntry(input),
    answerByMs: String(suite.world.now() + DAY_MS),
  };
  return { type: 'selat.v1.GrantRequest', message };
}

/** An entry of a status list, as the two sides of a grant each state one. */
function statusEntry({ suite }: BuilderInput): Json {
  return { list: 'suite', index: suite.world.random(4).readUInt32BE() % 1_048_576 };
}

/** The grant that a request of the subject asks for: of the request, and of the listing that it names. */
function grantOffer(input: BuilderInput): Draft {
  const { suite, of } = input;
  const [request, listing] = of;
  if (request === undefined || listing === undefined)
    throw new Error('grant-offer needs a request and its listing in `of`');
  const [asked, offered] = [jsonOf(request), jsonOf(listing)];
  const licences = Array.isArray(offered['terms']) ? offered['terms'] : [];
  const terms = licences.find((one) => valueAt(one, 'id') === asked['termsId']) ?? null;
  const now = suite.world.now();
  const days = Number(valueAt(terms, 'term.days') ?? 1);
  const message: Json = {
    head: head(input, 'subject'),
    request: base64(digestOf(request)),
    listingDigest: asked['listingDigest'] ?? '',
    listingId: offered['id'] ?? '',
    provider: valueAt(offered, 'product.provider') ?? '',
    consumer: asked['consumer'] ?? '',
    terms,
    scope: asked['scope'] ?? null,
    validFromMs: String(now),
    validUntilMs: String(now + days * DAY_MS),
    offerDeadlineMs: String(now + OFFER_MS),
    providerStatus: statusEntry(input),
    consumerStatus: asked['status'] ?? null,
  };
  const { exchange: id, keys } = suite.subject;
  return { type: 'selat.v1.Grant', message, awaited: signerEntries({ id, role: 'acceptor', keys: keys('document') }) };
}

/** A document about a grant or request, with what its type asks for beside that. */
function grantNotice(type: string, names: 'grant' | 'request', fields: { readonly [name: string]: Json }): Builder {
  return (input) => {
    const about = base64(digestOf(first(input)));
    return { type, message: { head: head(input, 'subject'), [names]: about, ...fields } };
  };
}

function grantSuspension(input: BuilderInput): Draft {
  const [known] = input.of;
  const grant = base64(known === undefined ? input.suite.world.random(32) : digestOf(known));
  return { type: 'selat.v1.GrantSuspension', message: { head: head(input, 'subject'), grant, reason: 'MAINTENANCE' } };
}

/** Takes a request back. */
export const grantWithdrawal = grantNotice('selat.v1.GrantWithdrawal', 'request', {});

/** Builder by name. */
export const GRANT_BUILDERS: Readonly<Record<string, Builder>> = {
  'grant-request': grantRequest,
  'grant-offer': grantOffer,
  'grant-suspension': grantSuspension,
  'grant-withdrawal': grantWithdrawal,
  'grant-refusal': grantNotice('selat.v1.GrantRefusal', 'request', { reason: 'TERMS_NOT_ACCEPTED' }),
  'grant-revocation': grantNotice('selat.v1.GrantRevocation', 'grant', { reason: 'BREACH' }),
  'grant-end': grantNotice('selat.v1.GrantEnd', 'grant', { kind: 'COMPLETED' }),
  'offer-withdrawal': grantNotice('selat.v1.OfferWithdrawal', 'grant', {}),
};
