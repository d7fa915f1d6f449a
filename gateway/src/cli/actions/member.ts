/** How a member gets its key into its record, and changes it. The key never leaves the member's machine. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CODECS } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { parseJwsJson, parseJwsText } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { FORMATS } from '@selat/sdk/formats';
import { ALGORITHM_NAMES, type Algorithm, generatePrivateKey, type PublicKey, type Signer } from '@selat/sdk/keys';
import {
  type EnrolmentCode,
  enrolmentTranscript,
  type MemberConfig,
  parseEnrolmentCode,
  proveEnrolment,
  rotationTranscript,
} from '@selat/sdk/member';
import { parseDocument } from '@selat/sdk/model';
import { z } from 'zod';
import { hashApiToken, newApiToken } from '../../config/node-paths.js';
import type { EnrolledView } from '../../domain/use-cases.js';
import { type Keystore, writePrivateFile } from '../../signing/index.js';
import { readPrivateFile } from '../../signing/private-file.js';
import { clientOf } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { readDescriptor } from '../descriptor-source.js';
import { parseGiven, text, usage } from '../given.js';
import type { Io } from '../io.js';
import { requireOwnRecord, requirePinned } from '../member/check-record.js';
import {
  exists,
  MEMBER_FILES,
  openMember,
  openMemberKeys,
  openNewKeys,
  passphraseOf,
  readPinned,
  writeMember,
} from '../member/member-folder.js';
import { fields } from '../output/table.js';

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

const redemption = z.object({
  code: text.optional(),
  codeFile: text.optional(),
  gateway: z.string('is missing').regex(/^https?:\/\/[^/\s?#]+\/?$/, 'is not http(s)://host:port'),
  fingerprint: z
    .string('is missing')
    .refine((value) => FORMATS['digest']?.matches(value) === true, 'is not sha256: and 64 digits'),
  dir: z.string('is missing').min(1),
  algorithm: z.enum(ALGORITHM_NAMES, `is not one of ${ALGORITHM_NAMES.join(', ')}`).default('Ed25519'),
});

type Redemption = z.output<typeof redemption>;

const LOOPBACK = /^http:\/\/(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::\d+)?$/;

/** Redeems a one-time code: makes key and token here, proves both, and writes the configuration. */
export async function redeem(call: Call): Promise<Outcome> {
  const wanted = parseGiven(redemption, call);
  const { io } = call;
  const gateway = wanted.gateway.replace(/\/$/, '');
  if (gateway.startsWith('http:') && !LOOPBACK.test(gateway)) {
    throw usage([`--gateway ${gateway} is neither https nor on this machine`]);
  }
  const code = parseEnrolmentCode(await codeText(wanted, call));
  const dir = resolve(io.cwd, wanted.dir);
  if (await exists(join(dir, MEMBER_FILES.config))) {
    throw new SelatError('NODE_EXISTS', `cannot enrol into ${dir}: a member is enrolled there`, { dir });
  }
  const descriptor = parseJwsJson(await readDescriptor(gateway, io));
  await requirePinned(descriptor, wanted.fingerprint, io.clock());
  const keys = await openNewKeys(dir, environmentOf(descriptor), await passphraseOf(call), io);
  const key = await ownKey(keys, wanted.algorithm, io);
  const { enrolled, record } = await send({ ...wanted, gateway }, code, key, await ownToken(dir, io));
  const { participant, exchange, environment } = enrolled;
  const { fingerprint } = wanted;
  await requireOwnRecord(record, { fingerprint, descriptors: [descriptor], participant, kid: key.kid }, io.clock());
  const config: MemberConfig = {
    ...{ participant, exchange, environment, fingerprint, gateway, kid: key.kid, alg: key.publicKey.alg },
    ...{ keys: MEMBER_FILES.keys, token: MEMBER_FILES.token },
  };
  await writeMember(dir, config, { exchange: descriptor, record }, io);
  return described(dir, config);
}

