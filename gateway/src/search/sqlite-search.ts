/** The index of listings in a SQLite file of its own: it can be deleted at any time and is then made anew. */
import { rmSync } from 'node:fs';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import Database from 'better-sqlite3';
import { ENTRY_VERSION, type SearchEntry, toSearchEntry } from '../domain/search/entry.js';
import type { Mark, SearchChanges } from '../domain/search/ports.js';
import type { SearchSql } from './select-sql.js';

/** What the indexing side of SQLite is asked; every call is synchronous, so it runs in a thread wherever one can start. */
export interface SqliteSearchCalls {
  progress: { readonly takes: undefined; readonly gives: Mark };
  reset: { readonly takes: undefined; readonly gives: undefined };
  write: { readonly takes: { readonly from: Mark; readonly changes: SearchChanges }; readonly gives: undefined };
  select: { readonly takes: SearchSql; readonly gives: readonly Readonly<Record<string, unknown>>[] };
  close: { readonly takes: undefined; readonly gives: undefined };
}

/** Changes with the tables below. */
const LAYOUT = 1;
/** Tables of another layout, or entries of another analyser, are of no use. */
const USER_VERSION = LAYOUT * 1000 + ENTRY_VERSION;
const CACHE_KIB = -16_384;

/**
 * Words are neither stored nor is their place (`detail=none`): queries need only which entries have a token.
 * The `ascii` tokenizer splits at spaces and leaves all else of a token as it is.
 */
const TABLES = `
  create virtual table words using fts5(tokens, content='', contentless_delete=1, detail=none, tokenize='ascii');
  create table entry (
    doc integer primary key, id text not null unique, state text not null, valid_from_ms integer not null,
    valid_until_ms integer not null, runs text not null) strict;
  create table licence (
    doc integer not null, position integer not null, model text not null, currency text not null, amount integer,
    purposes text not null, primary key (doc, position)) strict, without rowid;
  create table state (
    id integer primary key, next integer not null, after text not null, hash text not null) strict;
  insert into state values (1, 0, '', '');
  pragma user_version = ${USER_VERSION};`;

const SUFFIXES = ['', '-wal', '-shm'];

export class SqliteSearch {
  readonly #file: string;
  #db: Database.Database;
  #statements = new Map<string, Database.Statement>();

  /** Opens the index; one that is damaged, or of another build, is begun anew. */
  constructor(file: string) {
    this.#file = file;
    this.#db = this.#open();
  }

  progress(): Mark {
    return this.#prepare('select next, after, hash from state').get() as Mark;
  }

  reset(): undefined {
    this.#db.close();
    this.#remove();
    this.#db = this.#open();
  }

  write({ from, changes: { mark, ids, contents, names } }: SqliteSearchCalls['write']['takes']): undefined {
    const entries = contents.map((content) =>
      toSearchEntry(content, Listing.decode(content.payload), names.get(content.row.provider) ?? []),
    );
    this.#db.transaction(() => {
      const { next, after } = this.progress();
      if (next !== from.next || after !== from.after) return;
      for (const id of ids) this.#take(id);
      for (const entry of entries) this.#put(entry);
      this.#prepare('update state set next = ?, after = ?, hash = ?').run(mark.next, mark.after, mark.hash);
    })();
  }

  select({ text, values }: SearchSql): readonly Readonly<Record<string, unknown>>[] {
    return this.#prepare(text).all(...values) as Readonly<Record<string, unknown>>[];
  }

  close(): undefined {
    this.#db.close();
  }

  #take(id: string): void {
    const known = this.#prepare('delete from entry where id = ? returning doc').get(id) as { doc: number } | undefined;
    if (known === undefined) return;
    this.#prepare('delete from words where rowid = ?').run(known.doc);
    this.#prepare('delete from licence where doc = ?').run(known.doc);
  }

  #put({ doc, id, state, validFrom, validUntil, runs, tokens, licences }: SearchEntry): void {
    this.#prepare('insert into entry values (?, ?, ?, ?, ?, ?)').run(doc, id, state, validFrom, validUntil, runs);
    this.#prepare('insert into words (rowid, tokens) values (?, ?)').run(doc, tokens);
    for (const [position, { model, currency, amount, purposes }] of licences.entries()) {
      const values = [doc, position, model, currency, amount, purposes];
      this.#prepare('insert into licence values (?, ?, ?, ?, ?, ?)').run(...values);
    }
  }

  /** Texts vary with the number of alternatives of a query, which the edge bounds; the cache holds the newest. */
  #prepare(text: string): Database.Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    if (this.#statements.size > 200) this.#statements.clear();
    const statement = this.#db.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  #open(): Database.Database {
    this.#statements = new Map();
    return this.#openKnown() ?? this.#openNew();
  }

  /** The index of this build, or undefined where there is none that can be read. */
  #openKnown(): Database.Database | undefined {
    const db = new Database(this.#file, { timeout: 5_000 });
    try {
      setUp(db);
      if (db.pragma('user_version', { simple: true }) === USER_VERSION) return db;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && /CORRUPT|NOTADB/.test(String(error.code)))) throw error;
    }
    db.close();
    return undefined;
  }

  #openNew(): Database.Database {
    this.#remove();
    const db = new Database(this.#file, { timeout: 5_000 });
    setUp(db);
    db.transaction(() => db.exec(TABLES))();
    return db;
  }

  #remove(): void {
    for (const suffix of SUFFIXES) rmSync(`${this.#file}${suffix}`, { force: true });
  }
}

/** What a power cut takes of the index is read from the log again: commits need not wait for the disk. */
function setUp(db: Database.Database): void {
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', `cache_size = ${CACHE_KIB}`]) db.pragma(pragma);
}
