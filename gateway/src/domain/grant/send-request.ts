import { GrantRequest as WireRequest } from '@selat/proto/selat/v1/grant.js';
import { checkRequest, checkSuccession, isCovered, type ListingState } from '@selat/sdk/lifecycle';
import { type DomainDocument, exchangeOf, type GrantRequest, type PartyId, parseDocument } from '@selat/sdk/model';
import { deliverTo, type OwnAct, outLeaf } from '../acts/own-act.js';
import { loadAgreementInForce, loadAgreements } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import { fileDecision } from '../decision/send-decision.js';
import { loadListing } from '../listing/load-listing.js';
import { requireNotHalted } from '../order/require-not-halted.js';
import { preparationClosed } from '../participant/preparation-state.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { PreparationRow } from '../rows-members.js';
import type { LoadedGrant } from './load-grant.js';
import { loadSuperseded } from './load-superseded.js';
import { fileOwn, toPredecessor } from './predecessor.js';

const TYPE = 'selat.v1.GrantRequest';

/** What a request stands on, as of now. */
export interface RequestBasis {
  readonly listing: ListingState;
  readonly predecessor: LoadedGrant | undefined;
}

/** Checks a request against what it stands on. @throws SelatError as `requestGrant` */
export function requireRequest(
  { clock }: Deps,
  parsed: DomainDocument,
  { listing, predecessor }: RequestBasis,
): GrantRequest {
  if (parsed.type !== TYPE) throw new Error(`a ${TYPE} was made as ${parsed.type}`);
  checkRequest(parsed, listing);
  if (predecessor !== undefined) checkSuccession(parsed, listing.id, toPredecessor(predecessor), clock());
  return parsed;
}

/** The change that sends a signed request. @throws SelatError as `requestGrant` */
export async function sendRequest(deps: Deps, officer: PartyId, act: OwnAct, basis: RequestBasis): Promise<Change> {
  const parsed = parseDocument(TYPE, WireRequest.decode(act.write.document.payload));
  const parsedRequest = requireRequest(deps, parsed, basis);
  const { consumer } = parsedRequest;
  const peer = exchangeOf(basis.listing.id);
  const filed = fileOwn(deps, act.digest, act, basis.predecessor);
  const row = {
    request_digest: act.digest,
    grant_digest: null,
    peer,
    side: 'consumer' as const,
    listing_id: basis.listing.id,
    consumer,
    created_ms: deps.clock(),
  };
  return {
    officer,
    documents: [act.write],
    leaves: [outLeaf(act, peer)],
    rows: [{ table: 'grant', expectedVersion: 0, row }, ...filed.rows],
    evidence: [...filed.evidence, ...fileDecision(act.digest, parsedRequest, deps.self.exchange)],
    outbox: [deliverTo(peer, act)],
  };
}

/**
 * Sends a request that its consumer signed. [IDN-26]
 * @throws SelatError AGREEMENT_NOT_IN_FORCE, ORDER_IN_FORCE, PREPARATION_CLOSED where another agreement took the place of the one that it
 *   pins without succeeding it, and as `requestGrant`
 */
export async function completeRequest(deps: Deps, row: PreparationRow, act: OwnAct): Promise<Change> {
  const { state: listing } = await loadListing(deps, row.subject);
  await requireParticipant(deps, row.participant, 'consumer');
  const peer = exchangeOf(row.subject);
  const { head, supersedes, scope } = WireRequest.decode(act.write.document.payload);
  if (scope !== undefined) {
    const parts = { listing: listing.listing, consumer: row.participant, scope, ids: [act.digest] };
    await requireNotHalted(deps, parts, `request ${row.subject}`);
  }
  const inForce = await loadAgreementInForce(deps, peer);
  const pinned = head?.agreementDigest.toString('hex') ?? '';
  const states = (await loadAgreements(deps, peer)).map(({ state }) => state);
  if (pinned !== inForce.digest && !isCovered(pinned, states)) {
    throw preparationClosed(row, `the agreement with ${peer} that it pins is over`);
  }
  const named = supersedes.length === 0 ? undefined : supersedes.toString('hex');
  return sendRequest(deps, row.officer, act, { listing, predecessor: await loadSuperseded(deps, peer, named) });
}
