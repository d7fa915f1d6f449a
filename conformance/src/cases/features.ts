/** Features: what a subject may have or lack, so that a case for what it lacks is skipped with the reason and never silently. */
import type { Case, Step } from '../gen/case.js';

/** Features that `needs` and `lacks` of a case may name, and `features` of a subject's file, each in words. */
export const FEATURES: Readonly<Record<string, string>> = {
  sync: 'serves its log by Sync',
  proofs: 'serves Merkle proofs by GetProof',
  tokens: 'issues access tokens by IssueToken',
  'four-may-wait': 'lets four documents of `newcomer` wait for others, and counts each for ten minutes',
  attestations: 'acts on attestations and their withdrawal',
  'status-commitments': 'acts on commitments to status lists',
};

/** What a case asks of the subject beside features of the table, from its steps. */
export interface Demands {
  /** Verbs that the operator of the subject must do. */
  readonly verbs: readonly string[];
  /** Whether the clock of the subject must be moved. */
  readonly harness: boolean;
}

/** Longest time that a step waits for an instant to pass where the subject's clock cannot be moved, milliseconds. */
export const MAX_PASS_MS = 70_000;

function verbOf({ operate }: Step): readonly string[] {
  return operate === undefined ? [] : [operate.verb];
}

/** Reads what the steps of a case ask for. */
export function demandsOf({ steps }: Case): Demands {
  return {
    verbs: [...new Set(steps.flatMap(verbOf))].sort(),
    harness: steps.some(({ advance, pass }) => advance !== undefined || pass?.far === true),
  };
}
