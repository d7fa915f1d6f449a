/** Pairs of a requirement and a reason: which a peer can be told, and which a case proves. */
import { type Case, reasonsOf } from '../cases/index.js';
import type { Spec } from './read-spec.js';

/** `DOC-8 SIGNATURE_STRIPPED`. */
export type Pair = string;

/** Prefixes of requirements that are a node's own affair: no peer is told their reasons. */
const OWN_AFFAIRS: readonly string[] = ['CFG', 'API', 'BOF', 'IMP', 'SRC', 'LGR'];

/** Writes a pair: requirement, space, reason. */
export function toPair(requirement: string, reason: string): Pair {
  return `${requirement} ${reason}`;
}

/** Pairs that a case proves: each requirement that it names, with each reason that its steps expect. */
export function pairsOf(found: Case): readonly Pair[] {
  return found.proves.flatMap((requirement) => reasonsOf(found).map((reason) => toPair(requirement, reason)));
}

/** Pairs of several cases, each once, sorted. */
export function pairsOfAll(cases: readonly Case[]): readonly Pair[] {
  return [...new Set(cases.flatMap(pairsOf))].sort();
}

/**
 * Pairs that the specification states: a row of the table of reasons, and each place where the text of a requirement names
 * a reason. Those of a node's own affairs are left out.
 */
export function statedPairs({ requirements, reasons }: Spec): readonly Pair[] {
  const names = new Set(reasons.map(({ name }) => name));
  const fromTable = reasons.map(({ name, requirement }) => toPair(requirement, name));
  const fromText = [...requirements.values()].flatMap(({ id, sentence, text }) =>
    [...`${sentence} ${text}`.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].flatMap(([, word = '']) =>
      names.has(word) ? [toPair(id, word)] : [],
    ),
  );
  const isTold = (pair: Pair) => !OWN_AFFAIRS.includes(pair.slice(0, 3));
  return [...new Set([...fromTable, ...fromText])].filter(isTold).sort();
}