/** A code on the command line is seen by other users of the machine; it works once, and a file is not seen. */
async function codeText({ code, codeFile }: Redemption, { io }: Call): Promise<string> {
  if (code !== undefined && codeFile !== undefined) throw usage(['--code and --code-file are both given']);
  if (codeFile === undefined) return code ?? '';
  const path = resolve(io.cwd, codeFile);
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`--code-file ${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
}

function environmentOf({ type, payload }: SignedDocument): string {
  const parsed = parseDocument(type, CODECS[type]?.decode(payload));
  return parsed.head.env;
}

/** A key of the own keystore. */
interface OwnKey extends Signer {
  readonly publicKey: PublicKey;
}

function keyOf(keys: Keystore, kid: string): OwnKey {
  const signer = keys.signerOf(kid);
  return { alg: signer.alg, kid, sign: (input) => signer.sign(input), publicKey: keys.publicKeyOf(kid) };
}

/** The newest key of the keystore that `known` does not name, made where there is none: what broke off goes on with it. */
async function ownKey(keys: Keystore, alg: Algorithm, io: Io, known?: string): Promise<OwnKey> {
  const spare = keys.entries().findLast((entry) => entry.alg === alg && entry.kid !== known);
  const isNewer = known === undefined || keys.entries().at(-1)?.kid !== known;
  if (spare !== undefined && isNewer) return keyOf(keys, spare.kid);
  const { kid } = await keys.addKey('document', generatePrivateKey(alg, io.random), io.clock());
  return keyOf(keys, kid);
}

async function ownToken(dir: string, io: Io): Promise<string> {
  const path = join(dir, MEMBER_FILES.token);
  if (await exists(path)) return (await readPrivateFile(path)).trim();
  const token = newApiToken(io.random);
  await writePrivateFile(path, `${token}\n`, io.random);
  return token;
}

async function send({ gateway, fingerprint }: Redemption, code: EnrolmentCode, key: OwnKey, token: string) {
  const { number } = code;
  const tokenHash = hashApiToken(token);
  const transcript = enrolmentTranscript({ number, fingerprint, key: key.publicKey, tokenHash });
  const enrolled = await clientOf(gateway, undefined).post<EnrolledView>('/enrolments/redeem', {
    number,
    key: toJson(key.publicKey),
    tokenHash,
    proof: base64url(proveEnrolment(code, transcript)),
    possession: base64url(await key.sign(transcript)),
  });
  return { enrolled, record: parseJwsJson(enrolled.record) };
}

const toJson = ({ alg, raw }: PublicKey) => ({ alg, raw: base64url(raw) });

function described(dir: string, config: MemberConfig): Outcome {
  const { participant, exchange, fingerprint, kid, alg } = config;
  return {
    json: { dir, ...config },
    text: (style) =>
      fields(
        [
          ['participant', participant],
          ['exchange', exchange],
          ['fingerprint', fingerprint],
          ['key', `${kid} ${alg}`],
          ['folder', dir],
        ],
        style,
      ),
  };
}

/** Changes to a new key: both sign the change, and the exchange lists the new one from now on. */
export const rotate: Action = async (call) => {
  const { io } = call;
  const member = await openMember(call);
  const { config, client, dir } = member;
  const keys = await openMemberKeys(member, call);
  const { participant, environment, fingerprint, kid: from } = config;
  const old = keyOf(keys, from);
  const key = await ownKey(keys, config.alg, io, from);
  const transcript = rotationTranscript({ participant, environment, from, key: key.publicKey });
  const enrolled = await client.post<EnrolledView>('/member/key', {
    key: toJson(key.publicKey),
    approval: base64url(await old.sign(transcript)),
    possession: base64url(await key.sign(transcript)),
  });
  const record = parseJwsJson(enrolled.record);
  // The exchange may have changed its own keys since: the chain from the pinned descriptor vouches for the newest.
  const descriptors = [parseJwsText(await readPinned(member)), ...enrolled.descriptors.map(parseJwsJson)];
  await requireOwnRecord(record, { fingerprint, descriptors, participant, kid: key.kid }, io.clock());
  const next = { ...config, kid: key.kid };
  await writeMember(dir, next, { record }, io);
  return described(dir, next);
};
