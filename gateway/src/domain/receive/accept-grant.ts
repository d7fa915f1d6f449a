import { SelatError } from '@selat/sdk/errors';
import { checkOffer, checkRequest, checkSuccession, judgeCountersignature, mayArrive } from '@selat/sdk/lifecycle';
import {
  type DigestHex,
  exchangeOf,
  type Grant,
  type GrantRequest,
  type Listing,
  type PartyId,
} from '@selat/sdk/model';
import { requirePeerAdmitted } from '../admission/require-admitted.js';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import { fileUnderPins, requireStanding } from '../attestation/suspend-lapsed.js';
import { takeRequestDecision } from '../decision/decide-request.js';
import { fileDecision } from '../decision/send-decision.js';
import { takeOfferDecision } from '../decision/take-offer.js';
import { grantSubject, loadGrant, touch } from '../grant/load-grant.js';
import { requireRequest } from '../grant/may-act.js';
import { fileWithPredecessor, findPredecessor, loadNamed, supersededBy, toPredecessor } from '../grant/predecessor.js';
import { consume } from '../ledger/settle.js';
import { loadListingOf, loadRevision } from '../listing/load-listing.js';
import { requireCrossing } from '../listing/reach.js';
import { requireNotHalted } from '../order/require-not-halted.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { GrantRow } from '../rows.js';
import type { Effect, Received } from './received.js';

/** A consumer exchange asks for a grant on a listing of this exchange. [GRT-2] */
export async function acceptGrantRequest(deps: Deps, received: Received<GrantRequest>): Promise<Effect> {
  const { peer, parsed, digest, now } = received;
  requireMember(parsed.consumer, peer);
  await requireParticipant(deps, parsed.consumer, 'consumer');
  const { state: listing } = await loadListingOf(deps, parsed.listingDigest);
  requireCrossing(listing.listing);
  await requirePeerAdmitted(deps, listing.listing.product);
  checkRequest(parsed, listing);
  const { consumer, scope } = parsed;
  const parts = { listing: listing.listing, consumer, scope, ids: [digest] };
  await requireNotHalted(deps, parts, `accept request sha256:${digest}`);
  await takeRequestDecision(deps, received, listing.listing, await loadAgreementInForce(deps, peer));
  const predecessor = await loadNamed(deps, peer, parsed.supersedes);
  if (predecessor !== undefined) checkSuccession(parsed, listing.id, toPredecessor(predecessor), now);
  const beside = fileWithPredecessor(predecessor, digest, peer);
  const row = {
    request_digest: digest,
    grant_digest: null,
    peer,
    side: 'provider' as const,
    listing_id: listing.id,
    consumer: parsed.consumer,
    created_ms: now,
  };
  return {
    rows: [{ table: 'grant', expectedVersion: 0, row }, ...beside.rows],
    evidence: [
      { subject: grantSubject(digest), digest, by: peer },
      ...fileDecision(digest, parsed, peer),
      ...beside.evidence,
    ],
  };
}

function requireMember(consumer: PartyId, peer: string): void {
  if (exchangeOf(consumer) === peer) return;
  const message = `cannot accept the request of ${peer}: consumer ${consumer} is not its participant`;
  throw new SelatError('SUBMITTER_NOT_HOME', message, { peer, consumer });
}

/** A provider exchange offers a grant, or a consumer exchange countersigns the one that this exchange offered. */
export async function acceptGrant(deps: Deps, received: Received<Grant>): Promise<Effect> {
  return received.verified.form === 'offered' ? acceptOffer(deps, received) : acceptCountersignature(deps, received);
}

