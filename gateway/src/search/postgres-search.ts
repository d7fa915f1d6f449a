/** The index of listings in tables of the PostgreSQL store, which several processes may share. */
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { Client, Pool } from 'pg';
import { ENTRY_VERSION, type SearchEntry, toSearchEntry } from '../domain/search/entry.js';
import type { Mark, SearchChanges } from '../domain/search/ports.js';
import { clientConfig, publicName } from '../store/postgres-client.js';
import { toPostgresError } from '../store/postgres-errors.js';
import type { SearchEngine } from './engine.js';
import { POSTGRES_DIALECT } from './postgres-dialect.js';
import { countSql, type SearchSql, selectSql } from './select-sql.js';

/** Connections on which one process searches. */
const MAX_CONNECTIONS = 4;
/** With the table, names the lock of the process that writes the index. */
const LEAD_LOCK = 7_443;

const LEAD = `select pg_try_advisory_lock(${LEAD_LOCK}, 'search_state'::regclass::oid::int) as leads,
  (select version from search_state where id = 1) as version`;
const PROGRESS = 'select next, after, hash from search_state where id = 1';
const EMPTY = 'truncate search_entry, search_licence';
const RESET = `update search_state set version = $1, next = 0, after = '', hash = '' where id = 1`;
/** Moves on where the index is where the writer thinks it is, and keeps others out until the end of the transaction. */
const MOVE = `update search_state set next = $3, after = $4, hash = $5
  where id = 1 and next = $1 and after = $2 and version = ${ENTRY_VERSION}`;
const TAKE = `with gone as (delete from search_entry where id = any($1::text[]) returning doc)
  delete from search_licence using gone where search_licence.doc = gone.doc`;
const PUT = `insert into search_entry (doc, id, state, valid_from_ms, valid_until_ms, runs, words)
  select doc, id, state, valid_from_ms, valid_until_ms, runs, array_to_tsvector(string_to_array(tokens, ' '))
  from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])
    as entry (doc, id, state, valid_from_ms, valid_until_ms, runs, tokens)`;
const PUT_LICENCES = `insert into search_licence (doc, position, model, currency, amount, purposes)
  select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[])`;

export class PostgresSearch implements SearchEngine {
  readonly #url: string;
  readonly #pool: Pool;
  /** Writes, and holds the lock while it leads. */
  #writer: Client | undefined;
  #isLeader = false;

  constructor(url: string) {
    this.#url = url;
    this.#pool = new Pool({ ...clientConfig(withoutJit(url)), max: MAX_CONNECTIONS, allowExitOnIdle: true });
    // Whoever was using the connection gets the error; the pool opens another.
    this.#pool.on('error', () => undefined);
  }

  lead(): Promise<boolean> {
    return this.#guard(async () => {
      if (this.#writer !== undefined && this.#isLeader) return true;
      const client = this.#writer ?? (await this.#connect());
      const { rows } = await client.query<{ leads: boolean; version: number }>(LEAD);
      this.#isLeader = rows[0]?.leads === true;
      if (this.#isLeader && rows[0]?.version !== ENTRY_VERSION) await this.reset();
      return this.#isLeader;
    });
  }

  progress(): Promise<Mark> {
    return this.#guard(async () => {
      const { rows } = await this.#pool.query<Mark>(PROGRESS);
      if (rows[0] === undefined) throw new Error('the store has no search_state');
      return rows[0];
    });
  }

  reset(): Promise<void> {
    return this.#inTransaction(async (client) => {
      await client.query(RESET, [ENTRY_VERSION]);
      await client.query(EMPTY);
    });
  }

  async write(from: Mark, { mark, ids, contents, names }: SearchChanges): Promise<void> {
    const entries = contents.map((content) =>
      toSearchEntry(content, Listing.decode(content.payload), names.get(content.row.provider) ?? []),
    );
    await this.#inTransaction(async (client) => {
      const moved = await client.query(MOVE, [from.next, from.after, mark.next, mark.after, mark.hash]);
      if (moved.rowCount !== 1 || ids.length === 0) return;
      await client.query(TAKE, [ids]);
      await put(client, entries);
    });
  }

  async select(selection: Parameters<SearchEngine['select']>[0]) {
    return this.#read<{ doc: number; id: string }>(selectSql(POSTGRES_DIALECT, selection));
  }

  async count(selection: Parameters<SearchEngine['count']>[0]): Promise<number> {
    const [row] = await this.#read<{ count: number }>(countSql(POSTGRES_DIALECT, selection));
    return Number(row?.count);
  }

  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.end().catch(() => undefined);
    if (!this.#pool.ending) await this.#pool.end();
  }

  /** Without a name, so that each search is planned for its own words: a frequent one and a rare one need other plans. */
  #read<Row extends object>({ text, values }: SearchSql): Promise<readonly Row[]> {
    let slot = 0;
    const numbered = text.replaceAll('?', () => `$${++slot}`);
    return this.#guard(async () => (await this.#pool.query<Row>(numbered, [...values])).rows);
  }

  async #inTransaction(work: (client: Client) => Promise<void>): Promise<void> {
    await this.#guard(async () => {
      const client = this.#writer ?? (await this.#connect());
      try {
        await client.query('begin');
        await work(client);
        await client.query('commit');
      } catch (error) {
        // Its lock goes with the connection: this process, or another, leads again on a new one.
        this.#lose(client);
        throw error;
      }
    });
  }

  async #connect(): Promise<Client> {
    const client = new Client(clientConfig(this.#url));
    client.on('error', () => this.#lose(client));
    await client.connect();
    this.#writer = client;
    this.#isLeader = false;
    return client;
  }

  #lose(client: Client): void {
    if (this.#writer === client) this.#writer = undefined;
    client.end().catch(() => undefined);
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toPostgresError(error, publicName(this.#url));
    }
  }
}

/** Compiling a query to machine code costs more than most searches. */
function withoutJit(text: string): string {
  const url = new URL(text);
  const options = url.searchParams.get('options') ?? '';
  url.searchParams.set('options', `${options} -c jit=off`.trim());
  return url.href;
}

async function put(client: Client, entries: readonly SearchEntry[]): Promise<void> {
  const column = <T>(read: (entry: SearchEntry) => T): T[] => entries.map(read);
  await client.query(PUT, [
    column(({ doc }) => doc),
    column(({ id }) => id),
    column(({ state }) => state),
    column(({ validFrom }) => validFrom),
    column(({ validUntil }) => validUntil),
    column(({ runs }) => runs),
    column(({ tokens }) => tokens),
  ]);
  const licences = entries.flatMap(({ doc, licences: all }) => all.map((licence, at) => ({ doc, at, ...licence })));
  await client.query(PUT_LICENCES, [
    licences.map(({ doc }) => doc),
    licences.map(({ at }) => at),
    licences.map(({ model }) => model),
    licences.map(({ currency }) => currency),
    licences.map(({ amount }) => amount),
    licences.map(({ purposes }) => purposes),
  ]);
}
