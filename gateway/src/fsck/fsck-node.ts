/** Checks the store of a node on one moment of it: whether or not a gateway serves it meanwhile. [OPS-34] */
import { readFile } from 'node:fs/promises';
import { SelatError } from '@selat/sdk/errors';
import { originOf } from '@selat/sdk/log';
import {
  type Config,
  type Env,
  findDatabases,
  loadConfigWithoutKeys,
  logKeyIn,
  nodePaths,
  parseDescriptorText,
} from '../config/index.js';
import { findHead } from '../log/find-head.js';
import { MIGRATIONS } from '../store/migrations.js';
import type { StoreSnapshot } from '../store/snapshot.js';
import { toStoreError } from '../store/sqlite-errors.js';
import { checkStore, type StoreCheck } from './check-store.js';

/**
 * @param file selat.yaml, absolute path
 * @throws SelatError CONFIG_INVALID, STORE_CORRUPT where the database itself cannot be read, STORE_FAILED, STORE_TOO_NEW
 */
export async function fsckNode(
  file: string,
  env: Env,
  onProgress: (step: string, count: number) => void,
): Promise<StoreCheck> {
  const config = await loadConfigWithoutKeys(file, env);
  const { id: exchange, environment } = config.exchange;
  const origin = originOf(exchange, environment, config.log.shard);
  const descriptorFile = nodePaths(config.dir).descriptor;
  const descriptor = parseDescriptorText(await readText(descriptorFile), environment);
  const { head: url } = findDatabases(env);
  // Before the snapshot: what the head covers is then in it.
  const found = await findHead(url === undefined ? { dir: config.log.headDir } : { url }, origin);
  const snapshot = await openSnapshot(config, env);
  try {
    requireSchema(snapshot, config);
    const logKey = logKeyIn(descriptor, origin, descriptorFile);
    return await checkStore({ snapshot, exchange, env: environment, origin, head: found?.head, logKey, onProgress });
  } catch (error) {
    throw toStoreError(error, config.store.file);
  } finally {
    await snapshot.close();
  }
}

async function openSnapshot(config: Config, env: Env): Promise<StoreSnapshot> {
  const { store: url } = findDatabases(env);
  if (url === undefined) return (await import('../store/sqlite-snapshot.js')).openSqliteSnapshot(config.store.file);
  return (await import('../store/postgres-snapshot.js')).openPostgresSnapshot(url);
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code ?? 'unreadable';
    throw new SelatError('CONFIG_INVALID', `cannot read ${file}: ${why}`, { file, why }, { cause });
  });
}

/** A store of another build has tables that this one does not know. */
function requireSchema({ steps }: StoreSnapshot, { store }: Config): void {
  const newest = Math.max(...MIGRATIONS.map(({ number }) => number));
  const found = steps.at(-1)?.number ?? 0;
  if (steps.length === MIGRATIONS.length && found === newest) return;
  const facts = { store: store.file, found: String(found), known: String(newest) };
  const message = `cannot check the store: its schema is ${found}, that of this build ${newest}; start it once with this build, or check it with its own`;
  throw new SelatError('STORE_TOO_NEW', message, facts);
}
