/** The folder of a member: configuration, encrypted key, token, and what its exchange signed about it. */
import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { Signer } from '@selat/sdk/keys';
import { type MemberConfig, parseMemberConfig, printMemberConfig } from '@selat/sdk/member';
import { createKeystore, type Keystore, openKeystore, writePrivateFile } from '../../signing/index.js';
import { readPrivateFile } from '../../signing/private-file.js';
import { type ApiClient, clientOf } from '../api-client.js';
import type { Call } from '../command.js';
import { usage } from '../given.js';
import type { Io } from '../io.js';
import { readPassphrase } from '../passphrase.js';

/** Names in the folder of a member. */
export const MEMBER_FILES = {
  config: 'member.json',
  keys: 'keys',
  token: 'member.token',
  /** Descriptor of the exchange, as it was pinned. */
  exchange: 'exchange.jws.json',
  /** Newest ParticipantRecord that the exchange handed over. */
  record: 'record.jws.json',
} as const;

/** An enrolled member. */
export interface MemberFolder {
  readonly dir: string;
  readonly config: MemberConfig;
  readonly client: ApiClient;
}

/** Where --member or SELAT_MEMBER_DIR points. */
function folderOf({ given, io }: Call): string {
  const dir = typeof given['member'] === 'string' ? given['member'] : io.env['SELAT_MEMBER_DIR'];
  if (!dir) throw usage(['no member is named: give --member DIR or set SELAT_MEMBER_DIR']);
  return resolve(io.cwd, dir);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Opens the folder without its key. @throws SelatError USAGE, CONFIG_INVALID, KEYSTORE_EXPOSED */
export async function openMember(call: Call): Promise<MemberFolder> {
  const dir = folderOf(call);
  const path = join(dir, MEMBER_FILES.config);
  if (!(await exists(path)))
    throw usage([`${dir} is no folder of an enrolled member: it has no ${MEMBER_FILES.config}`]);
  const config = parseMemberConfig(await readPrivateFile(path), path);
  const token = (await readPrivateFile(join(dir, config.token))).trim();
  return { dir, config, client: clientOf(config.gateway, token) };
}

/** Opens the keystore of a member. @throws SelatError KEYSTORE_LOCKED, KEYSTORE_CORRUPT, KEYSTORE_EXPOSED */
export async function openMemberKeys({ dir, config }: MemberFolder, call: Call): Promise<Keystore> {
  return openKeystore(join(dir, config.keys), await passphraseOf(call), call.io.random);
}

/** The key that the configuration names. @throws SelatError KEY_ABSENT */
export function signerOf({ config }: MemberFolder, keys: Keystore): Signer {
  return keys.signerOf(config.kid);
}

export function passphraseOf({ given, io }: Call): Promise<string> {
  const file = given['passphraseFile'];
  return readPassphrase(typeof file === 'string' ? file : undefined, io);
}

/** Opens the keystore of a folder that is being enrolled, or makes it: an enrolment that broke off goes on with its key. */
export async function openNewKeys(dir: string, env: string, passphrase: string, io: Io): Promise<Keystore> {
  const keys = join(dir, MEMBER_FILES.keys);
  if (await exists(join(keys, 'keystore.json'))) return openKeystore(keys, passphrase, io.random);
  return createKeystore({ dir: keys, passphrase, env, custody: 'online' }, io.random);
}

/** Writes what the exchange signed, then the configuration: a folder with a configuration is complete. */
export async function writeMember(
  dir: string,
  config: MemberConfig,
  signed: { readonly exchange?: SignedDocument; readonly record: SignedDocument },
  io: Io,
): Promise<void> {
  const write = (name: string, text: string) => writePrivateFile(join(dir, name), text, io.random);
  const { exchange, record } = signed;
  if (exchange !== undefined) await write(MEMBER_FILES.exchange, `${JSON.stringify(toJwsJson(exchange))}\n`);
  await write(MEMBER_FILES.record, `${JSON.stringify(toJwsJson(record))}\n`);
  await write(MEMBER_FILES.config, printMemberConfig(config));
}

/** Reads the descriptor that was pinned. */
export async function readPinned({ dir }: MemberFolder): Promise<string> {
  try {
    return await readFile(join(dir, MEMBER_FILES.exchange), 'utf8');
  } catch (cause) {
    const message = `cannot read ${MEMBER_FILES.exchange} of ${dir}: enrol anew`;
    throw new SelatError('CONFIG_INVALID', message, { dir }, { cause });
  }
}
