/** Whom the reader names: fingerprints, and descriptors whose keys count because the reader named them. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { documentDigest } from '@selat/sdk/document';
import { usage } from '../given.js';
import type { Io } from '../io.js';
import { readDocuments } from './read-documents.js';

export interface Trust {
  /** Document digests of descriptors, 64 hexadecimal digits. */
  readonly fingerprints: ReadonlySet<string>;
  /** Descriptors that were named as files. */
  readonly descriptors: readonly SignedDocument[];
}

/** Reads each value of --trust. @throws SelatError USAGE, JWS_MALFORMED */
export async function readTrust(values: readonly string[], { cwd }: Io): Promise<Trust> {
  const fingerprints = new Set<string>();
  const descriptors: SignedDocument[] = [];
  for (const value of values) {
    if (value.startsWith('sha256:')) fingerprints.add(parseFingerprint(value));
    else await readTrustFile(resolve(cwd, value), fingerprints, descriptors);
  }
  return { fingerprints, descriptors };
}

function parseFingerprint(text: string): string {
  const digits = text.slice('sha256:'.length).replace(/\s/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) throw usage([`--trust ${text} is not sha256: and 64 hexadecimal digits`]);
  return digits;
}

async function readTrustFile(path: string, fingerprints: Set<string>, descriptors: SignedDocument[]): Promise<void> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`--trust ${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  if (!/^\s*[{[]/.test(text)) {
    const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
    for (const line of lines.filter((each) => each !== '')) fingerprints.add(parseFingerprint(line));
    return;
  }
  for (const document of readDocuments(text, path)) {
    if (document.type !== 'selat.v1.ExchangeDescriptor')
      throw usage([`--trust ${path} holds a ${document.type}, no descriptor`]);
    descriptors.push(document);
    fingerprints.add(documentDigest(document.type, document.payload).toString('hex'));
  }
}
