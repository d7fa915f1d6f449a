import { GrantRequest as WireRequest } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { isNegotiated, type LicencePrice } from '@selat/sdk/lifecycle';
import {
  type DigestHex,
  type ExchangeId,
  exchangeOf,
  findTerms,
  type Instant,
  isOwnedBy,
  type LicenceTerms,
  type Listing,
  type UseScope,
} from '@selat/sdk/model';
import { signAct } from '../acts/own-act.js';
import { requireAdmitted } from '../admission/require-admitted.js';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import type { Change, RowWrite } from '../change.js';
import type { SignedDecision } from '../decision/decide-own.js';
import { decideRequest } from '../decision/decide-request.js';
import { withDecision } from '../decision/send-decision.js';
import { loadListing } from '../listing/load-listing.js';
import { requireNotHalted } from '../order/require-not-halted.js';
import { findAwaitedParty, prepareAct, storePreparation } from '../participant/prepare-act.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { Actor, GrantRequestInput } from '../use-cases.js';
import type { LoadedGrant } from './load-grant.js';
import { loadSuperseded } from './load-superseded.js';
import { toPrice } from './price.js';
import { requireRequest, sendRequest } from './send-request.js';
import { reserveStatusIndex } from './status-index.js';

const TYPE = 'selat.v1.GrantRequest';

/** A request to sign: what an officer gave, and what stays of the request or grant that it supersedes. */
export interface WantedRequest extends GrantRequestInput {
  readonly onward?: UseScope['onward'];
  /** Price already agreed; it stays where the price is negotiated and no other one is given. */
  readonly keptPrice?: LicencePrice | undefined;
}

/** The peer that owns the listing. @throws SelatError REQUEST_INVALID for an own listing, PARTICIPANT_UNKNOWN */
function requirePeerOf({ self }: Deps, { listing, consumer }: GrantRequestInput): ExchangeId {
  const peer = exchangeOf(listing);
  if (peer === self.exchange) {
    const message = `cannot request a grant on ${listing}: it is a listing of this exchange, a grant crosses between two`;
    throw new SelatError('REQUEST_INVALID', message, { listing });
  }
  if (isOwnedBy(consumer, 'p', self.exchange)) return peer;
  const message = `cannot request for ${consumer}: it is no participant of ${self.exchange}`;
  throw new SelatError('PARTICIPANT_UNKNOWN', message, { id: consumer });
}

interface Wanted {
  readonly input: WantedRequest;
  readonly listing: Listing;
  readonly listingDigest: DigestHex;
  readonly status: { readonly list: string; readonly index: number };
  readonly answerBy: Instant;
  readonly predecessor: LoadedGrant | undefined;
  readonly decided: SignedDecision | undefined;
}

function offeredPrice({ price, keptPrice }: WantedRequest, terms: LicenceTerms | undefined): LicencePrice | undefined {
  if (terms === undefined) return undefined;
  if (price !== undefined) return toPrice(price, terms);
  return keptPrice === undefined || !isNegotiated(terms)
    ? undefined
    : { ...keptPrice, lines: terms.price?.lines ?? [] };
}

function toScope({ actions, purposes, places, volume = [], onward = [] }: WantedRequest) {
  return {
    actions: [...actions],
    purposes: [...purposes],
    processingPlaces: [...places],
    onward: [...onward],
    volume: volume.map(({ unit, limit, period }) => ({ unit, limit: BigInt(limit), period })),
  };
}

function toMessage({
  input,
  listing,
  listingDigest,
  status,
  answerBy,
  predecessor,
  decided,
}: Wanted): Omit<WireRequest, 'head'> {
  const { termsId, consumer, validFrom, validUntil } = input;
  const price = offeredPrice(input, findTerms(listing, termsId));
  return WireRequest.fromPartial({
    listingDigest: Buffer.from(listingDigest, 'hex'),
    termsId,
    consumer,
    scope: toScope(input),
    ...(price === undefined ? {} : { offeredPrice: price }),
    factsDigests: decided?.facts.map((digest) => Buffer.from(digest, 'hex')) ?? [],
    decisionDigest: Buffer.from(decided?.decision ?? '', 'hex'),
    supersedes: Buffer.from(predecessor?.state.id ?? '', 'hex'),
    status,
    answerByMs: BigInt(answerBy),
    validFromMs: BigInt(validFrom ?? 0),
    validUntilMs: BigInt(validUntil ?? 0),
  });
}

/**
 * Asks the exchange of a listing for access rights on behalf of an own participant. [GRT-2] [GRT-15]
 * @throws SelatError LISTING_UNKNOWN, LISTING_NOT_OPEN, PARTICIPANT_UNKNOWN, AGREEMENT_NOT_IN_FORCE, GRANT_TERMS_MISMATCH;
 *   ORDER_IN_FORCE; GRANT_UNKNOWN, GRANT_SUCCESSION_MISMATCH and GRANT_TRANSITION_REFUSED for what it supersedes
 */
export async function requestGrant(deps: Deps, actor: Actor, input: WantedRequest): Promise<Change> {
  const { clock } = deps;
  const peer = requirePeerOf(deps, input);
  await requireParticipant(deps, input.consumer, 'consumer');
  const { state: listing } = await loadListing(deps, input.listing);
  await requireAdmitted(deps, listing.listing.product, 'request');
  const parts = { listing: listing.listing, consumer: input.consumer, scope: toScope(input), ids: [] };
  await requireNotHalted(deps, parts, `request ${input.listing}`);
  const predecessor = await loadSuperseded(deps, peer, input.supersedes);
  const inForce = await loadAgreementInForce(deps, peer);
  const status = await reserveStatusIndex(deps);
  const answerMs = inForce.agreement.deadlines.answerS * 1000;
  const asked = { peer, agreement: inForce, input, predecessor, consumer: input.consumer };
  const about = { listing: listing.listing, revision: listing.digest, scope: toScope(input) };
  const decided = await decideRequest(deps, { ...asked, ...about });
  const wanted = { input, listing: listing.listing, listingDigest: listing.digest, status, predecessor, decided };
  const own = { type: TYPE, to: peer, agreementDigest: inForce.digest };
  const message = toMessage({ ...wanted, answerBy: clock() + answerMs });
  const consumer = await findAwaitedParty(deps, { ...own, message });
  const reserve = (digest: DigestHex) => reservation(status, digest);
  if (consumer === undefined) {
    const act = await signAct(deps, { ...own, message });
    const sent = await sendRequest(deps, actor.id, act, { listing, predecessor });
    return withDecision(withRow(sent, reserve(act.digest)), decided, peer);
  }
  // The provider exchange has its whole time to answer, however late the consumer signs.
  const expiresAt = clock() + SIGN_WITHIN_MS;
  const later = { ...own, message: toMessage({ ...wanted, answerBy: expiresAt + answerMs }) };
  const prepared = prepareAct(deps, actor, later, consumer, { subject: input.listing, expiresAt });
  requireRequest(deps, prepared.parsed, { listing, predecessor });
  return withDecision(withRow(storePreparation(actor, prepared), reserve(prepared.row.digest)), decided, peer);
}

/** How long a consumer has to sign. */
const SIGN_WITHIN_MS = 86_400_000;

function reservation({ list, index }: Wanted['status'], requestDigest: DigestHex): RowWrite {
  const row = { list, position: index, request_digest: requestDigest };
  return { table: 'status_index', expectedVersion: 0, row };
}

function withRow(change: Change, row: RowWrite): Change {
  return { ...change, rows: [...(change.rows ?? []), row] };
}
