import { GrantRequest as WireRequest } from '@selat/proto/selat/v1/grant.js';
import { SelatError } from '@selat/sdk/errors';
import { checkRequest } from '@selat/sdk/lifecycle';
import { exchangeOf, isOwnedBy, parseDocument } from '@selat/sdk/model';
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

/**
 * Asks the exchange of a listing for access rights on behalf of an own participant. [GRT-2]
 * @throws SelatError LISTING_UNKNOWN, LISTING_NOT_OPEN, PARTICIPANT_UNKNOWN, AGREEMENT_NOT_IN_FORCE, GRANT_TERMS_MISMATCH
 */
export async function requestGrant(deps: Deps, actor: Actor, input: GrantRequestInput): Promise<Change> {
  const { self, clock } = deps;
  const peer = exchangeOf(input.listing);
  if (peer === self.exchange) {
    const message = `cannot request a grant on ${input.listing}: it is a listing of this exchange, a grant crosses between two`;
    throw new SelatError('REQUEST_INVALID', message, { listing: input.listing });
  }
  if (!isOwnedBy(input.consumer, 'p', self.exchange)) {
    const message = `cannot request for ${input.consumer}: it is no participant of ${self.exchange}`;
    throw new SelatError('PARTICIPANT_UNKNOWN', message, { id: input.consumer });
  }
  await requireParticipant(deps, input.consumer, 'consumer');
  const { state: listing } = await loadListing(deps, input.listing);
  const inForce = await loadAgreementInForce(deps, peer);
  const status = await reserveStatusIndex(deps);
  const message = WireRequest.fromPartial({
    listingDigest: Buffer.from(listing.digest, 'hex'),
    termsId: input.termsId,
    consumer: input.consumer,
    scope: { actions: [...input.actions], purposes: [...input.purposes], processingPlaces: [...input.places] },
    supersedes: Buffer.from(input.supersedes ?? '', 'hex'),
    status,
    answerByMs: BigInt(clock() + inForce.agreement.deadlines.answerS * 1000),
  });
  const act = await signAct(deps, { type: TYPE, message, to: peer, agreementDigest: inForce.digest });
  const request = parseDocument(TYPE, WireRequest.decode(act.write.document.payload));
  checkRequest(request, listing);
  const row = {
    request_digest: act.digest,
    grant_digest: null,
    peer,
    side: 'consumer' as const,
    listing_id: input.listing,
    consumer: input.consumer,
    created_ms: clock(),
  };
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    rows: [
      { table: 'grant', expectedVersion: 0, row },
      {
        table: 'status_index',
        expectedVersion: 0,
        row: { list: status.list, position: status.index, request_digest: act.digest },
      },
    ],
    evidence: [fileUnder(grantSubject(act.digest), act, self.exchange)],
    outbox: [deliverTo(peer, act)],
  };
}
