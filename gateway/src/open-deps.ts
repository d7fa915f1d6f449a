/** Opens store, committer and signing keys of a node: what every verb is given. */
import { parseAlgorithm, type Signer } from '@selat/sdk/keys';
import { originOf, toNoteKey } from '@selat/sdk/log';
import type { Config, NodeFiles } from './config/index.js';
import type { Clock, Deps, Probe, Random } from './domain/ports.js';
import { CommitSignals } from './federation/commit-signals.js';
import { type LogKey, type OpenedCommitter, openCommitter } from './log/index.js';
import { openSqliteStore, type SqliteStore } from './store/index.js';

/** What the composition root chose. */
export interface DepsInput {
  readonly config: Config;
  readonly node: NodeFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly probe: Probe;
}

/** The opened parts; close the committer, then the store. */
export interface OpenedDeps {
  readonly deps: Deps;
  readonly signals: CommitSignals;
  readonly store: SqliteStore;
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

/**
 * Opens the store of a node for this process alone and completes what a crash left unfinished.
 * @throws SelatError STORE_LOCKED, STORE_CORRUPT, STORE_FULL, LOG_HEAD_AHEAD, KEY_ABSENT
 */
export async function openDeps({ config, node, clock, random, probe }: DepsInput): Promise<OpenedDeps> {
  const { id: exchange, jurisdiction, environment: env } = config.exchange;
  const origin = originOf(exchange, env, config.log.shard);
  const context = { exchange, env, origin };
  const { file, maxPages } = config.store;
  const limit = maxPages === undefined ? {} : { maxPages };
  const store = await openSqliteStore({ file, headDir: config.log.headDir, context, probe, ...limit });
  const receiptSigners = signersFor(node, 'receipt');
  const logKey = logKeyOf(node, origin);
  try {
    const committer = await openCommitter({ store, context, logKey, receiptSigners, clock, random, probe });
    const signals = new CommitSignals();
    const self = { exchange, jurisdiction, env, descriptorDigest: node.descriptorDigest };
    const signing = { document: signersFor(node, 'document'), receipt: receiptSigners };
    const deps = { self, reader: store.reader, committer: signals.wrap(committer), signing, clock, random, probe };
    return { deps, signals, store, committer, origin };
  } catch (error) {
    await store.close();
    throw error;
  }
}
