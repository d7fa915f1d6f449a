/** Queries that are built once and run many times: a slot stands for a value that each run gives. */
import { type Compilable, type RawBuilder, sql } from 'kysely';

/** What a column takes. */
export type Value = string | number | Uint8Array | null;
/** Values by the names of a statement's slots. */
export type Values = Readonly<Record<string, Value>>;

/** SQL of one engine and the order in which it takes its values. */
export interface CompiledStatement {
  readonly sql: string;
  readonly slots: readonly string[];
}

/** Stands in a query for a value given at each run. */
export class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A slot where a query wants a value. */
export const slot = (name: string): RawBuilder<never> => sql<never>`${new Slot(name)}`;

/** Compiles a query whose every value is a slot; nothing is executed. @throws Error where it has a fixed value */
export function compile(query: Compilable): CompiledStatement {
  const { sql: text, parameters } = query.compile();
  const names = parameters.map((parameter) => {
    if (parameter instanceof Slot) return parameter.name;
    throw new Error(`a compiled statement has a fixed value: ${text}`);
  });
  return { sql: text, slots: names };
}
