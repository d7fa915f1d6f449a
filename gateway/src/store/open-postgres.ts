/** The store of one exchange in a PostgreSQL database, which several processes may share. */
import { SelatError } from '@selat/sdk/errors';
import { Kysely, PostgresDialect } from 'kysely';
import { Client } from 'pg';
import type { Probe } from '../domain/ports.js';
import { type HeadStore, toHead } from '../log/head-store.js';
import type { LogContext } from '../log/plan-batch.js';
import { beginLog } from './begin-log.js';
import { POSTGRES } from './capabilities.js';
import { migrate } from './migrations.js';
import { openReader } from './open-reader.js';
import { clientConfig, publicName } from './postgres-client.js';
import { toPostgresError } from './postgres-errors.js';
import { openPostgresHeads } from './postgres-head.js';
import { preparedPool } from './postgres-pool.js';
import { PostgresSession } from './postgres-session.js';
import { openPostgresSnapshot } from './postgres-snapshot.js';
import { PostgresTurns, TURN_CHANNEL, TURN_MS } from './postgres-turns.js';
import { COMMIT_CHANNEL, PostgresWriter } from './postgres-writer.js';
import type { Schema } from './schema.js';
import { startDurable } from './start-durable.js';
import type { Store } from './store.js';

/** Where a node keeps what it knows. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Where the signed head is kept: a folder, which all processes of the exchange see, or another database. */
  readonly head: { readonly dir: string } | { readonly url: string };
  readonly context: LogContext;
  readonly probe: Probe;
  /** How long the other processes wait for one that stands still, milliseconds; default 6,000. */
  readonly turnMs?: number;
}

/** Names the one lock of this kind that a database has: no two processes change the schema at once. */
const MIGRATION_LOCK = 7_443_001;

/**
 * Opens the store, checks the server and brings the database to the newest schema.
 *
 * @throws SelatError STORE_FAILED, STORE_TOO_NEW, STORE_FULL; CONFIG_INVALID where the store holds another log or the
 *   encoding of the database is not UTF8
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const store = publicName(options.url);
  try {
    const holder = await prepare(options, store);
    return await joinStore(options, store, holder);
  } catch (error) {
    throw toPostgresError(error, store);
  }
}

/** Returns a name for this process, which the server makes up. */
async function prepare({ url, context }: PostgresStoreOptions, store: string): Promise<string> {
  const client = new Client(clientConfig(url));
  client.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparedPool(url) }) });
  try {
    await client.connect();
    const { rows } = await client.query<{ encoding: string; holder: string }>(
      "select current_setting('server_encoding') as encoding, gen_random_uuid()::text as holder",
    );
    const { encoding = '', holder = '' } = rows[0] ?? {};
    if (encoding !== 'UTF8') throw wrongEncoding(store, encoding);
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await migrate(db, POSTGRES, store);
    await beginLog(db, context, store);
    return holder;
  } finally {
    await db.destroy();
    await client.end();
  }
}

async function joinStore(options: PostgresStoreOptions, store: string, holder: string): Promise<Store> {
  const { url, context, probe, turnMs = TURN_MS } = options;
  const others = listenerSet();
  const session: PostgresSession = new PostgresSession({
    url,
    channels: [TURN_CHANNEL, COMMIT_CHANNEL],
    events: {
      onNotice: (channel, payload) => {
        if (channel === TURN_CHANNEL) turns.hear(payload);
        else if (payload !== holder) others.tell();
      },
      onLost: () => turns.lose(),
      // What others committed meanwhile was not heard.
      onReturned: others.tell,
    },
  });
  const turns = new PostgresTurns({ session, holder, store, turnMs });
  const writer = new PostgresWriter({ session, turns, context, holder, store, probe });
  await session.connect();
  const heads = await openHeads(options, turns, holder);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparedPool(url) }) });
  return {
    ...openReader(db, {
      capabilities: POSTGRES,
      self: context.exchange,
      toError: (error) => toPostgresError(error, store),
    }),
    writer,
    turns,
    heads,
    onOthersCommit: others.add,
    snapshot: () => openPostgresSnapshot(url),
    close: async () => {
      await turns.close().catch(() => undefined);
      await session.close().catch(() => undefined);
      await db.destroy();
      await heads.close();
    },
  };
}

function listenerSet() {
  const listeners = new Set<() => void>();
  return {
    tell: (): void => {
      for (const listener of listeners) listener();
    },
    add: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function openHeads(
  { head, context, probe }: PostgresStoreOptions,
  turns: PostgresTurns,
  writer: string,
): Promise<HeadStore & { close(): Promise<void> }> {
  const { origin } = context;
  if ('url' in head) return openPostgresHeads({ url: head.url, origin, fence: () => turns.fence, probe });
  const ask = await startDurable({ head: { dir: head.dir, origin, writer } }, probe);
  return {
    load: async () => {
      const note = await ask('loadHead', undefined);
      return note === undefined ? undefined : toHead(note);
    },
    swap: (expectedSize, { note }) => ask('swapHead', { expectedSize, note }),
    close: () => ask('close', undefined),
  };
}

function wrongEncoding(store: string, encoding: string): SelatError {
  const message = `cannot open store ${store}: the encoding of the database is ${encoding}, not UTF8`;
  return new SelatError('CONFIG_INVALID', message, { store, encoding });
}
