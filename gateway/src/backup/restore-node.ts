/** Makes a node out of a backup: in a folder that is not there yet, on the engine that the environment names. [OPS-32] [OPS-33] */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';
import type { NoteKey } from '@selat/sdk/log';
import {
  type Config,
  type Env,
  findDatabases,
  logKeyIn,
  parseConfigWithoutKeys,
  parseDescriptorText,
  requireFree,
} from '../config/index.js';
import type { Problem } from '../fsck/problems.js';
import { type FoundHead, findHead, type HeadPlace, putHead, readHeadPath } from '../log/find-head.js';
import { openKeystore } from '../signing/index.js';
import { fileSource } from './archive-reader.js';
import { backupInvalid } from './backup-invalid.js';
import { findForkRisk, toRefusal } from './fork-check.js';
import { loadBackup, type StorePlace } from './load-backup.js';
import { ELSEWHERE } from './node-parts.js';
import { type OpenedBackup, openBackup } from './open-backup.js';
import { writeParts } from './write-parts.js';

/** What is restored, and where. */
export interface RestoreInput {
  /** The backup, absolute path. */
  readonly file: string;
  /** Folder to make, absolute path. */
  readonly dir: string;
  readonly env: Env;
  readonly passphrase: string;
  /** File or folder of the newest signed head, where it is not in the place that the configuration names. */
  readonly headPath?: string;
  /** Receipts of this exchange that peers handed over. */
  readonly statements: readonly SignedDocument[];
  /** Restores for reading also where the log cannot go on from the backup; such a node does not serve. */
  readonly acceptLoss: boolean;
  /** Checks the backup and the head, and writes nothing. */
  readonly checkOnly: boolean;
  readonly random: Random;
  readonly onProgress: (step: string, count: number) => void;
}

/** What became of it. */
export interface RestoreReport {
  readonly exchange: string;
  readonly environment: string;
  readonly dir: string;
  readonly config: string;
  readonly takenAt: number;
  readonly engine: { readonly from: string; readonly to: string };
  readonly log: { readonly origin: string; readonly size: number; readonly root: string };
  /** The newest signed head that was found; null without one. */
  readonly head: { readonly size: number; readonly where: string } | null;
  /** Whether something was written. */
  readonly restored: boolean;
  /** Whether the node may serve: its log goes on where it stood. */
  readonly servable: boolean;
  readonly hasKeys: boolean;
  /** Files under `elsewhere/` that the configuration names outside of the node's folder. */
  readonly elsewhere: readonly string[];
  readonly problems: readonly Problem[];
}

/** What is known before anything is written. */
interface Plan {
  readonly input: RestoreInput;
  readonly backup: OpenedBackup;
  readonly config: Config;
  readonly logKey: NoteKey;
  readonly headPlace: HeadPlace;
  /** In the place that the configuration names. */
  readonly placed: FoundHead | undefined;
  readonly newest: FoundHead | undefined;
  readonly servable: boolean;
}

/**
 * @throws SelatError BACKUP_INVALID, KEYSTORE_LOCKED, NODE_EXISTS, BACKUP_BEHIND, HEAD_MISSING, NOTE_UNVERIFIED,
 *   CONFIG_INVALID, STORE_TOO_NEW, STORE_FULL, STORE_FAILED; then nothing is left that was not there
 */
export async function restoreNode(input: RestoreInput): Promise<RestoreReport> {
  const handle = await open(input.file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw backupInvalid(input.file, `it cannot be read (${cause.code ?? 'unreadable'})`, cause);
  });
  try {
    const backup = await openBackup(await fileSource(input.file, handle));
    const keys = await backup.unseal(input.passphrase);
    const plan = await planRestore(input, backup);
    if (input.checkOnly) return toReport(plan, []);
    const problems = await inDraft(plan, async (draft) => {
      await writeParts(backup, keys, draft, input.random);
      if (backup.manifest.hasKeys)
        await openKeystore(placeIn(plan, draft, plan.config.keys.dir), input.passphrase, input.random);
      return loadBackup({ ...plan, ...input, place: storePlace(plan, draft) });
    });
    return toReport(plan, problems);
  } finally {
    await handle.close();
  }
}

