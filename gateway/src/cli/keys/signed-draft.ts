/** The files that carry a draft to the identity keys and what they signed back. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JwsJson } from '@selat/sdk/document';
import { z } from 'zod';
import type { KeyDraft } from '../../domain/keys/key-views.js';
import { usage } from '../given.js';
import type { Io } from '../io.js';

/** What the identity keys signed. */
export interface SignedDraft {
  readonly type: string;
  readonly document: JwsJson;
  /** PEM of the certificate that the CA issued. */
  readonly certificate?: string;
  /** What the draft was for, where that is more than keys: `authority`. */
  readonly purpose?: string;
}

const jws = z.strictObject({
  payload: z.string(),
  signatures: z.array(z.strictObject({ protected: z.string(), signature: z.string() })).min(1),
});

const draftSchema: z.ZodType<KeyDraft> = z.strictObject({
  type: z.string(),
  payload: z.string(),
  current: jws,
  purpose: z.string(),
  identityAlgorithms: z.array(z.string()).exactOptional(),
  certificateRequest: z.string().exactOptional(),
  isLoopback: z.boolean().exactOptional(),
});

const signedSchema: z.ZodType<SignedDraft> = z.strictObject({
  type: z.string(),
  document: jws,
  certificate: z.string().exactOptional(),
  purpose: z.string().exactOptional(),
});

/** @throws SelatError USAGE */
export async function readDraft(file: string, io: Io): Promise<KeyDraft> {
  return readAs(draftSchema, file, io, 'what a command wrote with --out for the identity keys');
}

/** @throws SelatError USAGE */
export async function readSigned(file: string, io: Io): Promise<SignedDraft> {
  return readAs(signedSchema, file, io, 'what key sign wrote');
}

async function readAs<T>(schema: z.ZodType<T>, file: string, { cwd }: Io, what: string): Promise<T> {
  const path = resolve(cwd, file);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw usage([`${path} is not ${what}`]);
  }
}
