import { type Compilable, CompiledQuery, type Kysely } from 'kysely';
import type { Schema } from './schema.js';
import { type CompiledStatement, compile, slot, type Value } from './slot.js';

/** Runs SQL on the connection of a store and gives its rows. */
export type RunSql = (sql: string, parameters: readonly (Value | undefined)[]) => readonly unknown[];

const runOf = new WeakMap<Kysely<Schema>, RunSql>();

/** Lets compiled reads of `db` go straight to its connection, where that answers at once: the way through a driver costs more. */
export function readDirectly(db: Kysely<Schema>, run: RunSql): void {
  runOf.set(db, run);
}

/**
 * A read on the way of every document, built and compiled at its first use: building a query costs more than running it.
 *
 * @param names the values that each run gives
 * @param build the query, with a slot for each name; it can hold no list of varying length
 */
export function compiledRead<const Name extends string, Row>(
  db: Kysely<Schema>,
  names: readonly Name[],
  build: (slots: Readonly<Record<Name, ReturnType<typeof slot>>>) => Compilable<Row>,
): (values: Readonly<Record<Name, Value>>) => Promise<readonly Row[]> {
  let compiled: CompiledStatement | undefined;
  const slots = Object.fromEntries(names.map((name) => [name, slot(name)])) as Record<Name, ReturnType<typeof slot>>;
  return async (values) => {
    compiled ??= compile(build(slots));
    const parameters = compiled.slots.map((name) => values[name as Name]);
    const run = runOf.get(db);
    // The type of a row is that of the query that was built: no run of it knows more.
    if (run !== undefined) return run(compiled.sql, parameters) as readonly Row[];
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(compiled.sql, parameters));
    return rows;
  };
}

/**
 * The same over a list: one text for each length, so only for lists that are short, as the documents of one grant are.
 *
 * @param build the query, with a slot for each value of the list
 */
export function compiledListRead<Row>(
  db: Kysely<Schema>,
  build: (slots: readonly ReturnType<typeof slot>[]) => Compilable<Row>,
): (values: readonly Value[]) => Promise<readonly Row[]> {
  const byLength = new Map<number, (values: Readonly<Record<string, Value>>) => Promise<readonly Row[]>>();
  return (values) => {
    const known = byLength.get(values.length);
    const names = values.map((_, at) => `value${at}`);
    const read = known ?? compiledRead<string, Row>(db, names, (slots) => build(Object.values(slots)));
    if (known === undefined) byLength.set(values.length, read);
    return read(Object.fromEntries(values.map((value, at) => [`value${at}`, value])));
  };
}
