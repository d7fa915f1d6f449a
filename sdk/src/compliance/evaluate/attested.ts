/** Truths of comparisons that stand in for facts which a law forbids to export. [CMP-9] */
import type { AttestedComparison } from '@selat/proto/selat/v1/compliance.js';
import type { Context } from '../language/context.js';
import { type Truth, Unknown } from '../language/values.js';

/** Operators of the language by their code on the wire. */
const OPERATORS: Readonly<Record<string, string>> = {
  EQ: '==',
  NE: '!=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  IN: 'in',
  CONTAINS: 'contains',
  EXISTS: 'has',
};

/** Its code on the wire. */
export function operatorCode(operator: string): string {
  return Object.keys(OPERATORS).find((code) => OPERATORS[code] === operator) ?? '';
}

/** How an evaluation asks for them, and which paths it asked for. */
export interface AttestedTruths {
  readonly attested: NonNullable<Context['attested']>;
  /** Paths for which a statement stood in; empty = the decision is FULL. */
  readonly paths: ReadonlySet<string>;
}

/** The literal of an operand is compared as written, without spaces. */
export function attestedTruths(comparisons: readonly AttestedComparison[]): AttestedTruths {
  const stated = new Map(
    comparisons.map((one) => [keyOf(one.path, OPERATORS[one.operator] ?? '', one.operand), one.truth]),
  );
  const paths = new Set<string>();
  const attested = (path: string, operator: string, operand: string): Truth | undefined => {
    const truth = stated.get(keyOf(path, operator, operand));
    if (truth === undefined) return undefined;
    paths.add(path);
    return truth === 'unknown' ? new Unknown([path]) : truth === 'yes';
  };
  return { attested, paths };
}

function keyOf(path: string, operator: string, operand: string): string {
  return JSON.stringify([path, operator, operand.replace(/\s+/g, '')]);
}
