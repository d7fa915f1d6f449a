/**
 * What differs between database engines in the shared schema and queries, as data. The only other files that know an
 * engine are `open-<engine>.ts` and the writer of that engine.
 */
import { type RawBuilder, sql } from 'kysely';

/** How one engine writes what all engines can do. */
export interface Capabilities {
  /** Column type of 53-bit integers. */
  readonly integer: 'integer' | 'bigint';
  /** Column type of bytes. */
  readonly bytes: 'blob' | 'bytea';
  /** Ends CREATE TABLE: the engine's strictest typing. */
  readonly table: RawBuilder<unknown>;
  /** The same for a table whose rows are best kept in the order of their primary key. */
  readonly clusteredTable: RawBuilder<unknown>;
}

export const SQLITE: Capabilities = {
  integer: 'integer',
  bytes: 'blob',
  table: sql`strict`,
  clusteredTable: sql`strict, without rowid`,
};
