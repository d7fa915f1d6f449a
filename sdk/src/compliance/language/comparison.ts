/** Comparisons: which types may meet, and what the answer is. */
import { noteTruth, questionsOf, type Side, statedTruth, traced } from './asked.js';
import type { Compiler, Part } from './compile.js';
import type { Context } from './context.js';
import { isDay } from './days.js';
import type { Comparison, Expr } from './syntax.js';
import { codesOf, isCode, nameOf, type Type } from './types.js';
import { type Truth, Unknown, type Value } from './values.js';

const TESTS: Readonly<Record<Comparison, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  in: (a, b) => Array.isArray(b) && b.includes(a),
};

/** The vocabulary of questions: its code "unknown" is the same as absent. [FCT-3] */
const TRI = 'tri';

/** @throws SelatError PACK_INVALID where the types do not fit or a literal is no code, no day */
export function comparison(compiler: Compiler, expr: Expr & { readonly kind: 'compare' }): Part {
  const { operator, at } = expr;
  const a: Side = { part: compiler.part(expr.left), expr: expr.left };
  const b: Side = { part: compiler.part(expr.right), expr: expr.right };
  const problem = mismatch(operator, a.part, b.part);
  if (problem !== undefined) throw compiler.problem(at, problem);
  return compiler.atom((context) => {
    if (context.withholding !== undefined) return noted(context, operator, a, b);
    const x = a.part.run(context);
    const y = b.part.run(context);
    if (context.attested === undefined) return truthOf(operator, x, y);
    return attestedTruth(context, operator, [a, x], [b, y]);
  });
}

function truthOf(operator: Comparison, x: Value, y: Value): Truth {
  if (!(x instanceof Unknown) && !(y instanceof Unknown)) return TESTS[operator](x, y);
  return new Unknown(missingOf(x, y));
}

function missingOf(...values: readonly Value[]): readonly string[] {
  return values.flatMap((value) => (value instanceof Unknown ? value.paths : []));
}

/** The truth that the values give, else one that was stated; of an unknown one what else is missing is the reason. */
function attestedTruth(context: Context, operator: Comparison, [a, x]: [Side, Value], [b, y]: [Side, Value]): Truth {
  const questions = questionsOf(operator, a, b, x, y);
  const stated = questions.length === 0 ? undefined : statedTruth(context, questions);
  if (stated === undefined) return truthOf(operator, x, y);
  if (!(stated instanceof Unknown)) return stated;
  const others = missingOf(x, y).filter((path) => !stated.paths.includes(path));
  return others.length === 0 ? stated : new Unknown(others);
}

/** The truth, of which whoever withholds what it reads is told. */
function noted(context: Context, operator: Comparison, a: Side, b: Side): Truth {
  const [x, y] = [traced(a, context), traced(b, context)];
  return noteTruth(context, truthOf(operator, x.value, y.value), (absent) => {
    const sized = (side: Side, value: Value) =>
      side.part.sizeOf !== undefined && context.withholding?.paths.has(side.part.sizeOf) === true ? 0 : value;
    return questionsOf(operator, a, b, sized(a, absent(x)), sized(b, absent(y)));
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
  const vocabularies = [a.type, member].map((type) => (type.kind === 'string' ? type.registry : undefined));
  if (!vocabularies.includes(undefined) && vocabularies[0] !== vocabularies[1])
    return `${nameOf(a.type)} cannot be compared with ${nameOf(member)}`;
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
  const codes = [literal].flat();
  if (registry === TRI && codes.includes('unknown')) return 'what is unknown equals nothing; ask with has()';
  const wrong = codes.find((code) => typeof code === 'string' && !isCode(registry, code));
  if (wrong === undefined) return undefined;
  return `${JSON.stringify(wrong)} is no code of ${registry}: ${codesOf(registry).join(', ')}`;
}
