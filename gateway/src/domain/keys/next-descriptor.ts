/** Drafts of the next own descriptor: what the identity keys are asked to sign. Pure. */

import { CODECS } from '@selat/proto/schema.js';
import type { DescriptorKey, ExchangeDescriptor as WireDescriptor } from '@selat/proto/selat/v1/identity.js';
import { checkCanonical, newHead } from '@selat/sdk/document';
import { kidOf, type PublicKey, parsePublicKey, type Random } from '@selat/sdk/keys';
import { toNoteKey, toVkey } from '@selat/sdk/log';
import type { Authority, Instant } from '@selat/sdk/model';
import type { OwnDescriptor } from './ports.js';

export const DESCRIPTOR_TYPE = 'selat.v1.ExchangeDescriptor';

/**
 * How long a key that another one replaces stays good for documents on their way, milliseconds. It also bounds how long
 * a draft waits for its signatures, and how long other processes of the exchange may lack the new key.
 */
export const OVERLAP_MS = 7 * 86_400_000;

/** Most keys that are listed for the sake of old documents only; a descriptor holds 64 in all. */
const MAX_RETIRED = 40;

/** One change of the own descriptor. */
export type DescriptorChange =
  | {
      readonly kind: 'replace-keys';
      readonly purpose: string;
      readonly keys: readonly PublicKey[];
      readonly origin: string;
    }
  | { readonly kind: 'add-pin'; readonly pin: string; readonly current: string }
  | { readonly kind: 'drop-pin'; readonly pin: string }
  | {
      readonly kind: 'list-authority';
      readonly id: string;
      /** Absent = as they are. */
      readonly names: Authority['names'] | undefined;
      readonly keys: readonly PublicKey[];
    }
  | {
      readonly kind: 'drop-authority';
      readonly id: string /** Absent = all of it. */;
      readonly kid: string | undefined;
    };

/** @returns canonical payload of the descriptor that follows `own` */
export function draftDescriptor(own: OwnDescriptor, change: DescriptorChange, now: Instant, random: Random): Buffer {
  const before = CODECS[DESCRIPTOR_TYPE]?.decode(own.document.payload) as WireDescriptor;
  const { env, issuer } = own.descriptor.head;
  const next: WireDescriptor = {
    ...applied(before, change, now),
    head: newHead({ env, issuer, audience: [], issuedAt: now }, random),
    sequence: before.sequence + 1n,
    previousDigest: Buffer.from(own.digest, 'hex'),
  };
  const payload = Buffer.from(CODECS[DESCRIPTOR_TYPE]?.encode(next).finish() ?? []);
  checkCanonical(DESCRIPTOR_TYPE, payload);
  return payload;
}

function applied(before: WireDescriptor, change: DescriptorChange, now: Instant): WireDescriptor {
  if (change.kind === 'replace-keys') return withKeys(before, change, now);
  if (change.kind === 'list-authority' || change.kind === 'drop-authority') return withAuthorities(before, change);
  const { tls } = before;
  if (tls === undefined) return before;
  const pin = Buffer.from(change.pin, 'hex');
  // Two pins are enough: what is presented, and what comes next.
  const kept = tls.pins.filter((known) =>
    change.kind === 'drop-pin' ? !known.equals(pin) : known.toString('hex') === change.current,
  );
  return { ...before, tls: { ...tls, pins: change.kind === 'drop-pin' ? kept : [...kept, pin] } };
}

function withAuthorities(
  before: WireDescriptor,
  change: DescriptorChange & { kind: 'list-authority' | 'drop-authority' },
): WireDescriptor {
  const { authorities, jurisdiction } = before;
  const others = authorities.filter(({ id }) => id !== change.id);
  const known = authorities.find(({ id }) => id === change.id) ?? { id: change.id, names: [], jurisdiction, keys: [] };
  if (change.kind === 'drop-authority') {
    if (change.kid === undefined) return { ...before, authorities: others };
    const kept = known.keys.filter((key) => wireKid(key) !== change.kid);
    return { ...before, authorities: [...others, { ...known, keys: kept }] };
  }
  const added = change.keys.map((key) => ({ purpose: 'document', key, notBeforeMs: 0n, notAfterMs: 0n }));
  const names = change.names === undefined ? known.names : [...change.names];
  return { ...before, authorities: [...others, { ...known, names, keys: [...known.keys, ...added] }] };
}

/** The new key takes the place of the one of its algorithm, which moves to the end of the list and gets an end. */
function withKeys(
  before: WireDescriptor,
  { purpose, keys, origin }: DescriptorChange & { kind: 'replace-keys' },
  now: Instant,
): WireDescriptor {
  const end = BigInt(now + OVERLAP_MS);
  const isReplaced = (key: DescriptorKey) =>
    key.purpose === purpose && key.notAfterMs === 0n && keys.some(({ alg }) => alg === key.key?.alg);
  const stated = before.keys.flatMap((known): DescriptorKey[] => {
    const replacement = isReplaced(known) ? keys.find(({ alg }) => alg === known.key?.alg) : undefined;
    if (replacement === undefined) return known.notAfterMs === 0n ? [known] : [];
    return [{ purpose, key: replacement, notBeforeMs: 0n, notAfterMs: 0n }];
  });
  const ended = [
    ...before.keys.filter(isReplaced).map((known) => ({ ...known, notAfterMs: end })),
    ...before.keys.filter(({ notAfterMs }) => notAfterMs !== 0n),
  ];
  const [logKey] = purpose === 'log' ? keys : [];
  return {
    ...before,
    keys: [...stated, ...ended.slice(0, MAX_RETIRED)],
    logs: before.logs.map((log) =>
      logKey !== undefined && log.origin === origin
        ? { ...log, vkey: toVkey(toNoteKey(origin, 'Ed25519', logKey.raw)) }
        : log,
    ),
  };
}

/** Thumbprint of a key as it stands in a message. */
export function wireKid({ key }: DescriptorKey): string {
  return key === undefined ? '' : kidOf(parsePublicKey(key.alg, key.raw));
}
