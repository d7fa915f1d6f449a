/** The bytes of a backup, in order: files with their digests, and at the end the digest of everything before it. */
import { createHash } from 'node:crypto';
import { BLOCK_BYTES, paddingOf, tarHeader } from './tar.js';

/** Name and text of the first file: what a reader of another kind, or of a later form, sees first. */
export const FORMAT_NAME = 'FORMAT';
export const FORMAT_TEXT = 'selat-backup/1\n';
/** Name of the last file: SHA-256 of every byte before its header, in hexadecimal. */
export const DIGEST_NAME = 'SHA256';

/** One file of a backup. */
export interface ArchivePart {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export class ArchiveWriter {
  readonly #hash = createHash('sha256');
  readonly #parts: ArchivePart[] = [];

  /** Every file so far. */
  get parts(): readonly ArchivePart[] {
    return this.#parts;
  }

  /** Returns the bytes of the next file. */
  file(name: string, content: Buffer): Buffer {
    const sha256 = createHash('sha256').update(content).digest('hex');
    this.#parts.push({ name, size: content.length, sha256 });
    const bytes = toEntry(name, content);
    this.#hash.update(bytes);
    return bytes;
  }

  /** Returns the last bytes. */
  end(): Buffer {
    const digest = Buffer.from(`${this.#hash.digest('hex')}\n`, 'ascii');
    return Buffer.concat([toEntry(DIGEST_NAME, digest), Buffer.alloc(2 * BLOCK_BYTES)]);
  }
}

function toEntry(name: string, content: Buffer): Buffer {
  return Buffer.concat([tarHeader(name, content.length), content, Buffer.alloc(paddingOf(content.length))]);
}
