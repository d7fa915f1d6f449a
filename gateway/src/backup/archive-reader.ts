/** Reads a backup strictly: what differs in one byte from what was written is refused, wherever the byte is. [OPS-32] */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type ArchivePart, DIGEST_NAME, FORMAT_NAME, FORMAT_TEXT } from './archive-writer.js';
import { backupInvalid } from './backup-invalid.js';
import { BLOCK_BYTES, paddingOf, parseTarHeader } from './tar.js';

/** Bytes by their place: a file, or a buffer in a test. */
export interface ArchiveSource {
  /** Names the backup in errors. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** @returns exactly `length` bytes @throws Error where there are fewer */
  read(position: number, length: number): Promise<Buffer>;
}

/** One file of a backup with its content. */
export interface ArchiveFile extends ArchivePart {
  /** Where its content begins, bytes from the start. */
  readonly position: number;
  readonly content: Buffer;
}

const END_BYTES = 2 * BLOCK_BYTES;

/** A source over an open file. */
export async function fileSource(name: string, handle: FileHandle): Promise<ArchiveSource> {
  const { size } = await handle.stat();
  const read = async (position: number, length: number) => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    if (bytesRead !== length) throw backupInvalid(name, 'it ends too early');
    return buffer;
  };
  return { name, size, read };
}

/**
 * Reads every file of a backup, in order, but the last one, which is the digest of all before it. What is read counts
 * only once the reading has come to its end.
 * @throws SelatError BACKUP_INVALID
 */
export async function* readArchive(source: ArchiveSource): AsyncGenerator<ArchiveFile> {
  const whole = createHash('sha256');
  let at = 0;
  for (let count = 0; ; count += 1) {
    const before = whole.copy().digest('hex');
    const { file, bytes } = await readFileAt(source, at);
    at += bytes.length;
    if (count === 0 && (file.name !== FORMAT_NAME || file.content.toString('latin1') !== FORMAT_TEXT)) {
      throw backupInvalid(source.name, `it is no ${FORMAT_TEXT.trim()}`);
    }
    if (file.name === DIGEST_NAME) return requireEnd(source, file, before, at);
    whole.update(bytes);
    yield file;
  }
}

async function requireEnd(source: ArchiveSource, { content }: ArchiveFile, digest: string, at: number): Promise<void> {
  if (content.toString('latin1') !== `${digest}\n`)
    throw backupInvalid(source.name, 'its digest does not fit its bytes');
  if (source.size !== at + END_BYTES) throw backupInvalid(source.name, 'it has bytes after its end, or none');
  const end = await source.read(at, END_BYTES);
  if (end.some((byte) => byte !== 0)) throw backupInvalid(source.name, 'its last bytes were changed');
}

async function readFileAt(source: ArchiveSource, at: number): Promise<{ file: ArchiveFile; bytes: Buffer }> {
  if (at + BLOCK_BYTES > source.size) throw backupInvalid(source.name, 'it ends too early');
  const header = await source.read(at, BLOCK_BYTES);
  const parsed = parseTarHeader(header);
  if (parsed === undefined) throw backupInvalid(source.name, `at byte ${at} it has no header of a file`);
  const { name, size } = parsed;
  const padding = paddingOf(size);
  if (at + BLOCK_BYTES + size + padding > source.size) throw backupInvalid(source.name, `it ends within ${name}`);
  const body = await source.read(at + BLOCK_BYTES, size + padding);
  const content = body.subarray(0, size);
  if (body.subarray(size).some((byte) => byte !== 0))
    throw backupInvalid(source.name, `${name} is not padded with zeros`);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { file: { name, size, sha256, content, position: at + BLOCK_BYTES }, bytes: Buffer.concat([header, body]) };
}
