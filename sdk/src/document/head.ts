import type { DocumentHead } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import type { Instant, Random } from '../keys/index.js';
import type { Digest } from './digests.js';

/** The first field of every document, narrowed. [DOC-14] */
export interface Head {
  /** `SANDBOX` or `LIVE`. */
  readonly env: string;
  /** Party whose signature comes first. */
  readonly issuer: string;
  /** Exchanges that may receive the document; empty = any peer of the issuer. */
  readonly audience: readonly string[];
  readonly issuedAt: Instant;
  /** 16 bytes. */
  readonly nonce: Buffer;
  /** Document digest of the agreement in force; absent unless the audience is exactly one peer. [AGR-5] */
  readonly agreementDigest?: Digest;
}

/** Whether the value has the shape that generated code decodes a head to. */
function isDocumentHead(value: unknown): value is DocumentHead {
  return typeof value === 'object' && value !== null && 'issuedAtMs' in value && 'nonce' in value;
}

/**
 * Narrows the head of a decoded document that `checkCanonical` let pass.
 * @throws SelatError DOCUMENT_MALFORMED where the message has none
 */
export function parseHead(message: unknown): Head {
  const head = typeof message === 'object' && message !== null && 'head' in message ? message.head : undefined;
  if (!isDocumentHead(head)) throw new SelatError('DOCUMENT_MALFORMED', 'cannot read document: it has no head');
  const { env, issuer, audience, issuedAtMs, nonce, agreementDigest } = head;
  const narrowed = { env, issuer, audience, issuedAt: Number(issuedAtMs), nonce };
  return agreementDigest.length === 0 ? narrowed : { ...narrowed, agreementDigest };
}

/** Turns a head into the generated form. */
export function toHead({ env, issuer, audience, issuedAt, nonce, agreementDigest }: Head): DocumentHead {
  return {
    env,
    issuer,
    audience: [...audience],
    issuedAtMs: BigInt(issuedAt),
    nonce,
    agreementDigest: agreementDigest ?? Buffer.alloc(0),
  };
}

/** Makes the head of a new document with a nonce of its own. */
export function newHead(head: Omit<Head, 'nonce'>, random: Random): DocumentHead {
  return toHead({ ...head, nonce: random(16) });
}
