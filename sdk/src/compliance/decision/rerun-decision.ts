/** The other side runs a decision again and says where it comes out otherwise. [CMP-8] */
import { SelatError } from '../../errors/index.js';
import type { ComplianceDecision } from '../../model/index.js';
import { decisionDifferences } from '../evaluate/rerun.js';
import { type Decided, type DecisionInput, decideFlow } from './decide-flow.js';
import { readResult } from './decision-wire.js';

/** What a re-run gives. */
export interface Rerun {
  /** In words; empty = the same decision. */
  readonly differences: readonly string[];
  /** PARTIAL, with the paths, where comparisons stood in for what the issuer knows in full. [CMP-9] */
  readonly decided: Decided;
}

/** @param input made of exactly the documents that the decision names. @throws SelatError FACTS_INVALID */
export function rerunDecision(decision: ComplianceDecision, input: DecisionInput): Rerun {
  const decided = decideFlow(input);
  const differs = (what: string, stated: string, again: string) =>
    stated === again ? [] : [`${what}: ${stated || 'none'}, run again ${again || 'none'}`];
  const print = (validUntil: number | undefined) =>
    validUntil === undefined ? '' : new Date(validUntil).toISOString();
  const differences = [
    ...differs('as of', decision.asOf, input.facts.asOf),
    ...decisionDifferences(readResult(decision), decided.result),
    ...differs('valid until', print(decision.validUntil), print(decided.validUntil)),
    ...differs('attestations', decision.attestationDigests.join(' '), decided.attestationDigests.join(' ')),
  ];
  return { differences, decided };
}

/** @throws SelatError DECISION_MISMATCH with every difference, FACTS_INVALID */
export function requireSameDecision(decision: ComplianceDecision, input: DecisionInput): Decided {
  const { differences, decided } = rerunDecision(decision, input);
  if (differences.length === 0) return decided;
  const { issuer } = decision.head;
  const list = differences.join('; ');
  const message = `cannot take the decision of ${issuer}: run again it differs in ${list}`;
  throw new SelatError('DECISION_MISMATCH', message, { issuer, differences: list });
}
