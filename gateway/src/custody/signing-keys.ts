/** Which keys sign now: those that the newest descriptor states, that are not revoked, and that this node holds. */
import { SelatError } from '@selat/sdk/errors';
import type { Signer } from '@selat/sdk/keys';
import { type NoteKey, toNoteKey } from '@selat/sdk/log';
import type { ExchangeDescriptor, Instant, RegisteredKey } from '@selat/sdk/model';
import { algorithmsOf, isInForce } from '../domain/keys/stated-keys.js';
import type { LogKey } from '../log/index.js';
import type { KeyCustody } from '../signing/index.js';

/** What the choice is made from. */
export interface KeyFacts {
  readonly descriptor: ExchangeDescriptor;
  /** Own keys that were revoked. */
  readonly revoked: ReadonlySet<string>;
  readonly custody: KeyCustody;
  /** C2SP origin of the own log. */
  readonly origin: string;
  readonly now: Instant;
}

/** Signers of each purpose, in the order of every signers list. [DOC-7] */
export interface SigningKeys {
  readonly document: readonly Signer[];
  readonly receipt: readonly Signer[];
  readonly log: LogKey;
  /** Other keys of the log, newest first. */
  readonly formerLogKeys: readonly NoteKey[];
  /** Keys that the descriptor states as present, and that are not here: another process of this exchange has them. */
  readonly missing: readonly RegisteredKey[];
}

/** @throws SelatError KEY_ABSENT where no key of a purpose can sign */
export function chooseKeys(facts: KeyFacts): SigningKeys {
  const { descriptor, custody, origin, revoked } = facts;
  const held = new Set(custody.entries().map(({ kid }) => kid));
  const log = chooseOne(facts, held, 'log', 'Ed25519');
  const noteKey = ({ raw }: RegisteredKey) => toNoteKey(origin, 'Ed25519', raw);
  const others = descriptor.keys.filter(({ purpose, kid }) => purpose === 'log' && kid !== log.kid);
  return {
    document: algorithmsOf(descriptor, 'document', facts.now).map((alg) => signerOf(facts, held, 'document', alg)),
    receipt: algorithmsOf(descriptor, 'receipt', facts.now).map((alg) => signerOf(facts, held, 'receipt', alg)),
    log: { key: noteKey(log), signer: custody.signerOf(log.kid) },
    formerLogKeys: others.map(noteKey),
    missing: descriptor.keys.filter(
      ({ purpose, kid, notAfter }) =>
        purpose !== 'identity' && notAfter === undefined && !held.has(kid) && !revoked.has(kid),
    ),
  };
}

function signerOf(facts: KeyFacts, held: ReadonlySet<string>, purpose: string, alg: string): Signer {
  return facts.custody.signerOf(chooseOne(facts, held, purpose, alg).kid);
}

/** The first that stays; where it is not here yet, one that leaves soon. */
function chooseOne(
  { descriptor, revoked, now }: KeyFacts,
  held: ReadonlySet<string>,
  purpose: string,
  alg: string,
): RegisteredKey {
  const usable = descriptor.keys.filter((key) => {
    const fits = key.purpose === purpose && key.alg === alg && isInForce(key, now);
    return fits && held.has(key.kid) && !revoked.has(key.kid);
  });
  const chosen = usable.find(({ notAfter }) => notAfter === undefined) ?? usable[0];
  if (chosen !== undefined) return chosen;
  const wanted = `${purpose} with ${alg}`;
  const message = `cannot sign as ${descriptor.id}: no ${purpose} key of ${alg} is in force and in this keystore`;
  throw new SelatError('KEY_ABSENT', message, { wanted, exchange: descriptor.id });
}
