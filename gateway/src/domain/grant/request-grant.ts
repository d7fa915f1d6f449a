import { GrantRequest as WireRequest } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { checkRequest } from '@selat/sdk/lifecycle';
import { type DigestHex, type ExchangeId, exchangeOf, type Instant, isOwnedBy, parseDocument } from '@selat/sdk/model';
import { deliverTo, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import { loadListing } from '../listing/load-listing.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { Actor, GrantRequestInput } from '../use-cases.js';
import { grantSubject } from './load-grant.js';
import { reserveStatusIndex } from './status-index.js';

const TYPE = 'selat.v1.GrantRequest';

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
  readonly input: GrantRequestInput;
  readonly listingDigest: DigestHex;
  readonly status: { readonly list: string; readonly index: number };
  readonly answerBy: Instant;
}

function toMessage({ input, listingDigest, status, answerBy }: Wanted): Omit<WireRequest, 'head'> {
  const { termsId, consumer, actions, purposes, places, supersedes } = input;
  return WireRequest.fromPartial({
    listingDigest: Buffer.from(listingDigest, 'hex'),
    termsId,
    consumer,
    scope: { actions: [...actions], purposes: [...purposes], processingPlaces: [...places] },
    supersedes: Buffer.from(supersedes ?? '', 'hex'),
    status,
    answerByMs: BigInt(answerBy),
  });
}

/**
 * Asks the exchange of a listing for access rights on behalf of an own participant. [GRT-2]
 * @throws SelatError LISTING_UNKNOWN, LISTING_NOT_OPEN, PARTICIPANT_UNKNOWN, AGREEMENT_NOT_IN_FORCE, GRANT_TERMS_MISMATCH
 */
export async function requestGrant(deps: Deps, actor: Actor, input: GrantRequestInput): Promise<Change> {
  const { self, clock } = deps;
  const peer = requirePeerOf(deps, input);
  await requireParticipant(deps, input.consumer, 'consumer');
  const { state: listing } = await loadListing(deps, input.listing);
  const inForce = await loadAgreementInForce(deps, peer);
  const status = await reserveStatusIndex(deps);
  const answerBy = clock() + inForce.agreement.deadlines.answerS * 1000;
  const message = toMessage({ input, listingDigest: listing.digest, status, answerBy });
  const act = await signAct(deps, { type: TYPE, message, to: peer, agreementDigest: inForce.digest });
  checkRequest(parseDocument(TYPE, WireRequest.decode(act.write.document.payload)), listing);
  const row = {
    request_digest: act.digest,
    grant_digest: null,
    peer,
    side: 'consumer' as const,
    listing_id: input.listing,
    consumer: input.consumer,
    created_ms: clock(),
  };
  const reserved = { list: status.list, position: status.index, request_digest: act.digest };
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    rows: [
      { table: 'grant', expectedVersion: 0, row },
      { table: 'status_index', expectedVersion: 0, row: reserved },
    ],
    evidence: [fileUnder(grantSubject(act.digest), act, self.exchange)],
    outbox: [deliverTo(peer, act)],
  };
}
