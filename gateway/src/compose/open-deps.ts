/** Opens store, committer and signing keys of a node: what every verb is given. */
import { originOf } from '@selat/sdk/log';
import type { Config, NodeFiles, Secrets } from '../config/index.js';
import type { OwnIdentity } from '../custody/own-identity.js';
import type { Clock, Deps, Probe, Random } from '../domain/ports.js';
import { CommitSignals } from '../federation/commit-signals.js';
import { type CommitterOptions, type LogContext, type OpenedCommitter, openCommitter } from '../log/index.js';
import { openSqliteStore, type Store } from '../store/index.js';
import { tracedCommitter } from '../telemetry/index.js';
import { openIdentity } from './open-identity.js';
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
  readonly identity: OwnIdentity;
  /** C2SP origin of the log. */
  readonly origin: string;
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
  const { metrics, tracing } = telemetry;
  const observe = { ticks, batch: (acts: number, ms: number) => metrics.batch(acts, ms) };
  try {
    const identity = await openIdentity({ config, node, reader: store.reader, origin, clock, random });
    const committer = await openCommitter(committerOptions(input, store, context, identity, observe));
    const signals = new CommitSignals();
    signals.onCommit((change, committed) => metrics.committed(change, committed));
    store.onOthersCommit(() => signals.tellOfOthers());
    const self = {
      ...{ exchange, jurisdiction, env },
      get descriptorDigest() {
        return identity.own().digest;
      },
    };
    const { offerDeadlineHours } = config.grants;
    const { acknowledgementMinutes: minutes } = config.orders;
    const own = {
      packPublishers: config.packs.publishers,
      ...(offerDeadlineHours === undefined ? {} : { offerDeadlineMs: offerDeadlineHours * 3_600_000 }),
      ...(minutes === undefined ? {} : { orderAlarmMs: minutes * 60_000 }),
    };
    const committing = tracedCommitter(tracing, signals.wrap(committer));
    const deps = {
      ...{ self, reader: store.reader, committer: committing, signing: identity },
      ...{ clock, random, probe, ...own },
    };
    return { deps, signals, store, committer, identity, origin };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The keys are read from the identity at each use: they change while the gateway runs. */
function committerOptions(
  { clock, random, probe }: DepsInput,
  store: Store,
  context: LogContext,
  identity: OwnIdentity,
  observe: CommitterOptions['observe'],
): CommitterOptions {
  return {
    ...{ store, context, clock, random, probe, observe },
    onFresh: () => identity.refresh(),
    get logKey() {
      return identity.logKey;
    },
    get formerLogKeys() {
      return identity.formerLogKeys;
    },
    get receiptSigners() {
      return identity.receiptSigners;
    },
  };
}
