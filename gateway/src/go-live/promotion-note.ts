/** What a LIVE node remembers of the sandbox that it came from; nothing of it is signed or served. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import { findPassphrase, readSecrets } from '../config/index.js';
import type { ExaminedNode } from '../doctor/examined-node.js';
import { openKeystore } from '../signing/index.js';

export const PROMOTION_FILE = 'promotion.json';

const noteSchema = z.strictObject({
  /** Folder of the keys of the sandbox. */
  sandboxKeys: z.string(),
  sandboxFingerprint: z.string(),
  promotedAtMs: z.int().min(0),
});

export type PromotionNote = z.output<typeof noteSchema>;

/** The note of a node; undefined where it was not promoted here. */
export async function readPromotion(dir: string): Promise<PromotionNote | undefined> {
  const text = await readFile(join(dir, PROMOTION_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : noteSchema.parse(JSON.parse(text));
}

/** Whether the keys of the sandbox, where they are still here, open with the passphrase of the node. */
export async function sharesPassphrase(note: PromotionNote | undefined, { input }: ExaminedNode): Promise<boolean> {
  const source = findPassphrase(input.env);
  if (note === undefined || source === undefined || source === 'both') return false;
  return opensWith(note.sandboxKeys, (await readSecrets(source)).keyPassphrase, input.random);
}

/** Whether a keystore opens with a passphrase; false where there is none. */
export async function opensWith(dir: string, passphrase: string, random: (bytes: number) => Buffer): Promise<boolean> {
  try {
    await openKeystore(dir, passphrase, random);
    return true;
  } catch (error) {
    if (error instanceof SelatError) return false;
    throw error;
  }
}
