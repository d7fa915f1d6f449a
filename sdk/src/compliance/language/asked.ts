/** Comparisons that a statement may answer in place of a fact that a law forbids to export. [CMP-9] [CMP-18] */
import type { Part } from './compile.js';
import type { Answers, Asked, Context } from './context.js';
import type { Comparison, Expr } from './syntax.js';
import { fieldPath, type Place, type Truth, Unknown, type Value } from './values.js';

/** One side of a comparison. */
export interface Side {
  readonly part: Part;
  readonly expr: Expr;
}

const MIRRORED: Readonly<Record<Comparison, string>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  in: 'in',
};

/**
 * What a comparison would ask for where `x` or `y` is unknown, in order: the path stands on the left, its operand is the other side.
 * Where a path stands inside a function, that function as it is written comes before the operand.
 */
export function questionsOf(operator: Comparison, a: Side, b: Side, x: Value, y: Value): readonly Asked[] {
  const ask = (of: Value, side: Side, how: string, other: string): readonly Asked[] =>
    of instanceof Unknown
      ? [...new Set(of.paths)].sort().map((path) => ({
          path,
          operator: how,
          operand: `${side.part.path === undefined ? printed(side) : ''}${other}`,
        }))
      : [];
  const list = operator === 'in' && isEmpty(y) && b.part.path !== undefined ? b.part.path : undefined;
  const sized = (side: Side, value: Value, how: string, other: string): readonly Asked[] =>
    side.part.sizeOf !== undefined && value === 0 ? [{ path: side.part.sizeOf, operator: how, operand: other }] : [];
  return [
    ...ask(x, a, operator, operandOf(b, y)),
    ...ask(y, b, MIRRORED[operator], operandOf(a, x)),
    ...(list === undefined ? [] : [{ path: list, operator: 'contains', operand: operandOf(a, x) }]),
    ...sized(a, x, operator, operandOf(b, y)),
    ...sized(b, y, MIRRORED[operator], operandOf(a, x)),
  ];
}

function isEmpty(value: Value): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The value of a side as a literal, or the side as it is written where it has none or is a table. */
function operandOf(side: Side, value: Value): string {
  const { literal } = side.part;
  if (literal !== undefined) return JSON.stringify(literal);
  return value instanceof Unknown || typeof value === 'object' ? printed(side) : JSON.stringify(value);
}

/** The first answer that was stated; undefined = none. */
export function statedTruth({ attested }: Context, questions: readonly Asked[]): Truth | undefined {
  if (attested === undefined) return undefined;
  for (const { path, operator, operand } of questions) {
    const truth = attested(path, operator, operand);
    if (truth !== undefined) return truth;
  }
  return undefined;
}

/**
 * The truth of a comparison that stands in no expression: the scope of an instrument, or where a leg leads.
 * @param operand made only for those who ask: most of the time nobody does
 */
export function askedTruth(
  { attested, withholding }: Answers,
  place: Place,
  field: string,
  operator: string,
  operand: () => string,
  truth: Truth,
): Truth {
  if (attested === undefined && withholding === undefined) return truth;
  const asked = { path: fieldPath(place.path, field), operator, operand: operand() };
  if (withholding?.paths.has(asked.path) === true) withholding.note(asked, truth);
  if (!(truth instanceof Unknown)) return truth;
  return attested?.(asked.path, asked.operator, asked.operand) ?? truth;
}

/** A value, and what was read for it. */
export function traced({ part }: Side, context: Context): { readonly value: Value; readonly reads: readonly string[] } {
  const outer = context.seen;
  const seen = new Map<string, Value>();
  context.seen = seen;
  const value = part.run(context);
  if (outer === undefined) delete context.seen;
  else context.seen = outer;
  for (const [path, read] of seen) outer?.set(path, read);
  return { value, reads: [...seen.keys()] };
}

/** Tells whoever withholds paths what the comparison asks once they are absent, and its truth now. */
export function noteTruth(
  { withholding }: Context,
  truth: Truth,
  ask: (absent: (side: { readonly value: Value; readonly reads: readonly string[] }) => Value) => readonly Asked[],
): Truth {
  const { paths, note } = withholding ?? { paths: new Set<string>(), note: () => undefined };
  const questions = ask(({ value, reads }) => {
    const gone = reads.filter((path) => paths.has(path));
    if (gone.length === 0) return value;
    if (Array.isArray(value)) return [];
    return new Unknown([...gone, ...(value instanceof Unknown ? value.paths : [])]);
  });
  const [first] = questions.filter(({ path }) => paths.has(path));
  if (first !== undefined) note(first, truth);
  return truth;
}

/** An expression in one way of writing, without spaces. */
function printed({ expr }: Side): string {
  return print(expr);
}

function print(expr: Expr): string {
  switch (expr.kind) {
    case 'literal':
      return JSON.stringify(expr.value);
    case 'list':
      return JSON.stringify(expr.items);
    case 'name':
      return expr.name;
    case 'member':
      return `${print(expr.of)}.${expr.name}`;
    case 'not':
      return `!${print(expr.of)}`;
    case 'logic':
    case 'compare':
      return `(${print(expr.left)}${expr.operator}${print(expr.right)})`;
    case 'call':
      return `${expr.name}(${expr.args.map(print).join(',')})`;
    case 'exists':
      return `${print(expr.list)}.exists(${expr.variable},${print(expr.body)})`;
    case 'latest':
      return `${print(expr.list)}.latest(${expr.variable},${print(expr.body)},${print(expr.day)})`;
  }
}
