/** The index of listings in tables of the PostgreSQL store, which several processes may share. */
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { Client, Pool } from 'pg';
import { ENTRY_VERSION, type SearchEntry, toSearchEntry } from '../domain/search/entry.js';
import type { Mark, SearchChanges } from '../domain/search/ports.js';
import { clientConfig, publicName } from '../store/postgres-client.js';
import { toPostgresError } from '../store/postgres-errors.js';
import type { Hit, SearchEngine, Selection } from './engine.js';
import { NEWEST_DIALECT, NEWEST_END, POSTGRES_DIALECT, WINDOW } from './postgres-dialect.js';
import { hitsSql, type SearchSql, selectSql } from './select-sql.js';

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
    this.#pool = new Pool({ ...clientConfig(forSearch(url)), max: MAX_CONNECTIONS, allowExitOnIdle: true });
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

  /**
   * An inverted index of PostgreSQL has no order, and its planner cannot know how frequent words are together. So the
   * newest entries are looked at first: of what is frequent they hold enough. What is not is seldom enough to be read whole.
   */
  async select(selection: Selection): Promise<readonly Hit[]> {
    if (selection.question.match === undefined) return this.#read(selectSql(POSTGRES_DIALECT, selection));
    const { below = Number.MAX_SAFE_INTEGER, limit } = selection;
    const newest = selectSql(NEWEST_DIALECT, selection);
    const hits = await this.#read<Hit>({ ...newest, values: [below, ...newest.values] });
    if (hits.length === limit) return hits;
    const [end] = await this.#read<{ doc: number | null; count: number }>({ text: NEWEST_END, values: [below] });
    if (end === undefined || end.doc === null || end.count < WINDOW) return hits;
    const others = await this.#read<Hit>(unhurried({ ...selection, below: end.doc, limit: limit - hits.length }));
    return [...hits, ...others];
  }

  async count(selection: Selection): Promise<number> {
    return (await this.select(selection)).length;
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

/** A query whose plan collects all hits before it sorts them: with a limit in sight the planner would walk by order. */
function unhurried(selection: Selection): SearchSql {
  const { text, values } = hitsSql(POSTGRES_DIALECT, selection);
  const all = `with hits as materialized (${text}) select doc, id from hits order by doc desc limit ?`;
  return { text: all, values: [...values, selection.limit] };
}

/** Compiling a query to machine code costs more than most searches, and reading all entries more than any. */
function forSearch(text: string): string {
  const url = new URL(text);
  const options = url.searchParams.get('options') ?? '';
  url.searchParams.set('options', `${options} -c jit=off -c enable_seqscan=off`.trim());
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
