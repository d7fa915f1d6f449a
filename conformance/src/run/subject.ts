/** What a run knows of the implementation under test. */

import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import { documentDigest, isAlgorithm, kidOf, openDocument, type PublicKey, toDocument } from '../wire/index.js';

/** The exchange under test, from its own signed descriptor. */
export interface Subject {
  readonly exchange: string;
  readonly env: string;
  /** `host:port` of its FederationService. */
  readonly address: string;
  readonly caPem: string;
  /** Document digest of its descriptor. */
  readonly fingerprint: Buffer;
  readonly protocol: string;
  /** Origins of its logs. */
  readonly logOrigins: readonly string[];
  /** Keys by purpose, in the order of the signers list. */
  readonly keys: (purpose: string) => readonly PublicKey[];
}

/** Arguments of a verb, by the names of the table of verbs. */
export type VerbArguments = Readonly<Record<string, string>>;

/**
 * What the operator of the subject does for a case.
 * @returns document digest in hex of what came of it, where a case can ask for that
 */
export type Operator = (verb: string, args: VerbArguments) => Promise<string | undefined>;

/** Reads a descriptor as operators hand it over. @throws SyntaxError where it is no JSON */
export function parseDescriptorJws(text: string): SignedDocument {
  const jws: unknown = JSON.parse(text);
  const member = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
  const bytes = (value: unknown, name: string) => Buffer.from(String(member(value, name)), 'base64url');
  const signatures = member(jws, 'signatures');
  const parts = Array.isArray(signatures) ? signatures : [];
  return toDocument({
    type: 'selat.v1.ExchangeDescriptor',
    payload: bytes(jws, 'payload'),
    signatures: parts.map((part: unknown) => ({
      header: {},
      headerBytes: bytes(part, 'protected'),
      signature: bytes(part, 'signature'),
    })),
  });
}

/**
 * Reads the subject's descriptor, General JWS JSON, and verifies it with its own identity keys.
 * @throws BadDocument
 */
export async function readSubject(descriptorJson: string): Promise<Subject> {
  const document = parseDescriptorJws(descriptorJson);
  const message = ExchangeDescriptor.decode(document.payload);
  const stated = await Promise.all(
    message.keys.map(async ({ purpose, key }) => {
      const { alg = '', raw = Buffer.alloc(0) } = key ?? {};
      if (!isAlgorithm(alg)) throw new Error(`the descriptor of ${message.id} has a key with algorithm ${alg}`);
      return { purpose, alg, raw, kid: await kidOf(alg, raw) };
    }),
  );
  const keys = (purpose: string): readonly PublicKey[] => stated.filter((key) => key.purpose === purpose);
  openDocument(document, { id: message.id, role: 'issuer', keys: keys('identity') });
  return {
    exchange: message.id,
    env: message.head?.env ?? '',
    address: message.endpoints?.federation ?? '',
    caPem: message.tls?.caCertificatePem ?? '',
    fingerprint: documentDigest(document),
    protocol: message.protocolVersions[0] ?? '',
    logOrigins: message.logs.map(({ origin }) => origin),
    keys,
  };
}
