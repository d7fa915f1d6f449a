/**
 * Reads a whole store and proves every part of it against every other: the log, its signed head, documents with their
 * digests and signatures, and what refers to what. Reads in pages: memory stays the same for any size. [OPS-34]
 */
import { SelatError } from '@selat/sdk/errors';
import { type NoteKey, openCheckpoint } from '@selat/sdk/log';
import { NoResultError, sql } from 'kysely';
import { checkLog, type Head, type LogCheck } from '../log/index.js';
import { logReads } from '../store/read-log.js';
import type { StoreSnapshot } from '../store/snapshot.js';
import { checkDocuments } from './check-documents.js';
import { checkOpenings } from './check-openings.js';
import { checkReferences } from './check-references.js';
import { type Problem, Problems, RESTORE } from './problems.js';

/** What is checked against what. */
export interface StoreCheckInput {
  readonly snapshot: Pick<StoreSnapshot, 'db' | 'tables'>;
  readonly exchange: string;
  readonly env: string;
  /** C2SP origin of the log. */
  readonly origin: string;
  /** The newest signed head, loaded before the snapshot was taken; undefined where there is none. */
  readonly head: Head | undefined;
  /** Key of the log as the own descriptor states it. */
  readonly logKey: NoteKey;
  /** Told what was read so far. */
  readonly onProgress?: (step: string, count: number) => void;
}

/** What a check found. */
export interface StoreCheck {
  readonly ok: boolean;
  readonly origin: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  /** Entries that the signed head covers; null without one. */
  readonly headSize: number | null;
  readonly erased: number;
  /** Documents, forms and receipts that were read. */
  readonly documents: number;
  /** Documents whose key is not stored: their digests were checked, their signatures not. */
  readonly unverified: number;
  /** All of them; the list holds the first ones. */
  readonly problemCount: number;
  readonly problems: readonly Problem[];
}

export async function checkStore(input: StoreCheckInput): Promise<StoreCheck> {
  const { snapshot, exchange, env, origin, head, logKey, onProgress } = input;
  const { db } = snapshot;
  const problems = new Problems();
  const tell = (step: string) => (count: number) => onProgress?.(step, count);
  const log = await checkEntries(input, tell('log'));
  for (const what of log.problems) problems.add(placeOf(what), what, RESTORE);
  await checkState(input, log.size, problems);
  await checkHead(head, log.size, logKey, problems);
  await checkOpenings(db, problems, tell('openings'));
  const documents = await checkDocuments({ db, env, problems, onRead: tell('documents') });
  await checkReferences(db, exchange, new Set(snapshot.tables.map(({ name }) => name)), problems);
  return {
    ok: problems.count === 0,
    origin,
    size: log.size,
    root: log.root,
    headSize: head?.checkpoint.size ?? null,
    erased: log.erased,
    documents: documents.documents,
    unverified: documents.unverified,
    problemCount: problems.count,
    problems: problems.found,
  };
}

/** A state that cannot be read is a problem like another. */
async function checkEntries({ snapshot, head }: StoreCheckInput, onRead: (count: number) => void): Promise<LogCheck> {
  try {
    return await checkLog(logReads(snapshot.db), { load: async () => head }, onRead);
  } catch (error) {
    if (!(error instanceof SelatError || error instanceof NoResultError)) throw error;
    const why = error instanceof SelatError ? error.message : 'the log has no state';
    return { size: 0, root: '', erased: 0, problems: [why] };
  }
}

function placeOf(what: string): string {
  return /^entry \d+/.exec(what)?.[0].replace('entry', 'leaf') ?? 'log';
}

async function checkState({ snapshot, origin }: StoreCheckInput, size: number, problems: Problems): Promise<void> {
  const state = await snapshot.db.selectFrom('log_state').selectAll().executeTakeFirst();
  if (state === undefined) return;
  if (state.origin !== origin)
    problems.add(
      'log',
      `is ${state.origin}, and the configuration names ${origin}`,
      'name the configuration of this store',
    );
  if (state.size !== size) problems.add('log', `has ${size} entries, and its state says ${state.size}`, RESTORE);
  const newest = await snapshot.db
    .selectFrom('leaf')
    .select(sql<number | null>`max(time_ms)`.as('at'))
    .executeTakeFirst();
  if ((newest?.at ?? 0) > state.time_ms) problems.add('log', 'has an entry after its newest batch', RESTORE);
}

async function checkHead(head: Head | undefined, size: number, logKey: NoteKey, problems: Problems): Promise<void> {
  if (head === undefined) {
    if (size > 0) {
      const fix = 'name the folder or database of the heads; a log whose head is lost does not start';
      problems.add('signed head', `is missing, and the log has ${size} entries`, fix);
    }
    return;
  }
  try {
    await openCheckpoint(head.note, logKey);
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    problems.add('signed head', error.message, 'put the head back that the gateway wrote last');
  }
}
