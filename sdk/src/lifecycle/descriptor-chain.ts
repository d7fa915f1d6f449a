/** How one descriptor follows another. Rules: docs/spec/identity.md, IDN-3 and IDN-11. */
import { SelatError } from '../errors/index.js';
import type { DigestHex, ExchangeDescriptor } from '../model/index.js';

/** Keys that sign the next descriptor: identity keys which the descriptor states without an end. [IDN-11] */
export function identityKidsOf({ keys }: ExchangeDescriptor): ReadonlySet<string> {
  const lasting = keys.filter(({ purpose, notAfter }) => purpose === 'identity' && notAfter === undefined);
  return new Set(lasting.map(({ kid }) => kid));
}

/** How many distinct identity keys of `descriptor` are among those that signed. */
export function countIdentityKeys(descriptor: ExchangeDescriptor, kids: readonly string[]): number {
  const identity = identityKidsOf(descriptor);
  return new Set(kids.filter((kid) => identity.has(kid))).size;
}

/** What follows, and what it must follow. */
export interface Succession {
  readonly before: ExchangeDescriptor;
  readonly beforeDigest: DigestHex;
  readonly next: ExchangeDescriptor;
  /** Keys whose signatures over `next` were verified. */
  readonly kids: readonly string[];
}

/**
 * Checks that a descriptor is the next one of its chain, under the threshold of the one before it.
 * @throws SelatError PREDECESSOR_MISSING, DESCRIPTOR_SEQUENCE, DESCRIPTOR_UNTRUSTED
 */
export function requireNextDescriptor({ before, beforeDigest, next, kids }: Succession): void {
  const { id, sequence } = next;
  if (sequence > before.sequence + 1) {
    const message = `cannot follow descriptor ${sequence} of ${id}: the newest known is ${before.sequence}`;
    throw new SelatError('PREDECESSOR_MISSING', message, { peer: id, sequence: String(sequence) });
  }
  if (sequence <= before.sequence) throw outOfSequence(next, `the newest known is ${before.sequence}`);
  if (next.previousDigest !== beforeDigest) throw outOfSequence(next, 'it follows another descriptor');
  const signed = countIdentityKeys(before, kids);
  if (signed >= before.identityThreshold) return;
  const facts = { exchange: id, signed: String(signed), threshold: String(before.identityThreshold) };
  const message = `cannot follow descriptor ${sequence} of ${id}: ${signed} of ${before.identityThreshold} identity keys of the one before signed it`;
  throw new SelatError('DESCRIPTOR_UNTRUSTED', message, facts);
}

function outOfSequence({ id, sequence }: ExchangeDescriptor, why: string): SelatError {
  const message = `cannot follow descriptor ${sequence} of ${id}: ${why}`;
  return new SelatError('DESCRIPTOR_SEQUENCE', message, { exchange: id, sequence: String(sequence), why });
}

/**
 * Checks that the threshold of identity keys signed a revocation. [IDN-12]
 * @throws SelatError DESCRIPTOR_UNTRUSTED
 */
export function requireRevocable(descriptor: ExchangeDescriptor, kid: string, kids: readonly string[]): void {
  const signed = countIdentityKeys(descriptor, kids);
  const { id, identityThreshold } = descriptor;
  if (signed >= identityThreshold) return;
  const facts = { exchange: id, kid, signed: String(signed), threshold: String(identityThreshold) };
  const message = `cannot revoke key ${kid} of ${id}: ${signed} of ${identityThreshold} identity keys signed the revocation`;
  throw new SelatError('DESCRIPTOR_UNTRUSTED', message, facts);
}
