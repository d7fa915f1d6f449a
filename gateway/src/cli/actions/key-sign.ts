import { resolve } from 'node:path';
import { z } from 'zod';
import type { KeyDraft } from '../../domain/keys/key-views.js';
import { openKeystore, writeOpenFile } from '../../signing/index.js';
import type { Action, Call } from '../command.js';
import { flag, parseGiven, text, usage, wholeNumber } from '../given.js';
import { type Signing, signDraft } from '../keys/sign-draft.js';
import { readDraft } from '../keys/signed-draft.js';
import { readPassphrase } from '../passphrase.js';

export const offlineGiven = z.object({
  identity: text.optional(),
  passphraseFile: text.optional(),
  out: text.optional(),
  days: wholeNumber(1, 3653).default(730),
  newCa: flag,
});

export type OfflineGiven = z.output<typeof offlineGiven>;

/** Opens the offline folder and signs. @throws SelatError KEYSTORE_LOCKED, KEYSTORE_EXPOSED, KEY_ABSENT, USAGE */
export async function signWith(dir: string, draft: KeyDraft, given: OfflineGiven, call: Call): Promise<Signing> {
  const { io } = call;
  const passphrase = await readPassphrase(given.passphraseFile, io);
  const keystore = await openKeystore(resolve(io.cwd, dir), passphrase, io.random);
  if (keystore.custody !== 'offline') throw usage([`--identity ${dir} is no offline folder of a node`]);
  const signed = await signDraft(draft, keystore, { days: given.days, newCa: given.newCa }, io);
  io.err(`signs:\n${signed.changes.map((line) => `  ${line}\n`).join('')}`);
  return signed;
}

export const sign: Action = async (call) => {
  const given = parseGiven(offlineGiven.extend({ file: text, identity: text, out: text }), call);
  const { changes, ...signed } = await signWith(given.identity, await readDraft(given.file, call.io), given, call);
  const file = resolve(call.io.cwd, given.out);
  await writeOpenFile(file, `${JSON.stringify(signed)}\n`, call.io.random);
  const said = `Signed. Carry ${file} to the gateway, then run: selat key install ${given.out}\n`;
  return { json: { file, type: signed.type, changes }, text: () => said };
};
