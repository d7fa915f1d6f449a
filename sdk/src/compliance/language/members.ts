/** What is asked of the members of a list: whether one passes a test, and the latest day of those that do. [CMP-12] */
import type { Context } from './context.js';
import type { Day } from './days.js';
import { isPlace, or, type Place, type Truth, Unknown, type Value } from './values.js';

/** The `||` over the members. */
export function someOf(context: Context, list: Value, depth: number, test: (context: Context) => Truth): Truth {
  let found: Truth = false;
  each(context, list, depth, () => {
    found = or(found, test(context));
    return found === true;
  });
  return found;
}

/** The latest known day of the members that pass; unknown where none has one. */
export function latestOf(
  context: Context,
  list: Value,
  depth: number,
  test: (context: Context) => Truth,
  dayOf: (context: Context) => Value,
): Day | Unknown {
  let latest: Day | undefined;
  const missing: string[] = [];
  each(context, list, depth, () => {
    const passes = test(context);
    const day = passes === false ? undefined : dayOf(context);
    for (const value of [passes, day]) if (value instanceof Unknown) missing.push(...value.paths);
    if (passes === true && typeof day === 'string' && (latest === undefined || day > latest)) latest = day;
    return false;
  });
  return latest ?? new Unknown(missing);
}

/** Runs until told to stop. A definition or an instrument inside may use the same variable, so it is put back. */
function each({ variables }: Context, list: Value, depth: number, run: () => boolean): void {
  const outer = variables[depth];
  for (const member of Array.isArray(list) ? list : []) {
    if (!isPlace(member)) continue;
    variables[depth] = member;
    if (run()) break;
  }
  restore(variables, depth, outer);
}

function restore(variables: Place[], depth: number, outer: Place | undefined): void {
  if (outer === undefined) variables.length = Math.min(variables.length, depth);
  else variables[depth] = outer;
}
