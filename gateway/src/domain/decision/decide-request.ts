/** The consumer exchange's decision: made before it asks, and looked at again before it countersigns. */
import { requireAsOf } from '@selat/sdk/compliance';
import { checkRequestDecision, needsDecisions } from '@selat/sdk/lifecycle';
import type { DigestHex, ExchangeId, GrantRequest, Listing, UseScope } from '@selat/sdk/model';
import type { LoadedAgreement } from '../agreement/load-agreement.js';
import type { LoadedGrant } from '../grant/load-grant.js';
import type { Deps } from '../ports.js';
import type { Received } from '../receive/received.js';
import type { FactsInput } from '../view-types.js';
import { decideOwn, type OwnDecision, type SignedDecision, signDecision, today } from './decide-own.js';
import { loadNamedFacts } from './documents.js';
import { lawOf, lawsOf, requireDecided } from './laws.js';
import { requirePermit } from './not-permitted.js';
import { runAgain } from './run-again.js';
import { statedBefore } from './stated-before.js';

/** What is asked for, and of whom. */
export interface RequestToDecide {
  readonly peer: ExchangeId;
  readonly agreement: LoadedAgreement;
  readonly listing: Listing;
  readonly revision: DigestHex;
  readonly scope: UseScope;
  readonly consumer: string;
  readonly input: FactsInput;
  readonly predecessor: LoadedGrant | undefined;
}

/**
 * States the own facts and decides, as the rules of this side are on this day; undefined where no decision is due and none
 * is asked for.
 * @throws SelatError COMPLIANCE_NEEDS, COMPLIANCE_DENIED, and those of `decideOwn`
 */
export async function decideRequest(deps: Deps, wanted: RequestToDecide): Promise<SignedDecision | undefined> {
  const { peer, agreement, listing, revision, scope, consumer, input, predecessor } = wanted;
  const isAsked = input.facts !== undefined || input.withhold !== undefined;
  if (!isAsked && !needsDecisions(agreement.agreement, await lawsOf(deps, peer))) return undefined;
  const own = await decideOwn(deps, {
    flow: { listing, revision, scope, consumer, acts: [] },
    side: 'consumer',
    peer,
    agreement,
    asOf: await today(deps, agreement),
    input: { ...input, facts: input.facts ?? (await statedBefore(deps, predecessor, scope)) },
    documents: [],
  });
  requirePermit(own.decided.result, `request ${listing.id}`);
  return signDecision(deps, own, revision);
}

/**
 * Takes the decision that a request stands on, after running it again. [GRT-4] [CMP-8]
 * @throws SelatError GRANT_DECISION_ABSENT, DECISION_NOT_PERMIT, DECISION_EXPIRED, and those of `runAgain`
 */
export async function takeRequestDecision(
  deps: Deps,
  { peer, parsed, now }: Received<GrantRequest>,
  listing: Listing,
  agreement: LoadedAgreement,
): Promise<void> {
  const { decisionDigest, listingDigest, scope, consumer } = parsed;
  await requireDecided(deps, parsed, agreement.agreement, peer);
  if (decisionDigest === undefined) return;
  const flow = { listing, revision: listingDigest, scope, consumer, acts: [] };
  const { decision, packs } = await runAgain(deps, { digest: decisionDigest, flow, side: 'consumer', peer, agreement });
  checkRequestDecision({ request: parsed, decision, at: now });
  requireAsOf(decision, (await lawOf(deps, peer)) ?? '', packs);
}

/** What the own rules say now of an offer: with what both exchanges stated, as of the day of the request. [CMP-16] */
export async function decideAgain(
  deps: Deps,
  offer: {
    readonly peer: ExchangeId;
    readonly agreement: LoadedAgreement;
    readonly request: GrantRequest;
    readonly listing: Listing;
    readonly acts: readonly DigestHex[];
    readonly asOf: string;
    readonly factsDigests: readonly DigestHex[];
  },
): Promise<OwnDecision> {
  const { peer, agreement, request, listing, acts, asOf, factsDigests } = offer;
  const { listingDigest: revision, scope, consumer } = request;
  return decideOwn(deps, {
    flow: { listing, revision, scope, consumer, acts },
    side: 'consumer',
    peer,
    agreement,
    asOf,
    documents: await loadNamedFacts(deps.reader, factsDigests),
  });
}
