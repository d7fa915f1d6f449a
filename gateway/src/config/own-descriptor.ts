/** The own descriptor where no key is opened: for checks and restores. */
import type { ExchangeDescriptor as WireDescriptor } from '@selat/proto/selat/v1/identity.js';
import { gate, parseJwsText } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type NoteKey, parseVkey, toNoteKey } from '@selat/sdk/log';
import { type ExchangeDescriptor, parseExchangeDescriptor } from '@selat/sdk/model';

/** It was read before; the clock does not matter any more. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/** Reads a descriptor without verifying its signatures. @throws SelatError JWS_MALFORMED and reasons of the gate */
export function parseDescriptorText(text: string, env: string): ExchangeDescriptor {
  return parseExchangeDescriptor(gate<WireDescriptor>(parseJwsText(text), { env, now: ANY_TIME }).message);
}

/** The key of a log as the descriptor states it. @param file names the descriptor @throws SelatError CONFIG_INVALID */
export function logKeyIn(descriptor: ExchangeDescriptor, origin: string, file: string): NoteKey {
  const log = descriptor.logs.find((each) => each.origin === origin);
  if (log !== undefined) return parseVkey(log.vkey);
  const message = `cannot check log ${origin}: the descriptor in ${file} does not state it`;
  throw new SelatError('CONFIG_INVALID', message, { origin, file });
}

/** Every key with which the exchange signed heads of its log, the present one among them: an old head may be in place. */
export function formerLogKeysIn({ keys }: ExchangeDescriptor, origin: string): readonly NoteKey[] {
  return keys.filter(({ purpose }) => purpose === 'log').map(({ raw }) => toNoteKey(origin, 'Ed25519', raw));
}
