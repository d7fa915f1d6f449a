/** Comparisons: which types may meet, and what the answer is. */
import type { Compiler, Part } from './compile.js';
import { isDay } from './days.js';
import type { Comparison } from './syntax.js';
import { codesOf, isCode, nameOf, type Type } from './types.js';
import { Unknown, type Value } from './values.js';

const TESTS: Readonly<Record<Comparison, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  in: (a, b) => Array.isArray(b) && b.includes(a),
};

/** @throws SelatError PACK_INVALID where the types do not fit or a literal is no code, no day */
export function comparison(compiler: Compiler, operator: Comparison, a: Part, b: Part, at: number): Part {
  const problem = mismatch(operator, a, b);
  if (problem !== undefined) throw compiler.problem(at, problem);
  const test = TESTS[operator];
  const operand = JSON.stringify(b.literal) ?? '';
  return compiler.atom((context) => {
    const x = a.run(context);
    const y = b.run(context);
    if (!(x instanceof Unknown) && !(y instanceof Unknown)) return test(x, y);
    const [path] = x instanceof Unknown ? x.paths : [];
    const stated = path === undefined ? undefined : context.attested?.(path, operator, operand);
    if (stated !== undefined) return stated;
    return new Unknown([x, y].flatMap((value) => (value instanceof Unknown ? value.paths : [])));
  });
}

function mismatch(operator: Comparison, a: Part, b: Part): string | undefined {
  const member = operator === 'in' ? memberOf(b.type) : b.type;
  if (member === undefined) return `${nameOf(b.type)} stands where a list is needed`;
  const kinds = [a.type.kind, member.kind];
  const isDayText = kinds.includes('day') && kinds.includes('string');
  if (kinds.some((kind) => kind === 'message' || kind === 'list') || (kinds[0] !== kinds[1] && !isDayText)) {
    return `${nameOf(a.type)} cannot be compared with ${nameOf(member)}`;
  }
  const isOrder = operator !== '==' && operator !== '!=' && operator !== 'in';
  if (isOrder && !kinds.includes('int') && !kinds.includes('day')) return `${nameOf(a.type)} has no order`;
  return (isDayText ? noDay(a.type.kind === 'day' ? b : a) : undefined) ?? noCode(a.type, b) ?? noCode(member, a);
}

function memberOf(type: Type): Type | undefined {
  return type.kind === 'list' ? type.of : undefined;
}

function noDay({ literal }: Part): string | undefined {
  if (literal === undefined) return 'a text that is no literal cannot be compared with a day';
  const wrong = [literal].flat().find((text) => typeof text !== 'string' || !isDay(text));
  return wrong === undefined ? undefined : `${JSON.stringify(wrong)} is no day`;
}

function noCode(type: Type, { literal }: Part): string | undefined {
  if (type.kind !== 'string' || type.registry === undefined || literal === undefined) return undefined;
  const { registry } = type;
  const wrong = [literal].flat().find((code) => typeof code === 'string' && !isCode(registry, code));
  if (wrong === undefined) return undefined;
  return `${JSON.stringify(wrong)} is no code of ${registry}: ${codesOf(registry).join(', ')}`;
}
