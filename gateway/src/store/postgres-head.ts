/** The signed head in a PostgreSQL database of its own: for several processes, which need not share a folder. [LOG-8] */
import { SelatError } from '@selat/sdk/errors';
import { Pool } from 'pg';
import type { Probe } from '../domain/ports.js';
import { type HeadStore, toHead } from '../log/head-store.js';
import { clientConfig, publicName } from './postgres-client.js';
import { toPostgresError } from './postgres-errors.js';

export interface PostgresHeadOptions {
  readonly url: string;
  /** C2SP origin of the log: one database may hold the heads of many. */
  readonly origin: string;
  /** Fence of the process's turn: a head of an older turn never replaces one of a newer. */
  readonly fence: () => number;
  readonly probe: Probe;
}

/** A head store that can be closed. */
export interface OpenedHeads extends HeadStore {
  close(): Promise<void>;
}

/** In one transaction, which two processes that start at once do one after the other. */
const TABLE = `select pg_advisory_xact_lock(7443002); create table if not exists selat_head
  (origin text primary key, size bigint not null, note text not null, fence bigint not null)`;
const FIRST = 'insert into selat_head (origin, size, note, fence) values ($1, $2, $3, $4) on conflict do nothing';
const NEXT = `update selat_head set size = $2, note = $3, fence = $4
  where origin = $1 and size = $5 and fence <= $4`;

/** @throws SelatError STORE_FAILED */
export async function openPostgresHeads({ url, origin, fence, probe }: PostgresHeadOptions): Promise<OpenedHeads> {
  const store = publicName(url);
  const pool = new Pool({ ...clientConfig(url), max: 2, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  const ask = async (text: string, values: readonly unknown[] = []) => {
    try {
      return await pool.query<{ note: string; size: number }>(text, [...values]);
    } catch (error) {
      throw toPostgresError(error, store);
    }
  };
  const [known] = (await ask("select to_regclass('selat_head')::text as note")).rows;
  if (known?.note == null) await ask(TABLE);
  return {
    async load() {
      const { rows } = await ask('select note from selat_head where origin = $1', [origin]);
      return rows[0] && toHead(rows[0].note);
    },
    async swap(expectedSize, { checkpoint, note }) {
      probe.hit('head:before-swap');
      const values = [origin, checkpoint.size, note, fence()];
      const { rowCount } = await (expectedSize === 0 ? ask(FIRST, values) : ask(NEXT, [...values, expectedSize]));
      if (rowCount !== 1) throw another(store, origin, expectedSize);
      probe.hit('head:after-swap');
    },
    close: () => pool.end(),
  };
}

function another(store: string, origin: string, expected: number): SelatError {
  const message = `cannot replace the head of ${origin} in ${store}: it is not the one of ${expected} entries, or has a newer fence`;
  return new SelatError('LOG_HEAD_AHEAD', message, { store, origin, expected: String(expected) });
}
