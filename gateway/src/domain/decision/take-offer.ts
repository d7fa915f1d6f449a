/** The provider exchange's decision, as the consumer exchange takes it with the offer. */
import { checkGrantDecisions } from '@selat/sdk/lifecycle';
import type {
  ComplianceDecision,
  DigestHex,
  ExchangeId,
  Grant,
  GrantRequest,
  Instant,
  Listing,
} from '@selat/sdk/model';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import type { Deps } from '../ports.js';
import { loadDecision } from './documents.js';
import { requireDecided } from './laws.js';
import { runAgain } from './run-again.js';

/** An offer that arrives. */
export interface ArrivingOffer {
  readonly peer: ExchangeId;
  readonly grant: Grant;
  readonly request: GrantRequest;
  readonly listing: Listing;
  readonly now: Instant;
}

/** What comes with an offer; no decisions where it stands on none. */
export interface TakenOffer {
  /** To be filed under the grant. */
  readonly factsDigests: readonly DigestHex[];
  readonly decisionDigest?: DigestHex;
  /** Both, the consumer's first. */
  readonly decisions: readonly ComplianceDecision[];
}

/**
 * Takes the decision that an offer pins, after running it again on the day of the request. [GRT-4] [CMP-16]
 * @throws SelatError GRANT_DECISION_ABSENT, DECISION_MISMATCH, DECISION_NOT_PERMIT, DECISION_EXPIRED; those of `runAgain`
 */
export async function takeOfferDecision(deps: Deps, offer: ArrivingOffer): Promise<TakenOffer> {
  const { peer, grant, request, listing, now } = offer;
  const agreement = await loadAgreementInForce(deps, peer);
  await requireDecided(deps, grant, agreement.agreement, peer);
  const { providerDecision: digest } = grant;
  const { listingDigest: revision, scope, consumer, decisionDigest } = request;
  if (digest === undefined || decisionDigest === undefined) return { factsDigests: [], decisions: [] };
  const flow = { listing, revision, scope, consumer, acts: [grant.request] };
  const { decision: provider, facts } = await runAgain(deps, { digest, flow, side: 'provider', peer, agreement });
  const own = await loadDecision(deps.reader, decisionDigest);
  checkGrantDecisions({ grant, request, provider, consumer: own, at: now });
  const theirs = facts.filter(({ stated }) => stated.head.issuer === peer);
  return { factsDigests: theirs.map((one) => one.digest), decisionDigest: digest, decisions: [own, provider] };
}
