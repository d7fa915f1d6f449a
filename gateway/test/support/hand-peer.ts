/** An exchange whose keys the test holds: it runs no gateway, signs by hand and calls a real one over its own mutual TLS. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODECS, SCHEMA } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import {
  type AwaitedSigner,
  countersign,
  documentDigest,
  type Head,
  type JwsJson,
  newHead,
  offerDocument,
  parseJwsJson,
  signDocument,
} from '@selat/sdk/document';
import { parseAlgorithm, type Signer } from '@selat/sdk/keys';
import { certificatePin } from '@selat/sdk/keys/certificates';
import { type NewNode, nodePaths } from '../../src/config/index.js';
import type { TlsIdentity } from '../../src/federation/transport/index.js';
import { type Keystore, openKeystore, type SigningPurpose } from '../../src/signing/index.js';
import { random } from '../federation/transport-fixture.js';
import { PASSPHRASE } from './running-node.js';

/** What differs from a plain document to the one gateway under test. */
export interface HandOptions {
  readonly head?: Partial<Head>;
  /** `everyone` leaves the audience empty; absent = the gateway alone. */
  readonly to?: 'everyone';
  readonly signers?: readonly Signer[];
  readonly role?: string;
  readonly awaited?: readonly AwaitedSigner[];
}

/** The exchange that every hand-made document is for, unless a test says otherwise. */
export const SUBJECT = 'my.example';

export class HandPeer {
  readonly made: NewNode;
  readonly exchange: string;
  readonly descriptor: JwsJson;
  readonly tls: TlsIdentity;
  readonly caPem: string;
  /** PEM of the key of the operator CA. */
  readonly caKeyPem: string;
  readonly online: Keystore;
  readonly #identity: readonly Signer[];
  readonly #signers: ReadonlyMap<string, readonly Signer[]>;
  /** Document digest of the agreement in force with the gateway; documents for it alone pin this one. */
  agreement: Buffer | undefined;

  /** Use `openHandPeer`. */
  constructor(made: NewNode, descriptor: JwsJson, tls: TlsIdentity, caPem: string, keys: [Keystore, Keystore]) {
    const [online, offline] = keys;
    const caEntry = offline.entries().find(({ purpose }) => purpose === 'tls');
    this.made = made;
    this.exchange = made.exchange;
    this.descriptor = descriptor;
    this.tls = tls;
    this.caPem = caPem;
    this.caKeyPem = offline.tlsKeyFor(caEntry?.kid ?? '');
    this.online = online;
    this.#identity = offline
      .entries()
      .flatMap(({ purpose, kid }) => (purpose === 'tls' ? [] : [offline.signerOf(kid)]));
    this.#signers = new Map([
      ['document', signersOf(online, 'document')],
      ['receipt', signersOf(online, 'receipt')],
    ]);
  }

  /** Signers of a purpose; `identity` are those of the offline keystore. */
  signers(purpose: 'document' | 'receipt' | 'identity'): readonly Signer[] {
    return purpose === 'identity' ? this.#identity : (this.#signers.get(purpose) ?? []);
  }

  /** A fresh head, issued now. */
  head({ head = {}, to }: HandOptions = {}, type = ''): Head {
    const isPlain = to === undefined && SCHEMA[type]?.document?.beforeAgreement !== true;
    const audience = to === 'everyone' ? [] : [SUBJECT];
    const pin = isPlain && this.agreement !== undefined ? { agreementDigest: this.agreement } : {};
    return {
      env: 'SANDBOX',
      issuer: this.exchange,
      audience,
      issuedAt: Date.now(),
      nonce: random(16),
      ...pin,
      ...head,
    };
  }

  /** Signs a message with every key of its purpose, or offers it where signatures are awaited. */
  sign(type: string, message: object, options: HandOptions = {}): Promise<SignedDocument> {
    const purpose = SCHEMA[type]?.document?.signers[0]?.keyPurpose ?? 'document';
    const { role = 'issuer', awaited, signers = this.signers(purpose as 'document') } = options;
    const { nonce, ...head } = this.head(options, type);
    const draft = {
      type,
      message: { ...message, head: { ...newHead(head, random), nonce } },
      signers: signers.map((signer) => ({ id: this.exchange, role, signer })),
    };
    return awaited === undefined ? signDocument(draft) : offerDocument({ ...draft, awaited });
  }

  /** Signs as acceptor what the gateway offered. @param at milliseconds since 1970 */
  countersign(offered: SignedDocument, at = Date.now()): Promise<SignedDocument> {
    const iat = Math.floor(at / 1000);
    return countersign(offered, { id: this.exchange, role: 'acceptor', signers: this.signers('document'), iat });
  }
}

/** In the order of the signers list: Ed25519 first. */
function signersOf(keystore: Keystore, purpose: SigningPurpose): readonly Signer[] {
  const algorithms = keystore.entries().flatMap((entry) => (entry.purpose === purpose ? [entry.alg] : []));
  return algorithms.sort().map((alg) => keystore.signerFor(purpose, parseAlgorithm(alg)));
}

const opened = new Map<string, Promise<HandPeer>>();

/** Opens the keys of a made node, once: each opening costs two key derivations. */
export function openHandPeer(made: NewNode): Promise<HandPeer> {
  const known = opened.get(made.dir) ?? openOnce(made);
  opened.set(made.dir, known);
  return known;
}

async function openOnce(made: NewNode): Promise<HandPeer> {
  const read = (path: string) => readFile(path, 'utf8');
  const descriptor = JSON.parse(await read(nodePaths(made.dir).descriptor));
  const [caPem, certPem] = [
    await read(join(made.dir, 'tls', 'ca.pem')),
    await read(join(made.dir, 'tls', 'gateway.pem')),
  ];
  const online = await openKeystore(join(made.dir, 'keys'), PASSPHRASE, random);
  const offline = await openKeystore(made.offline, PASSPHRASE, random);
  const tls = { certPem, keyPem: online.tlsKeyFor(certificatePin(certPem)) };
  return new HandPeer(made, descriptor, tls, caPem, [online, offline]);
}

/** Document digest. */
export function digestOf({ type, payload }: SignedDocument): Buffer {
  return documentDigest(type, payload);
}

/** The digest as the back office writes it. */
export function nameOf(document: SignedDocument): string {
  return `sha256:${digestOf(document).toString('hex')}`;
}

/** The message of a document that passed the codec once. */
export function messageOf<M>({ type, payload }: SignedDocument): M {
  return CODECS[type]?.decode(payload) as M;
}

export { parseJwsJson };