async function planRestore(input: RestoreInput, backup: OpenedBackup): Promise<Plan> {
  const { dir, env, headPath, statements, acceptLoss } = input;
  const { manifest } = backup;
  await requireFree(dir);
  const text = (role: string) =>
    backup.file(manifest.files.find((file) => file.role === role)?.name ?? role).toString('utf8');
  const named = manifest.files.find(({ role }) => role === 'config')?.path ?? 'selat.yaml';
  const config = parseConfigWithoutKeys(text('config'), env, join(dir, named));
  const descriptor = parseDescriptorText(text('descriptor'), manifest.environment);
  const { origin } = manifest.log;
  const logKey = logKeyIn(descriptor, origin, backup.name);
  const { head: url } = findDatabases(env);
  const headPlace = url === undefined ? { dir: config.log.headDir } : { url };
  const placed = await findHead(headPlace, origin);
  const given = headPath === undefined ? undefined : await readHeadPath(headPath, origin);
  const heads = [placed, given].filter((found) => found !== undefined);
  const risk = await findForkRisk(manifest, descriptor, logKey, { heads, statements });
  if (risk !== undefined && !acceptLoss) throw toRefusal(risk);
  const newest = heads.sort((a, b) => b.head.checkpoint.size - a.head.checkpoint.size)[0];
  return { input, backup, config, logKey, headPlace, placed, newest, servable: risk === undefined };
}

/** Where a path of the node lies while the node is a draft. */
function placeIn({ input }: Plan, draft: string, path: string): string {
  const under = relative(input.dir, path);
  return under.startsWith('..') || isAbsolute(under) ? path : join(draft, under);
}

function storePlace(plan: Plan, draft: string): StorePlace {
  const { store: url } = findDatabases(plan.input.env);
  return url === undefined ? { file: placeIn(plan, draft, plan.config.store.file) } : { url };
}

/** Works in a folder beside the place, which takes the place at the end; what fails leaves nothing. */
async function inDraft<T>(plan: Plan, work: (draft: string) => Promise<T>): Promise<T> {
  const { dir, random } = plan.input;
  const draft = join(dirname(dir), `.${basename(dir)}.${random(6).toString('hex')}.tmp`);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const done = await work(draft);
    const putBack = await moveHead(plan, draft);
    await rename(draft, dir).catch(async (error: unknown) => {
      await putBack();
      throw error;
    });
    return done;
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw unwritable(dir, error) ?? error;
  }
}

/**
 * A head that the operator named goes to the place of the configuration, and is gone where it was: who still serves on
 * it can acknowledge nothing more, so two nodes never write one log. @returns what brings it back
 */
async function moveHead(plan: Plan, draft: string): Promise<() => Promise<void>> {
  const { headPlace, placed, newest, servable, backup } = plan;
  const { origin } = backup.manifest.log;
  if (!servable || newest === undefined || newest === placed) return async () => undefined;
  const moved = `${newest.where}.moved`;
  await rename(newest.where, moved);
  const place = 'dir' in headPlace ? { dir: placeIn(plan, draft, headPlace.dir) } : headPlace;
  try {
    await putHead(place, origin, placed?.head.checkpoint.size ?? 0, newest.head);
  } catch (error) {
    await rename(moved, newest.where);
    throw error;
  }
  return () => rename(moved, newest.where);
}

function unwritable(dir: string, error: unknown): SelatError | undefined {
  if (error instanceof SelatError || !(error instanceof Error) || !('code' in error) || !('syscall' in error))
    return undefined;
  const code = String(error.code);
  const reason = code === 'ENOSPC' || code === 'EDQUOT' ? 'STORE_FULL' : 'STORE_FAILED';
  return new SelatError(reason, `cannot restore into ${dir}: the system says ${code}`, { dir, code }, { cause: error });
}

function toReport({ input, backup, config, newest, servable }: Plan, problems: readonly Problem[]): RestoreReport {
  const { exchange, environment, createdAtMs: takenAt, engine, log, hasKeys, files } = backup.manifest;
  const to = findDatabases(input.env).store === undefined ? 'SQLite' : 'PostgreSQL';
  return {
    exchange,
    environment,
    dir: input.dir,
    config: config.file,
    takenAt,
    engine: { from: engine, to },
    log,
    head: newest === undefined ? null : { size: newest.head.checkpoint.size, where: newest.where },
    restored: !input.checkOnly,
    servable,
    hasKeys,
    elsewhere: files.filter(({ path }) => path.startsWith(`${ELSEWHERE}/`)).map(({ path }) => path),
    problems,
  };
}
