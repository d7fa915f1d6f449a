/** The suite's own exchanges: names, keys, TLS material and descriptors. */
import { createHash } from 'node:crypto';
import { SCHEMA } from '@selat/proto/schema.js';
import { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import {
  type Algorithm,
  documentDigest,
  generateKey,
  type Letter,
  makeTlsIdentity,
  type SuiteKey,
  signLetter,
  type TlsIdentity,
} from '../wire/index.js';

/** Version of the protocol that the suite's own peers speak. */
export const PROTOCOL = '1.0.0-draft.1';

/** Clock and randomness of a run. */
export interface World {
  /** Time of subject and suite, milliseconds since 1970; a harness may have moved it ahead of the wall's. */
  readonly now: () => number;
  /** Time of this machine, milliseconds since 1970: what deadlines of calls and waits count by. */
  readonly wall: () => number;
  readonly random: (bytes: number) => Buffer;
}

/** Peers with keys, an endpoint and a descriptor of their own. */
export const OWN_PEERS = ['good', 'rogue', 'newcomer', 'unknown'] as const;
export type OwnPeerName = (typeof OWN_PEERS)[number];

/**
 * Who calls: `good` and `rogue` have an agreement with the subject, `newcomer` is pinned without one, `unknown` is not
 * pinned, `anonymous` shows no certificate, `impostor` shows one of the CA of `good` that no descriptor pins.
 */
export const PEER_NAMES = [...OWN_PEERS, 'anonymous', 'impostor'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** Keys by what they sign; `spare` is a document key that cases revoke, `stranger` one that nobody registered. */
export type KeyRole = 'identity' | 'document' | 'spare' | 'receipt' | 'log' | 'stranger';
export type PeerKeys = Readonly<Record<KeyRole, readonly SuiteKey[]>>;

/** One exchange of the suite. */
export interface SuitePeer {
  readonly name: OwnPeerName;
  readonly exchange: string;
  readonly keys: PeerKeys;
  readonly tls: TlsIdentity;
}

/** Algorithms that each peer signs with, in the order of its signatures. */
const ALGORITHMS: Readonly<Record<OwnPeerName, readonly Algorithm[]>> = {
  good: ['Ed25519', 'SGD_SM3_SM2'],
  rogue: ['Ed25519'],
  newcomer: ['Ed25519', 'ES256'],
  unknown: ['Ed25519'],
};

const KEY_ROLES: readonly KeyRole[] = ['identity', 'document', 'spare', 'receipt', 'log', 'stranger'];
const PURPOSES: Readonly<Partial<Record<KeyRole, string>>> = {
  identity: 'identity',
  document: 'document',
  spare: 'document',
  receipt: 'receipt',
};
const DESCRIPTOR = 'selat.v1.ExchangeDescriptor';

/** Makes one exchange of the suite. */
export async function makePeer(name: OwnPeerName, { now, random }: World): Promise<SuitePeer> {
  const exchange = `${name}.suite.example`;
  const [tls, keys] = await Promise.all([
    makeTlsIdentity(exchange, now(), random),
    keysBy(() => Promise.all(ALGORITHMS[name].map(generateKey))),
  ]);
  return { name, exchange, keys, tls };
}

/** Gathers the keys of every role. */
export async function keysBy(of: (role: KeyRole) => Promise<readonly SuiteKey[]>): Promise<PeerKeys> {
  const [identity, document, spare, receipt, log, stranger] = await Promise.all([
    of('identity'),
    of('document'),
    of('spare'),
    of('receipt'),
    of('log'),
    of('stranger'),
  ]);
  return { identity, document, spare, receipt, log, stranger };
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
