/** Files that only their owner may read: written atomically and durably, read only while their mode keeps others out. */
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';

const OWNER_ONLY = 0o600;
const READ_BY_ALL = 0o644;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

/** Largest key or keystore file, bytes; an encrypted RSA-4096 key takes under 8 KiB. */
const MAX_FILE_BYTES = 65_536;

/**
 * Writes a file with mode 0600 so that after a crash at any point it holds the old content, the new content, or does
 * not exist: temporary file in the same folder, fsync, rename, fsync of the folder. A missing folder is made with 0700.
 */
export async function writePrivateFile(path: string, content: string, random: Random): Promise<void> {
  return writeDurableFile(path, content, random, OWNER_ONLY);
}

/** The same for a file that anybody may read. */
export async function writeOpenFile(path: string, content: string, random: Random): Promise<void> {
  return writeDurableFile(path, content, random, READ_BY_ALL);
}

async function writeDurableFile(path: string, content: string, random: Random, mode: number): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${random(6).toString('hex')}.tmp`;
  try {
    await withFile(await open(temporary, 'wx', mode), async (file) => {
      await file.writeFile(content, 'utf8');
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await withFile(await open(folder, 'r'), (file) => file.sync());
}

/**
 * Reads a file that `writePrivateFile` wrote.
 *
 * @throws SelatError KEYSTORE_EXPOSED when its mode lets others in, KEYSTORE_CORRUPT when it is too large or not readable
 */
export async function readPrivateFile(path: string): Promise<string> {
  try {
    return await withFile(await open(path, 'r'), async (file) => {
      const { mode, size } = await file.stat();
      if ((mode & OTHERS) !== 0) throw exposed(path, mode, '600');
      if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes`);
      return await file.readFile('utf8');
    });
  } catch (cause) {
    if (cause instanceof SelatError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SelatError('KEYSTORE_CORRUPT', `cannot read ${path}: ${why}`, { file: path }, { cause });
  }
}

/** Refuses a folder in which others may replace files. @throws SelatError KEYSTORE_EXPOSED */
export async function requirePrivateFolder(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & OTHERS_WRITE) !== 0) throw exposed(path, mode, '700');
}

function exposed(path: string, mode: number, wanted: string): SelatError {
  const found = (mode & 0o777).toString(8).padStart(3, '0');
  const command = `chmod ${wanted} '${path.replaceAll("'", "'\\''")}'`;
  return new SelatError(
    'KEYSTORE_EXPOSED',
    `cannot use ${path}: its mode ${found} lets other users in; run: ${command}`,
    {
      file: path,
      mode: found,
      command,
    },
  );
}

async function withFile<T>(file: FileHandle, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
