/** The provider exchange's decision: made when it offers, on the day of the request. [CMP-16] */
import { attestationsOf, checkRequestDecision } from '@selat/sdk/lifecycle';
import type { ComplianceDecision, DigestHex, ExchangeId, GrantRequest, Listing } from '@selat/sdk/model';
import type { LoadedAgreement } from '../agreement/load-agreement.js';
import type { RowWrite } from '../change.js';
import { NOBODY, type Persons } from '../ledger/amounts.js';
import { reserve } from '../ledger/reserve.js';
import type { Deps } from '../ports.js';
import type { Actor, OfferInput } from '../view-types.js';
import { type Counted, countPersons, toCounts } from './count-persons.js';
import { decideOwn, type OwnDecision, type SignedDecision, signDecision } from './decide-own.js';
import { loadDecision, loadNamedFacts } from './documents.js';
import { requireDecided } from './laws.js';
import { requirePermit } from './not-permitted.js';

/** A request that waits for an offer. */
export interface OfferToDecide {
  readonly peer: ExchangeId;
  readonly agreement: LoadedAgreement;
  readonly request: GrantRequest;
  readonly requestDigest: DigestHex;
  readonly listing: Listing;
  readonly input: OfferInput;
}

/** The own decision on an offer, and whom it adds to the ledger. */
export interface OfferDecision {
  readonly own: OwnDecision;
  /** The decision that came with the request. */
  readonly theirs: ComplianceDecision;
  readonly counted: Counted | undefined;
  /** Nobody where an exemption decided. */
  readonly persons: Persons;
}

/**
 * What the own rules say of a request; undefined where it stands on no decision.
 * @throws SelatError GRANT_DECISION_ABSENT, PREDECESSOR_MISSING; those of `decideOwn` and `ledgerCounts`
 */
export async function decideOffer(deps: Deps, offer: OfferToDecide): Promise<OfferDecision | undefined> {
  const { request, requestDigest, listing, peer, agreement, input } = offer;
  await requireDecided(deps, request, agreement.agreement, peer);
  if (request.decisionDigest === undefined) return undefined;
  const theirs = await loadDecision(deps.reader, request.decisionDigest);
  checkRequestDecision({ request, decision: theirs, at: deps.clock() });
  const counted = await countPersons(deps, listing, input, { asOf: theirs.asOf, request: requestDigest });
  const decide = await deciderOf(deps, offer, theirs, counted);
  const all = counted?.persons;
  const own = await decide(all);
  if (counted === undefined || all === undefined || !claimsExemption(input)) {
    return { own, theirs, counted, persons: all ?? NOBODY };
  }
  // What an exemption lets through does not count towards the tiers. [FCT-5]
  const exempt = await decide(NOBODY);
  const plain = await decide(all, { exemptionClaim: { type: 'NONE' } });
  return standsOnClaim(exempt, plain)
    ? { own: exempt, theirs, counted, persons: NOBODY }
    : { own, theirs, counted, persons: all };
}

/** @param adds persons that count; absent where nobody says how many */
type Decider = (adds: Persons | undefined, instead?: Readonly<Record<string, unknown>>) => Promise<OwnDecision>;

async function deciderOf(
  deps: Deps,
  offer: OfferToDecide,
  { asOf }: ComplianceDecision,
  counted: Counted | undefined,
): Promise<Decider> {
  const { request, requestDigest, listing, peer, agreement, input } = offer;
  const { listingDigest: revision, scope, consumer, factsDigests } = request;
  const flow = { listing, revision, scope, consumer, acts: [requestDigest] };
  const documents = await loadNamedFacts(deps.reader, factsDigests);
  return (adds, instead) => {
    const counts = counted === undefined ? {} : toCounts(counted, adds);
    const stated = instead === undefined ? input : { ...input, facts: { ...input.facts, ...instead } };
    return decideOwn(deps, { flow, side: 'provider', peer, agreement, asOf, documents, input: stated, counts, adds });
  };
}

function claimsExemption({ facts }: OfferInput): boolean {
  const claim = facts?.['exemptionClaim'];
  return typeof claim === 'object' && claim !== null && 'type' in claim && claim.type !== 'NONE';
}

/** Whether it is the claim that lets the flow through. */
function standsOnClaim(exempt: OwnDecision, plain: OwnDecision): boolean {
  const rulesOf = ({ decided }: OwnDecision) =>
    decided.result.legs.map(({ jurisdictions }) => jurisdictions.map(({ ruleIds }) => ruleIds));
  return (
    exempt.decided.result.outcome === 'PERMIT' && JSON.stringify(rulesOf(exempt)) !== JSON.stringify(rulesOf(plain))
  );
}

/** What an offer adds to its Change. */
export interface DecidedOffer extends SignedDecision {
  /** The attestations that the grant pins. [GRT-3] */
  readonly pins: readonly DigestHex[];
  /** What the pins come from, the consumer's first. */
  readonly decisions: readonly Pick<ComplianceDecision, 'attestationDigests'>[];
  readonly rows: readonly RowWrite[];
}

/**
 * Signs the decision of an offer and reserves its persons in the ledger.
 * @throws SelatError COMPLIANCE_NEEDS, COMPLIANCE_DENIED, LEDGER_TOO_MANY
 */
export async function standOn(
  deps: Deps,
  actor: Actor,
  { requestDigest, listing, input }: OfferToDecide,
  { own, theirs, counted, persons }: OfferDecision,
  offerDeadline: number,
): Promise<DecidedOffer> {
  requirePermit(own.decided.result, `offer what sha256:${requestDigest} asks for`);
  const signed = await signDecision(deps, own, requestDigest);
  const decisions = [theirs, own.decided];
  const standing = { ...signed, decisions, pins: attestationsOf(listing, decisions) };
  if (counted === undefined) return { ...standing, rows: [] };
  const attestation = input.newPersons?.attestation;
  const rows = await reserve(deps, actor, counted.reading, { requestDigest, offerDeadline, ...persons, attestation });
  return { ...standing, rows };
}