async function acceptOffer(deps: Deps, { peer, parsed, digest, now }: Received<Grant>): Promise<Effect> {
  const loaded = await loadGrant(deps, parsed.request);
  const { row } = loaded;
  requirePeer(row, peer, 'consumer');
  if (row.grant_digest !== null && row.grant_digest !== digest) throw offeredBefore(row, digest);
  mayArrive(loaded.state, 'offer', 'provider', now);
  await requireParticipant(deps, parsed.provider, 'provider');
  await requireParticipant(deps, parsed.consumer, 'consumer');
  const listing = await loadRevision(deps.reader, parsed.listingDigest);
  await requirePeerAdmitted(deps, listing.product);
  const request = requireRequest(loaded);
  const predecessor = await findPredecessor(deps, peer, request.supersedes);
  const superseded = supersededBy(predecessor);
  const decided = await takeOfferDecision(deps, { peer, grant: parsed, request, listing, now });
  const { decisions } = decided;
  checkOffer({ grant: parsed, request, requestDigest: row.request_digest, listing, superseded, decisions });
  await requireStanding(deps, parsed.attestationDigests);
  await requireFree(deps, listing, parsed, digest);
  const beside = fileWithPredecessor(superseded === undefined ? undefined : predecessor, digest, peer);
  return {
    rows: [touch(row, { grant_digest: digest }), ...beside.rows],
    evidence: [
      { subject: grantSubject(row.request_digest), digest, by: peer },
      ...fileUnderPins(parsed, digest, peer),
      ...fileDecision(row.request_digest, decided, peer),
      ...beside.evidence,
    ],
  };
}

/** [ORD-7] */
function requireFree(deps: Deps, listing: Listing, { request, consumer, scope }: Grant, digest: DigestHex) {
  const parts = { listing, consumer, scope, ids: [request, digest] };
  return requireNotHalted(deps, parts, `accept grant sha256:${digest}`);
}

/** Two Grants for one request are proof of equivocation: the second never takes effect. [GRT-5] */
function offeredBefore({ grant_digest, request_digest }: GrantRow, digest: DigestHex): SelatError {
  const facts = { request: `sha256:${request_digest}`, first: `sha256:${grant_digest}`, second: `sha256:${digest}` };
  const message = `cannot accept offer ${facts.second}: request ${facts.request} has offer ${facts.first}`;
  return new SelatError('GRANT_ALREADY_OFFERED', message, facts);
}

async function acceptCountersignature(deps: Deps, received: Received<Grant>): Promise<Effect> {
  const { peer, parsed, digest, verified, now } = received;
  const { row, set } = await loadGrant(deps, parsed.request);
  requirePeer(row, peer, 'provider');
  if (row.grant_digest !== digest) throw neverOffered(digest, peer);
  const iats = verified.positions.filter(({ isIssuing }) => !isIssuing).map(({ iat }) => iat);
  const withdrawal = set.evidence.find(
    ({ type, by }) => type === 'selat.v1.OfferWithdrawal' && by === deps.self.exchange,
  );
  const predecessor = await findPredecessor(deps, peer, parsed.supersedes);
  const ruling = judgeCountersignature({
    grant: parsed,
    grantDigest: digest,
    acceptorIat: Math.max(...iats),
    arrival: now,
    ...(withdrawal === undefined ? {} : { withdrawnAt: now }),
    ...(predecessor === undefined ? {} : { superseded: predecessor.state }),
  });
  if (ruling.verdict === 'REFUSED') throw ruling.error;
  await requireFree(deps, await loadRevision(deps.reader, parsed.listingDigest), parsed, digest);
  const counted = await consume(deps, row.request_digest, parsed.attestationDigests);
  return { rows: [touch(row), ...(predecessor === undefined ? [] : [touch(predecessor.row)]), ...counted] };
}

function neverOffered(digest: DigestHex, peer: string): SelatError {
  const message = `cannot accept grant sha256:${digest} of ${peer}: this exchange never offered it`;
  return new SelatError('GRANT_UNKNOWN', message, { grant: `sha256:${digest}`, peer });
}

/** @throws SelatError SUBMITTER_NOT_HOME where a peer acts on what is not between it and this exchange */
export function requirePeer({ peer, side, request_digest }: GrantRow, from: string, expected: GrantRow['side']): void {
  if (peer === from && side === expected) return;
  const message = `cannot accept the act of ${from} on request sha256:${request_digest}: it is not the other side of it`;
  throw new SelatError('SUBMITTER_NOT_HOME', message, { peer: from, request: `sha256:${request_digest}` });
}
