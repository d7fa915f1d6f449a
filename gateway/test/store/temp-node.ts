import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { documentDigest, submissionDigest } from '@selat/sdk/document';
import { generatePrivateKey, localSigner, type PrivateKey, type Random } from '@selat/sdk/keys';
import { originOf, toNoteKey } from '@selat/sdk/log';
import Database from 'better-sqlite3';
import { afterEach } from 'vitest';
import type { AnswerWrite, Change, DocumentWrite } from '../../src/domain/change.js';
import type { Clock, Probe } from '../../src/domain/ports.js';
import type { ListingRow } from '../../src/domain/rows.js';
import { type LogContext, NO_PROBE, type OpenedCommitter, openCommitter } from '../../src/log/index.js';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions, type Store } from '../../src/store/index.js';
import { openPostgresStore } from '../../src/store/open-postgres.js';
import { copySchema, runSql, urlOf } from './postgres-databases.js';

export const SELF = 'szdex.example';
export const PEER = 'my.example';
export const NOON = 1_790_000_000_000;
export const CONTEXT: LogContext = { exchange: SELF, env: 'SANDBOX', origin: originOf(SELF, 'SANDBOX', 1) };

/** A store under test. Another engine is another entry: the same tests run on each. */
export interface TestStore<S extends Store = Store> {
  readonly name: string;
  open(dir: string, options?: Partial<SqliteStoreOptions>): Promise<S>;
  /** Runs SQL behind the gateway's back; nothing checks references between tables. */
  alter(dir: string, sql: string): Promise<void>;
  /** Puts the data of one closed store in the place of another's. */
  replace(dir: string, by: string): Promise<void>;
}

export const sqliteFile = (dir: string) => join(dir, 'selat.sqlite');

export const SQLITE_STORE: TestStore<SqliteStore> = {
  name: 'SQLite',
  open: (dir, options = {}) =>
    openSqliteStore({
      file: sqliteFile(dir),
      headDir: join(dir, 'head'),
      context: CONTEXT,
      probe: NO_PROBE,
      ...options,
    }),
  async alter(dir, sql) {
    const db = new Database(sqliteFile(dir));
    db.pragma('foreign_keys = off');
    db.exec(sql);
    db.close();
  },
  replace: async (dir, by) => cpSync(sqliteFile(by), sqliteFile(dir)),
};

export const POSTGRES_STORE: TestStore = {
  name: 'PostgreSQL',
  open: async (dir, { context = CONTEXT, probe = NO_PROBE, headDir = join(dir, 'head') } = {}) =>
    openPostgresStore({ url: await urlOf(dir), head: { dir: headDir }, context, probe }),
  // Superusers may switch off what checks references.
  alter: async (dir, sql) => void (await runSql(await urlOf(dir), 'set session_replication_role = replica', sql)),
  replace: async (dir, by) => copySchema(await urlOf(by), await urlOf(dir)),
};

export const STORES: readonly TestStore[] = [SQLITE_STORE, POSTGRES_STORE];

/** Bytes that `seed` determines, different at each call. For tests only. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 64) {
      blocks.push(createHash('sha512').update(`${seed}/${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}

export const logKeyPair: PrivateKey = generatePrivateKey('Ed25519', seededRandom('log'));
export const receiptKeyPair: PrivateKey = generatePrivateKey('Ed25519', seededRandom('receipt'));

/** A clock that a test sets. */
export function testClock(now = NOON): Clock & { set(time: number): void } {
  let time = now;
  return Object.assign(() => time, {
    set: (next: number) => {
      time = next;
    },
  });
}

export interface TestCommitter {
  readonly store: Store;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly probe?: Probe;
}

export function openTestCommitter({ store, clock, random, probe }: TestCommitter): Promise<OpenedCommitter> {
  return openCommitter({
    store,
    context: CONTEXT,
    logKey: {
      key: toNoteKey(CONTEXT.origin, 'Ed25519', logKeyPair.publicKey.raw),
      signer: localSigner(logKeyPair),
    },
    receiptSigners: [localSigner(receiptKeyPair)],
    clock: clock ?? testClock(),
    random: random ?? seededRandom('salts'),
    probe: probe ?? NO_PROBE,
  });
}

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs after the test, the newest first. */
export const afterTest = (cleanup: () => Promise<void> | void): void => void cleanups.push(cleanup);

/** A folder that goes with the test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'selat-store-'));
  afterTest(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export interface OpenNode<S extends Store = Store> {
  readonly dir: string;
  readonly store: S;
  readonly committer: OpenedCommitter;
  readonly clock: ReturnType<typeof testClock>;
  close(): Promise<void>;
}

/** Store and committer in a folder; closed with the test. */
export async function openNode<S extends Store>(
  engine: TestStore<S>,
  { dir = tempDir(), probe = NO_PROBE, maxPages }: { dir?: string; probe?: Probe; maxPages?: number } = {},
): Promise<OpenNode<S>> {
  const store = await engine.open(dir, { probe, ...(maxPages === undefined ? {} : { maxPages }) });
  const clock = testClock();
  let isOpen = true;
  const closeStore = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  afterTest(closeStore);
  const committer = await openTestCommitter({ store, clock, probe }).catch(async (error: unknown) => {
    await closeStore();
    throw error;
  });
  const close = async () => {
    if (isOpen) await committer.close();
    await closeStore();
  };
  return { dir, store, committer, clock, close };
}

/** A document whose bytes follow from its name; no gate looks at it here. */
export function documentNamed(name: string, type = 'selat.v1.Listing', bytes = 64): SignedDocument {
  const signature = { protected: Buffer.from(`protected ${name}`), signature: Buffer.alloc(64, 7) };
  return { type, payload: Buffer.from(name.padEnd(bytes, '.')), signatures: [signature] };
}

export function writeOf(document: SignedDocument, changes: Partial<DocumentWrite> = {}): DocumentWrite {
  const { type, payload, signatures } = document;
  return {
    digest: documentDigest(type, payload).toString('hex'),
    submissionDigest: submissionDigest(type, payload, signatures).toString('hex'),
    issuer: PEER,
    form: 'complete',
    document,
    ...changes,
  };
}

/** What receiving a document of the peer changes: stored, logged, filed, answered. */
export function received(name: string, answer: Partial<AnswerWrite> = {}, bytes = 64): Change {
  const write = writeOf(documentNamed(name, 'selat.v1.Listing', bytes));
  const { digest, submissionDigest } = write;
  const named = { documentDigest: digest, submissionDigest };
  return {
    documents: [write],
    leaves: [{ act: write.document.type, direction: 'in', chain: PEER, ...named }],
    evidence: [{ subject: `listing:${PEER}/l/${name}`, digest, by: PEER }],
    answer: {
      submitter: PEER,
      channel: 'stream-1',
      kind: 'stream',
      act: write.document.type,
      verdict: 'ACCEPTED',
      ...named,
      ...answer,
    },
  };
}

export function listingRow(id: string, changes: Partial<ListingRow> = {}): Omit<ListingRow, 'version'> {
  const { version: _, ...row }: ListingRow = {
    id,
    exchange: PEER,
    digest: documentDigest('selat.v1.Listing', documentNamed(id).payload).toString('hex'),
    revision: 1,
    state: 'open',
    provider: `${PEER}/p/weather`,
    product: `${PEER}/d/rain`,
    titles: '{"en":"Rain"}',
    form: 'API_QUERY',
    visibility: 'PUBLIC',
    valid_from_ms: NOON,
    valid_until_ms: NOON + 86_400_000,
    version: 1,
    ...changes,
  };
  return row;
}

export const refusal = (reason: string) => ({ reason });
