/**
 * What differs between database engines in the shared schema and queries, as data. The only other files that know an
 * engine are `open-<engine>.ts` and those whose names begin with the engine.
 */
import { type RawBuilder, sql } from 'kysely';

/** How one engine writes what all engines can do. */
export interface Capabilities {
  /** Column type of text; it sorts by the bytes of UTF-8, so that a page is the same page on every engine. */
  readonly text: 'text' | 'text collate "C"';
  /** Column type of 53-bit integers. */
  readonly integer: 'integer' | 'bigint';
  /** Column type of bytes. */
  readonly bytes: 'blob' | 'bytea';
  /** Ends CREATE TABLE: the engine's strictest typing. */
  readonly table: RawBuilder<unknown>;
  /** The same for a table whose rows are best kept in the order of their primary key. */
  readonly clusteredTable: RawBuilder<unknown>;
  /** Whether several processes can share a store; such a store has a table `lease`. */
  readonly isShared: boolean;
  /** Bytes of the database. */
  readonly databaseBytes: RawBuilder<number | string>;
}

export const SQLITE: Capabilities = {
  text: 'text',
  integer: 'integer',
  bytes: 'blob',
  table: sql`strict`,
  clusteredTable: sql`strict, without rowid`,
  isShared: false,
  databaseBytes: sql`(select page_count * page_size from pragma_page_count(), pragma_page_size())`,
};

export const POSTGRES: Capabilities = {
  text: 'text collate "C"',
  integer: 'bigint',
  bytes: 'bytea',
  table: sql``,
  clusteredTable: sql``,
  isShared: true,
  databaseBytes: sql`pg_database_size(current_database())`,
};
