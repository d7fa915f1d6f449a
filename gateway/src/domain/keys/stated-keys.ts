import type { Algorithm } from '@selat/sdk/keys';
import type { ExchangeDescriptor, Instant, RegisteredKey } from '@selat/sdk/model';

/** Whether a key signs at an instant, as its descriptor says. */
export function isInForce({ notBefore, notAfter }: RegisteredKey, now: Instant): boolean {
  return (notBefore ?? 0) <= now && (notAfter === undefined || now < notAfter);
}

/** Algorithms of the keys of one purpose that are in force, in the order of every signers list. [DOC-7] */
export function algorithmsOf({ keys }: ExchangeDescriptor, purpose: string, now: Instant): readonly Algorithm[] {
  const inForce = keys.filter((key) => key.purpose === purpose && isInForce(key, now));
  return [...new Set(inForce.map(({ alg }) => alg))];
}
