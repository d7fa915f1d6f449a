/** Values of definitions: each is computed once for a leg, however many rules ask for it. */
import type { Context } from '../language/context.js';
import type { Value } from '../language/values.js';

/** @param slot place of the definition in the memory of the context */
export function remembered(run: (context: Context) => Value, slot: number): (context: Context) => Value {
  return (context) => {
    const outer = context.seen;
    const known = context.memo[slot];
    // Whoever collects what is read has to be told of it at every use, also of what is not computed again.
    if (known !== undefined && (outer === undefined || known.seen !== undefined)) return told(known, outer);
    if (outer === undefined) {
      const value = run(context);
      context.memo[slot] = { value };
      return value;
    }
    const seen = new Map<string, Value>();
    context.seen = seen;
    const value = run(context);
    context.seen = outer;
    const fresh = { value, seen };
    context.memo[slot] = fresh;
    return told(fresh, outer);
  };
}

function told({ value, seen }: NonNullable<Context['memo'][number]>, outer: Context['seen']): Value {
  if (outer !== undefined) for (const [path, read] of seen ?? []) outer.set(path, read);
  return value;
}
