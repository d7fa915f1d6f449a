/** The suite's own exchanges: names, keys, TLS material and descriptors. */
import { createHash } from 'node:crypto';
import { SCHEMA } from '@selat/proto/schema.js';
import { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import {
  documentDigest,
  generateKey,
  type Letter,
  makeTlsIdentity,
  type SuiteKey,
  signLetter,
  type TlsIdentity,
} from '../wire/index.js';

/** Clock and randomness of a run. */
export interface World {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
}

/**
 * Who calls: `good` and `rogue` have an agreement with the subject, `newcomer` is pinned without one, `unknown` is not
 * pinned, `anonymous` shows no certificate. `good` signs with Ed25519 and SM2, the others with Ed25519.
 */
export const PEER_NAMES = ['good', 'rogue', 'newcomer', 'unknown', 'anonymous'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** Keys by what they sign; `spare` is a document key that cases revoke, `stranger` one that nobody registered. */
export type KeyRole = 'identity' | 'document' | 'spare' | 'receipt' | 'log' | 'stranger';
export type PeerKeys = Readonly<Record<KeyRole, readonly SuiteKey[]>>;

/** One exchange of the suite. */
export interface SuitePeer {
  readonly name: PeerName;
  readonly exchange: string;
  readonly keys: PeerKeys;
  readonly tls: TlsIdentity;
}

const KEY_ROLES: readonly KeyRole[] = ['identity', 'document', 'spare', 'receipt', 'log', 'stranger'];
const PURPOSES: Readonly<Partial<Record<KeyRole, string>>> = {
  identity: 'identity',
  document: 'document',
  spare: 'document',
  receipt: 'receipt',
};
const DESCRIPTOR = 'selat.v1.ExchangeDescriptor';

/** Makes one exchange of the suite. */
export async function makePeer(name: PeerName, { now, random }: World): Promise<SuitePeer> {
  const exchange = `${name}.suite.example`;
  const algorithms = name === 'good' ? (['Ed25519', 'SGD_SM3_SM2'] as const) : (['Ed25519'] as const);
  const made = KEY_ROLES.map(async (role) => [role, await Promise.all(algorithms.map(generateKey))] as const);
  const [tls, entries] = await Promise.all([makeTlsIdentity(exchange, now(), random), Promise.all(made)]);
  const by = new Map(entries);
  const of = (role: KeyRole) => by.get(role) ?? [];
  const keys = {
    identity: of('identity'),
    document: of('document'),
    spare: of('spare'),
    receipt: of('receipt'),
    log: of('log'),
    stranger: of('stranger'),
  };
  return { name, exchange, keys, tls };
}

/** Origin of the log that a peer of the suite claims. */
export function logOrigin(exchange: string): string {
  return `${exchange}/log/sandbox-1`;
}

function vkey(origin: string, key: SuiteKey): string {
  const typed = Buffer.concat([Buffer.of(1), key.raw]);
  const id = createHash('sha256').update(`${origin}\n`).update(typed).digest().subarray(0, 4);
  return `${origin}+${id.toString('hex')}+${typed.toString('base64')}`;
}

/** The first descriptor of a peer of the suite, in SANDBOX. */
export function describePeer(
  { exchange, keys, tls }: SuitePeer,
  federation: string,
  protocol: string,
  { now, random }: World,
): Letter {
  const issuedAt = now();
  const stated = KEY_ROLES.flatMap((role) => {
    const purpose = PURPOSES[role];
    return purpose === undefined ? [] : keys[role].map(({ alg, raw }) => ({ purpose, key: { alg, raw } }));
  });
  const [logKey] = keys.log;
  if (logKey === undefined) throw new Error(`${exchange} has no key for its log`);
  const log = { origin: logOrigin(exchange), vkey: vkey(logOrigin(exchange), logKey), status: 'OPEN' };
  const message = ExchangeDescriptor.fromPartial({
    head: { env: 'SANDBOX', issuer: exchange, issuedAtMs: BigInt(issuedAt), nonce: random(16) },
    id: exchange,
    legalEntity: { names: [{ language: 'en', text: `Conformance suite, ${exchange}` }], country: 'SG' },
    jurisdiction: 'SG',
    endpoints: { federation },
    protocolVersions: [protocol],
    documentTypes: Object.values(SCHEMA).flatMap(({ name, document }) => (document === undefined ? [] : [name])),
    profiles: ['core', 'listing', 'grant'],
    keys: [...stated, { purpose: 'log', key: { alg: logKey.alg, raw: logKey.raw } }],
    identityThreshold: keys.identity.length,
    tls: { caCertificatePem: tls.caPem, pins: [tls.pin] },
    logs: [log],
    sequence: 1n,
  });
  const payload = Buffer.from(ExchangeDescriptor.encode(message).finish());
  return signLetter(DESCRIPTOR, payload, {
    id: exchange,
    role: 'issuer',
    keys: keys.identity,
    iat: Math.floor(issuedAt / 1000),
  });
}

/** General JWS JSON of a document, as operators hand it over; its type is `typ` of the headers. */
export function toJwsJson({ payload, signatures }: Letter): string {
  const parts = signatures.map(({ headerBytes, signature }) => ({
    protected: headerBytes.toString('base64url'),
    signature: signature.toString('base64url'),
  }));
  return JSON.stringify({ payload: payload.toString('base64url'), signatures: parts });
}

/** The fingerprint that operators read aloud: `sha256:<hex>`. */
export function fingerprintOf(descriptor: Letter): string {
  return `sha256:${documentDigest(descriptor).toString('hex')}`;
}
