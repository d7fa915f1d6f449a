/** Reads the signed head of a log where nothing serves the log: for restores and checks. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import { HeadFile } from './head-file.js';
import { type Head, toHead } from './head-store.js';
import { NO_PROBE } from './probe.js';

/** Where the heads of a node are kept. */
export type HeadPlace = { readonly dir: string } | { readonly url: string };

/** A head and the place where it was found, for messages. */
export interface FoundHead {
  readonly head: Head;
  readonly where: string;
}

/** Name of the file of a log's head in a folder of heads. */
export const headFileName = (origin: string): string => origin.replaceAll('/', '_');

/** The head in a place, or undefined where it has none. @throws SelatError STORE_FAILED, NOTE_MALFORMED */
export async function findHead(place: HeadPlace, origin: string): Promise<FoundHead | undefined> {
  if ('dir' in place) {
    const note = new HeadFile({ dir: place.dir, origin }, NO_PROBE).load();
    return note === undefined ? undefined : { head: toHead(note), where: join(place.dir, headFileName(origin)) };
  }
  return withHeads(place.url, origin, async (heads, where) => {
    const head = await heads.load();
    return head === undefined ? undefined : { head, where };
  });
}

/** Puts a head into a place whose head has `expectedSize` entries, 0 where it has none. @throws SelatError LOG_HEAD_AHEAD */
export async function putHead(place: HeadPlace, origin: string, expectedSize: number, head: Head): Promise<void> {
  if ('dir' in place) new HeadFile({ dir: place.dir, origin }, NO_PROBE).swap(expectedSize, head.note);
  else await withHeads(place.url, origin, (heads) => heads.swap(expectedSize, head));
}

/** A head that a person names: its file, or the folder that holds it. @throws SelatError USAGE, NOTE_MALFORMED */
export async function readHeadPath(path: string, origin: string): Promise<FoundHead> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const where = isFolder ? join(path, headFileName(origin)) : path;
  const note = await readFile(where, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code ?? 'unreadable';
    throw new SelatError('USAGE', `cannot read the signed head ${where}: ${why}`, { file: where, why }, { cause });
  });
  return { head: toHead(note), where };
}

async function withHeads<T>(
  url: string,
  origin: string,
  use: (
    heads: { load(): Promise<Head | undefined>; swap(size: number, head: Head): Promise<void> },
    where: string,
  ) => Promise<T>,
): Promise<T> {
  const { openPostgresHeads } = await import('../store/postgres-head.js');
  const { publicName } = await import('../store/postgres-client.js');
  const heads = await openPostgresHeads({ url, origin, fence: () => 0, probe: NO_PROBE });
  try {
    return await use(heads, publicName(url));
  } finally {
    await heads.close();
  }
}
