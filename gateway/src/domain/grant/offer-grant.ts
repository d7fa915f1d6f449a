import { CODECS } from '@selat/proto/schema.js';
import { Grant as WireGrant } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { parseAlgorithm } from '@selat/sdk/keys';
import { checkOffer, type GrantVerb, mayAct, TRANSITIONS } from '@selat/sdk/lifecycle';
import { findTerms, type GrantRequest, type Listing, parseDocument } from '@selat/sdk/model';
import { completeAct, deliverTo, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import { loadRevision } from '../listing/load-listing.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../use-cases.js';
import { grantSubject, type LoadedGrant, loadGrant, touch } from './load-grant.js';
import { reserveStatusIndex } from './status-index.js';

const TYPE = 'selat.v1.Grant';
const DAY_MS = 86_400_000;

interface Offer {
  readonly request: GrantRequest;
  readonly requestDigest: string;
  readonly listing: Listing;
  readonly status: { readonly list: string; readonly index: number };
  readonly now: number;
  readonly deadline: number;
}

/** The grant that a request leads to: listing, licence, scope and status copied, validity from the licence's term. */
function toMessage({ request, requestDigest, listing, status, now, deadline }: Offer): Omit<WireGrant, 'head'> {
  const terms = findTerms(listing, request.termsId);
  const days = terms?.term?.days ?? 0;
  return WireGrant.fromPartial({
    request: Buffer.from(requestDigest, 'hex'),
    listingDigest: Buffer.from(request.listingDigest, 'hex'),
    listingId: listing.id,
    provider: listing.product.provider,
    consumer: request.consumer,
    ...(terms === undefined ? {} : { terms: { ...terms, price: request.offeredPrice ?? terms.price } }),
    scope: request.scope,
    attestationDigests: listing.attestationDigests.map((digest) => Buffer.from(digest, 'hex')),
    validFromMs: BigInt(now),
    validUntilMs: BigInt(now + days * DAY_MS),
    offerDeadlineMs: BigInt(deadline),
    providerStatus: status,
    consumerStatus: request.status,
    supersedes: Buffer.alloc(0),
  });
}

/**
 * Offers the grant that a request asks for, under this exchange's signature. One request gets one offer. [GRT-5]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED, GRANT_TERMS_MISMATCH, AGREEMENT_NOT_IN_FORCE,
 * PARTICIPANT_UNKNOWN where provider or consumer has been suspended since
 */
export async function offerGrant(deps: Deps, actor: Actor, id: string): Promise<Change> {
  const { self, clock, reader } = deps;
  const loaded = await loadGrant(deps, id);
  const { row } = loaded;
  requireMayAct(deps, loaded, 'offer');
  const request = requireRequest(loaded);
  const inForce = await loadAgreementInForce(deps, row.peer);
  const party = [inForce.agreement.proposer, inForce.agreement.acceptor].find(({ exchange }) => exchange === row.peer);
  const listing = await loadRevision(reader, request.listingDigest);
  await requireParticipant(deps, listing.product.provider, 'provider');
  await requireParticipant(deps, request.consumer, 'consumer');
  const status = await reserveStatusIndex(deps);
  const now = clock();
  const deadline = now + inForce.agreement.deadlines.countersignS * 1000;
  const message = toMessage({ request, requestDigest: row.request_digest, listing, status, now, deadline });
  const awaited = (party?.algorithms ?? []).map((alg) => ({
    id: row.peer,
    role: 'acceptor',
    alg: parseAlgorithm(alg),
  }));
  const act = await signAct(deps, { type: TYPE, message, to: row.peer, agreementDigest: inForce.digest, awaited });
  const grant = parseDocument(TYPE, CODECS[TYPE]?.decode(act.write.document.payload));
  checkOffer({ grant, request, requestDigest: row.request_digest, listing });
  const reserved = { list: status.list, position: status.index, request_digest: row.request_digest };
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, row.peer)],
    rows: [touch(row, { grant_digest: act.digest }), { table: 'status_index', expectedVersion: 0, row: reserved }],
    evidence: [fileUnder(grantSubject(row.request_digest), act, self.exchange)],
    outbox: [deliverTo(row.peer, act)],
  };
}

/**
 * Requires that the table lets this side act, and that the same act of it does not wait for its receipt already.
 * @throws SelatError GRANT_TRANSITION_REFUSED [GRT-7]
 */
export function requireMayAct({ clock, self }: Deps, { row, state }: LoadedGrant, verb: GrantVerb): void {
  const now = clock();
  mayAct(state, verb, row.side, now);
  const document = `selat.v1.${TRANSITIONS[state.state][verb]?.document}`;
  const waiting = state.pending.find(({ type, by }) => type === document && by === self.exchange);
  if (waiting === undefined) return;
  const facts = { grant: `sha256:${state.id}`, verb, waiting: `sha256:${waiting.digest}` };
  const message = `cannot ${verb} grant ${facts.grant}: ${document} ${facts.waiting} of this side waits for the receipt of ${row.peer}`;
  throw new SelatError('GRANT_TRANSITION_REFUSED', message, facts);
}

/** @throws SelatError GRANT_UNKNOWN where the request itself is not here */
export function requireRequest({ state }: LoadedGrant): GrantRequest {
  if (state.request !== undefined) return state.request;
  const message = `cannot act on grant sha256:${state.id}: its request is not known here`;
  throw new SelatError('GRANT_UNKNOWN', message, { grant: `sha256:${state.id}` });
}

/**
 * Signs, as consumer exchange, the offer of a grant. It is active once the provider exchange's receipt says so. [GRT-1]
 * @throws SelatError GRANT_UNKNOWN, GRANT_TRANSITION_REFUSED, AGREEMENT_NOT_IN_FORCE, PARTICIPANT_UNKNOWN
 */
export async function countersignGrant(deps: Deps, actor: Actor, id: string): Promise<Change> {
  const loaded = await loadGrant(deps, id);
  const { row, set } = loaded;
  requireMayAct(deps, loaded, 'countersign');
  await requireParticipant(deps, row.consumer, 'consumer');
  await loadAgreementInForce(deps, row.peer);
  const offer = set.evidence.find(({ type }) => type === TYPE);
  if (offer === undefined)
    throw new SelatError('GRANT_UNKNOWN', `cannot countersign sha256:${id}: no offer has arrived`, {
      grant: `sha256:${id}`,
    });
  const act = await completeAct(deps, offer.document, row.peer);
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, row.peer)],
    rows: [touch(row)],
    outbox: [deliverTo(row.peer, act)],
  };
}
