/** Facts, results and decisions in their form on the wire. */
import * as facts from '@selat/proto/selat/facts/v1/facts.js';
import type * as wire from '@selat/proto/selat/v1/compliance.js';
import type { AttestedComparison, ComplianceDecision, DigestHex, StatedFacts } from '../../model/index.js';
import type { LegResult, Outcome, Result, Verdict } from '../evaluate/result.js';
import { type FlowFacts, parseFacts } from '../facts/parse-facts.js';
import type { Decided } from './decide-flow.js';

/** The message that an exchange signs over what it states, without its head. */
export function toFactsBody(
  stated: FlowFacts,
  comparisons: readonly AttestedComparison[] = [],
): Omit<wire.FlowFacts, 'head'> {
  return { facts: facts.FlowFacts.fromJSON(stated), comparisons: [...comparisons] };
}

/** The facts of a document, as an evaluation reads them. @throws SelatError FACTS_INVALID */
export function readStatedFacts({ facts: stated }: Pick<StatedFacts, 'facts'>): FlowFacts {
  return parseFacts(facts.FlowFacts.toJSON(stated));
}

/** What a decision names beside its result. */
export interface DecisionReferences {
  readonly subject: DigestHex;
  readonly asOf: string;
  readonly packDigests: readonly DigestHex[];
  readonly factsDigests: readonly DigestHex[];
  readonly orderDigests?: readonly DigestHex[];
  readonly rerunOf?: DigestHex;
}

/** The message that an exchange signs over what it decided, without its head. */
export function toDecisionBody(
  decided: Decided,
  { subject, asOf, packDigests, factsDigests, orderDigests = [], rerunOf = '' }: DecisionReferences,
): Omit<wire.ComplianceDecision, 'head'> {
  return {
    subject: Buffer.from(subject, 'hex'),
    packDigests: ascending(packDigests),
    asOf,
    factsDigests: ascending(factsDigests),
    attestationDigests: ascending(decided.attestationDigests),
    orderDigests: ascending(orderDigests),
    result: facts.Result.fromJSON(decided.result),
    validUntilMs: decided.validUntil === undefined ? undefined : BigInt(decided.validUntil),
    mode: decided.mode,
    partialPaths: [...decided.partialPaths],
    rerunOf: Buffer.from(rerunOf, 'hex'),
  };
}

function ascending(digests: readonly DigestHex[]): Buffer[] {
  return [...new Set(digests)].sort().map((digest) => Buffer.from(digest, 'hex'));
}

/** The result of a decision, as an evaluation gives it. */
export function readResult({ result }: Pick<ComplianceDecision, 'result'>): Result {
  const { outcome, legs, listing } = result;
  const read = { outcome: outcome as Outcome, legs: legs.map(readLeg) };
  return listing === undefined ? read : { ...read, listing: readVerdict(listing) };
}

function readLeg({ from, to, outcome, jurisdictions }: facts.LegResult): LegResult {
  return {
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
    outcome: outcome as Outcome,
    jurisdictions: jurisdictions.map(({ jurisdiction, validUntil, ...verdict }) => ({
      jurisdiction,
      ...readVerdict(verdict),
      ...(validUntil === '' ? {} : { validUntil }),
    })),
  };
}

function readVerdict(verdict: facts.ListingResult): Verdict {
  const { outcome, ruleIds, needs, missingFacts, duties, citations } = verdict;
  return { outcome: outcome as Outcome, ruleIds, needs, missingFacts, duties, citations };
}
