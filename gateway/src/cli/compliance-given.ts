/** What commands on facts and packs are given. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isDay, LANGUAGES } from '@selat/sdk/compliance';
import { z } from 'zod';
import { usage } from './given.js';
import type { Io } from './io.js';

/** A day on the command line. */
export const day = z.string().refine(isDay, 'is no day of the calendar, as YYYY-MM-DD');
export const language = z.enum(LANGUAGES).default('en');

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder; give a file',
  EACCES: 'this user may not read it',
};

/** A file, or standard input for `-`. @throws SelatError USAGE */
export async function bytesOf(file: string, io: Io): Promise<Uint8Array> {
  if (file === '-') return io.readInput();
  return readFile(resolve(io.cwd, file)).catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${file} cannot be read: ${WHY[cause.code ?? ''] ?? cause.code ?? 'unreadable'}`]);
  });
}

/** Writes a report where the command was told to. @throws SelatError USAGE */
export async function writeReport(file: string, page: string, io: Io): Promise<void> {
  await writeFile(resolve(io.cwd, file), page).catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${file} cannot be written: ${WHY[cause.code ?? ''] ?? cause.code ?? 'not writable'}`]);
  });
}
