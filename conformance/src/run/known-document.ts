/** Documents of a case by name: those that the suite makes, and those that the subject pushed. */
import { codecOf } from '@selat/proto/schema.js';
import { documentDigest, type Letter } from '../wire/index.js';
import type { Json } from './changes.js';
import type { PeerName } from './peer.js';

/** One document that steps can name. */
export interface KnownDocument {
  readonly letter: Letter;
  /** Peer that made it, or that it was pushed to. */
  readonly by: PeerName;
}

/** Its document digest, 32 bytes. */
export function digestOf({ letter }: KnownDocument): Buffer {
  return documentDigest(letter);
}

/** Its message in JSON form. @throws Error where its type is no message of the protocol */
export function jsonOf({ letter }: KnownDocument): { [name: string]: Json } {
  const codec = codecOf(letter.type);
  if (codec === undefined) throw new Error(`${letter.type} is no message of the protocol`);
  const json: Json = JSON.parse(JSON.stringify(codec.toJSON(codec.decode(letter.payload))));
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error(`${letter.type} has no JSON object`);
  return json;
}
