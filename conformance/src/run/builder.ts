/** What builders of valid documents share: what they are given, what they make, and the head of a document. */
import type { LetterSigner } from '../wire/index.js';
import type { Json } from './changes.js';
import type { KnownDocument } from './known-document.js';
import type { KeyRole } from './peer.js';
import type { ConnectedPeer, Suite } from './suite.js';

/** What a builder is given. */
export interface BuilderInput {
  readonly suite: Suite;
  readonly peer: ConnectedPeer;
  /** Documents that the new one refers to, in the order of the case file. */
  readonly of: readonly KnownDocument[];
}

/** A message to sign. */
export interface Draft {
  readonly type: string;
  readonly message: Json;
  /** Keys that sign; absent = the document keys. */
  readonly keys?: KeyRole;
  /** Entries of the signers list for those who sign later. */
  readonly awaited?: readonly string[];
  /** A participant that signs beside its exchange. */
  readonly beside?: Omit<LetterSigner, 'iat'>;
}

/** Makes the JSON form of one message. */
export type Builder = (input: BuilderInput) => Draft;

export const DAY_MS = 86_400_000;

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** A head; one for the subject alone pins the agreement, where there is one. */
export function head({ suite, peer }: BuilderInput, to: 'everyone' | 'subject', pins = true): Json {
  const common = {
    env: 'SANDBOX',
    issuer: peer.exchange,
    issuedAtMs: String(suite.world.now()),
    nonce: base64(suite.world.random(16)),
  };
  if (to === 'everyone') return common;
  const audience = [suite.subject.exchange];
  if (!pins || peer.agreement === undefined) return { ...common, audience };
  return { ...common, audience, agreementDigest: base64(peer.agreement) };
}

export function freshId({ suite, peer }: BuilderInput, letter: string): string {
  return `${peer.exchange}/${letter}/x${suite.world.random(8).toString('hex')}`;
}

/** Id of the participant that every peer with an agreement records before the first case. */
export function standingParticipant(exchange: string): string {
  return `${exchange}/p/standing`;
}

/** The document that the builder needs first. */
export function first({ of }: BuilderInput): KnownDocument {
  const [known] = of;
  if (known === undefined) throw new Error('the builder needs the name of another document in `of`');
  return known;
}
