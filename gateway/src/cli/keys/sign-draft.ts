/** Signs a draft with the identity keys, after making offline what belongs offline: identity keys and certificates. */
import { CODECS } from '@selat/proto/schema.js';
import type { ExchangeDescriptor as WireDescriptor } from '@selat/proto/selat/v1/identity.js';
import { documentDigest, parseBase64url, parseJwsJson, signDocument, toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { PublicKey } from '@selat/sdk/keys';
import { type ExchangeDescriptor, parseDocument } from '@selat/sdk/model';
import type { KeyDraft } from '../../domain/keys/key-views.js';
import { DESCRIPTOR_TYPE } from '../../domain/keys/next-descriptor.js';
import type { Keystore } from '../../signing/index.js';
import type { Io } from '../io.js';
import { describeChange } from './describe-change.js';
import { findAuthority, identitySigners, issue, newAuthority, newIdentityKeys, withAuthority } from './offline-keys.js';
import type { SignedDraft } from './signed-draft.js';

export interface SignOptions {
  /** Days of a certificate. */
  readonly days: number;
  readonly newCa: boolean;
}

/** What was signed, and what it changes, for people. */
export interface Signing extends SignedDraft {
  readonly changes: readonly string[];
}

/** @throws SelatError KEY_ABSENT below the threshold; DESCRIPTOR_SEQUENCE where the draft does not follow what it came with */
export async function signDraft(draft: KeyDraft, keystore: Keystore, options: SignOptions, io: Io): Promise<Signing> {
  const current = openCurrent(draft);
  const signers = identitySigners(keystore, current).map((signer) => ({ id: current.id, role: 'issuer', signer }));
  const given = CODECS[draft.type]?.decode(Buffer.from(parseBase64url(draft.payload, 'the draft')));
  if (draft.type !== DESCRIPTOR_TYPE) {
    const document = await signDocument({ type: draft.type, message: given, signers });
    const { payload } = document;
    const parsed = parseDocument(draft.type, CODECS[draft.type]?.decode(payload));
    return { type: draft.type, document: toJwsJson(document), changes: describeRevocation(parsed) };
  }
  const made = await complete(draft, given as WireDescriptor, { keystore, current, options, io });
  const document = await signDocument({ type: draft.type, message: made.message, signers });
  const next = parseDocument(DESCRIPTOR_TYPE, CODECS[DESCRIPTOR_TYPE]?.decode(document.payload));
  const { certificate } = made;
  return {
    ...{ type: draft.type, document: toJwsJson(document), changes: describeChange(current, next) },
    ...(certificate === undefined ? {} : { certificate }),
    ...(draft.purpose === 'authority' ? { purpose: draft.purpose } : {}),
  };
}

/** The descriptor that the draft came with; a draft that follows another one is not signed. */
function openCurrent({ type, payload, current: jws }: KeyDraft): ExchangeDescriptor {
  const document = parseJwsJson(jws);
  const current = parseDocument(DESCRIPTOR_TYPE, CODECS[DESCRIPTOR_TYPE]?.decode(document.payload));
  if (type !== DESCRIPTOR_TYPE) return current;
  const next = CODECS[DESCRIPTOR_TYPE]?.decode(Buffer.from(parseBase64url(payload, 'the draft'))) as WireDescriptor;
  const digest = documentDigest(document.type, document.payload);
  if (digest.equals(next.previousDigest) && next.sequence === BigInt(current.sequence) + 1n) return current;
  const message = `cannot sign descriptor ${next.sequence} of ${next.id}: it does not follow the descriptor that came with it`;
  throw new SelatError('DESCRIPTOR_SEQUENCE', message, { exchange: next.id, sequence: String(next.sequence) });
}

interface Offline {
  readonly keystore: Keystore;
  readonly current: ExchangeDescriptor;
  readonly options: SignOptions;
  readonly io: Io;
}

async function complete(
  draft: KeyDraft,
  message: WireDescriptor,
  { keystore, current, options, io }: Offline,
): Promise<{ readonly message: WireDescriptor; readonly certificate?: string }> {
  if (draft.identityAlgorithms !== undefined) {
    const keys = await newIdentityKeys(keystore, current, draft.identityAlgorithms, io);
    return { message: withIdentity(message, keys) };
  }
  if (draft.certificateRequest === undefined) return { message };
  const before = findAuthority(keystore, current);
  const authority = options.newCa ? await newAuthority(keystore, current.id, io) : before;
  const certificate = issue(draft, current.id, authority, options.days, io);
  return { message: options.newCa ? withAuthority(message, authority, before) : message, certificate };
}

/** The key that is replaced signs this descriptor and no later one: its end is the next second. [IDN-11] */
function withIdentity(message: WireDescriptor, keys: readonly PublicKey[]): WireDescriptor {
  const end = (message.head?.issuedAtMs ?? 0n) / 1000n + 1n;
  const isReplaced = ({ purpose, key, notAfterMs }: WireDescriptor['keys'][number]) =>
    purpose === 'identity' && notAfterMs === 0n && keys.some(({ alg }) => alg === key?.alg);
  const stated = keys.map((key) => ({ purpose: 'identity', key, notBeforeMs: 0n, notAfterMs: 0n }));
  const kept = message.keys.filter((key) => !isReplaced(key));
  const ended = message.keys.filter(isReplaced).map((key) => ({ ...key, notAfterMs: end * 1000n }));
  return { ...message, keys: [...stated, ...kept, ...ended] };
}

function describeRevocation(parsed: ReturnType<typeof parseDocument>): readonly string[] {
  if (parsed.type !== 'selat.v1.KeyRevocation') return [];
  const { kid, reason, compromisedSince } = parsed;
  const since = compromisedSince === undefined ? '' : `, lost since ${new Date(compromisedSince).toISOString()}`;
  return [`- key ${kid} for good: ${reason}${since}`];
}
