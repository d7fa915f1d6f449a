/** An exchange whose keys the test holds: it runs no gateway, signs by hand and calls a real one over its own mutual TLS. */
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
import type { Signer } from '@selat/sdk/keys';
import type { TlsIdentity } from '../../src/federation/transport/index.js';
import { random } from '../federation/transport-fixture.js';

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

/** Signers by purpose, each in the order of the signers list: Ed25519 first. */
export type HandKeys = Readonly<Record<'identity' | 'document' | 'receipt', readonly Signer[]>>;

/** What a hand-driven exchange consists of. */
export interface HandParts {
  readonly exchange: string;
  /** `sha256:<hex>` of the first descriptor. */
  readonly fingerprint: string;
  readonly descriptor: JwsJson;
  readonly tls: TlsIdentity;
  readonly caPem: string;
  /** PEM of the key of the operator CA. */
  readonly caKeyPem: string;
  readonly keys: HandKeys;
}

export class HandPeer {
  readonly made: HandParts;
  /** Document digest of the agreement in force with the gateway; documents for it alone pin this one. */
  agreement: Buffer | undefined;

  /** Use `makeHandPeer`. */
  constructor(made: HandParts) {
    this.made = made;
  }

  get exchange(): string {
    return this.made.exchange;
  }

  get descriptor(): JwsJson {
    return this.made.descriptor;
  }

  get tls(): TlsIdentity {
    return this.made.tls;
  }

  signers(purpose: keyof HandKeys): readonly Signer[] {
    return this.made.keys[purpose];
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
    const { role = 'issuer', awaited, signers = this.signers(purpose as keyof HandKeys) } = options;
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
