/** Opens store, committer and signing keys of a node: what every verb is given. */
import { parseAlgorithm, type Signer } from '@selat/sdk/keys';
import { originOf, toNoteKey } from '@selat/sdk/log';
import type { Config, NodeFiles, Secrets } from '../config/index.js';
import type { Clock, Deps, Probe, Random } from '../domain/ports.js';
import { CommitSignals } from '../federation/commit-signals.js';
import { type LogContext, type LogKey, type OpenedCommitter, openCommitter } from '../log/index.js';
import { openSqliteStore, type Store } from '../store/index.js';
import { tracedCommitter } from '../telemetry/index.js';
import type { Telemetry } from './open-telemetry.js';

/** What the composition root chose. */
export interface DepsInput {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly node: NodeFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly probe: Probe;
  readonly telemetry: Telemetry;
  readonly ticks: () => number;
}

/** The opened parts; close the committer, then the store. */
export interface OpenedDeps {
  readonly deps: Deps;
  readonly signals: CommitSignals;
  readonly store: Store;
  readonly committer: OpenedCommitter;
  /** C2SP origin of the log. */
  readonly origin: string;
}

/** Signers of one purpose, in the order in which the descriptor lists their keys: that of every signers list. [DOC-7] */
function signersFor({ descriptor, keystore }: NodeFiles, purpose: 'document' | 'receipt'): readonly Signer[] {
  const keys = descriptor.keys.filter((key) => key.purpose === purpose);
  return keys.map(({ alg }) => keystore.signerFor(purpose, parseAlgorithm(alg)));
}

function logKeyOf({ keystore }: NodeFiles, origin: string): LogKey {
  const signer = keystore.signerFor('log', 'Ed25519');
  return { key: toNoteKey(origin, 'Ed25519', keystore.publicKeyOf(signer.kid).raw), signer };
}

/** In PostgreSQL where the environment names a database, whose driver is loaded only then; else in SQLite. */
async function openStore({ config, secrets, probe }: DepsInput, context: LogContext): Promise<Store> {
  const { headDir } = config.log;
  const { store: url, head } = secrets.databases;
  if (url !== undefined) {
    const { openPostgresStore } = await import('../store/open-postgres.js');
    return openPostgresStore({ url, head: head === undefined ? { dir: headDir } : { url: head }, context, probe });
  }
  const { file, maxPages } = config.store;
  return openSqliteStore({ file, headDir, context, probe, ...(maxPages === undefined ? {} : { maxPages }) });
}

/**
 * Opens the store of a node and completes what a crash left unfinished. SQLite is opened for this process alone.
 * @throws SelatError STORE_LOCKED, STORE_CORRUPT, STORE_FULL, STORE_FAILED, LOG_HEAD_AHEAD, KEY_ABSENT
 */
export async function openDeps(input: DepsInput): Promise<OpenedDeps> {
  const { config, node, clock, random, probe, telemetry, ticks } = input;
  const { id: exchange, jurisdiction, environment: env } = config.exchange;
  const origin = originOf(exchange, env, config.log.shard);
  const context = { exchange, env, origin };
  const store = await openStore(input, context);
  const receiptSigners = signersFor(node, 'receipt');
  const logKey = logKeyOf(node, origin);
  const { metrics, tracing } = telemetry;
  const observe = { ticks, batch: (acts: number, ms: number) => metrics.batch(acts, ms) };
  try {
    const committer = await openCommitter({ store, context, logKey, receiptSigners, clock, random, probe, observe });
    const signals = new CommitSignals();
    signals.onCommit((change, committed) => metrics.committed(change, committed));
    store.onOthersCommit(() => signals.tellOfOthers());
    const self = { exchange, jurisdiction, env, descriptorDigest: node.descriptorDigest };
    const signing = { document: signersFor(node, 'document'), receipt: receiptSigners };
    const { offerDeadlineHours } = config.grants;
    const own = offerDeadlineHours === undefined ? {} : { offerDeadlineMs: offerDeadlineHours * 3_600_000 };
    const committing = tracedCommitter(tracing, signals.wrap(committer));
    const deps = { self, reader: store.reader, committer: committing, signing, clock, random, probe, ...own };
    return { deps, signals, store, committer, origin };
  } catch (error) {
    await store.close();
    throw error;
  }
}
