/** The own keys as they stand. */
import type { ExchangeDescriptor, Instant, RegisteredKey } from '@selat/sdk/model';
import type { Reader } from '../ports.js';
import type { KeyRow } from '../rows.js';
import type { ExpiringKey, KeyState, KeyView } from './key-views.js';
import type { CertificateFacts, OwnKeys } from './ports.js';

const DAY_MS = 86_400_000;

/** Whole days from `now` to an instant, rounded down; negative once it has passed. */
function daysUntil(instant: Instant, now: Instant): number {
  return Math.floor((instant - now) / DAY_MS);
}

/** Lists every own key: what the newest descriptor states, what was revoked, what is prepared, certificates and their CA. */
export async function listKeys(
  reader: Reader,
  keys: OwnKeys,
  now: Instant,
  warnDays: number,
): Promise<readonly KeyView[]> {
  const { descriptor } = keys.own();
  const rows = new Map((await reader.listKeys(descriptor.id)).map((row) => [row.kid, row]));
  const held = new Map(keys.held().map((key) => [key.kid, key]));
  const stated = descriptor.keys.map((key) => toKeyView(key, rows.get(key.kid), held.has(key.kid), now));
  const known = new Set([...descriptor.keys.map(({ kid }) => kid), ...keys.certificates().map(({ pin }) => pin)]);
  const spare = keys.held().filter(({ kid }) => !known.has(kid) && !rows.has(kid));
  return [
    ...stated,
    ...leftRows(descriptor, [...rows.values()]),
    ...spare.map(({ kid, purpose, alg, createdAt }): KeyView => {
      const advice = `finish or repeat selat key rotate --purpose ${purpose}`;
      return { kid, purpose, algorithm: alg, state: 'prepared', notBefore: createdAt, advice };
    }),
    ...keys.certificates().map((facts) => toCertificateView(facts, descriptor, now, warnDays)),
  ];
}

function toKeyView(key: RegisteredKey, row: KeyRow | undefined, isHeld: boolean, now: Instant): KeyView {
  const { kid, purpose, alg, notBefore, notAfter } = key;
  const state = stateOf(key, row, isHeld, now);
  const since = row?.compromised_since_ms ?? undefined;
  const advice = state === 'missing' ? `copy ${purpose}-${kid}.json from the keystore where it was made` : undefined;
  return {
    ...{ kid, purpose, algorithm: alg, state },
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(notAfter === undefined ? {} : { notAfter, daysLeft: daysUntil(notAfter, now) }),
    ...(since === undefined ? {} : { compromisedSince: since }),
    ...(advice === undefined ? {} : { advice }),
  };
}

function stateOf(
  { purpose, notAfter }: RegisteredKey,
  row: KeyRow | undefined,
  isHeld: boolean,
  now: Instant,
): KeyState {
  if (row?.status === 'revoked') return 'revoked';
  if (notAfter !== undefined) return now < notAfter ? 'retired' : 'expired';
  return purpose === 'identity' || isHeld ? 'active' : 'missing';
}

/** Keys that an earlier descriptor stated. */
function leftRows({ keys }: ExchangeDescriptor, rows: readonly KeyRow[]): readonly KeyView[] {
  const stated = new Set(keys.map(({ kid }) => kid));
  return rows
    .filter(({ kid }) => !stated.has(kid))
    .map(({ kid, purpose, alg, status, not_after_ms: end, compromised_since_ms: since }) => ({
      ...{ kid, purpose, algorithm: alg },
      state: status === 'revoked' ? ('revoked' as const) : ('retired' as const),
      ...(end === null ? {} : { notAfter: end }),
      ...(since === null ? {} : { compromisedSince: since }),
    }));
}

const CERTIFICATE_STATES = { current: 'active', next: 'waiting', previous: 'retired', ca: 'active' } as const;

function toCertificateView(
  { role, pin, notBefore, notAfter }: CertificateFacts,
  { tls }: ExchangeDescriptor,
  now: Instant,
  warnDays: number,
): KeyView {
  const daysLeft = daysUntil(notAfter, now);
  const purpose = role === 'ca' ? 'ca' : 'tls';
  const state = now >= notAfter ? 'expired' : CERTIFICATE_STATES[role];
  const isStated = role === 'ca' || tls.pins.includes(pin);
  const advice = certificateAdvice(role, isStated, daysLeft <= warnDays);
  return {
    ...{ kid: pin, purpose, algorithm: 'RSA', state, notBefore, notAfter, daysLeft },
    ...(advice === undefined ? {} : { advice }),
  };
}

function certificateAdvice(
  role: CertificateFacts['role'],
  isStated: boolean,
  isEndingSoon: boolean,
): string | undefined {
  if (role === 'current' && isEndingSoon) return 'selat key rotate --purpose tls';
  if (role === 'ca' && isEndingSoon) return 'selat key rotate --purpose tls --new-ca';
  if (role === 'next') return isStated ? 'nothing: it is presented when peers know it' : 'install its descriptor';
  return role === 'previous' && isStated ? 'selat key revoke this pin once no peer uses it' : undefined;
}

/** Keys and certificates in use that end within `warnDays`, or have ended; soonest first. */
export function expiring(keys: readonly KeyView[], warnDays: number): readonly ExpiringKey[] {
  return keys
    .flatMap(({ kid, purpose, state, notAfter, daysLeft }) => {
      const isInUse = state === 'active' || (state === 'expired' && (purpose === 'tls' || purpose === 'ca'));
      if (!isInUse || notAfter === undefined || daysLeft === undefined || daysLeft > warnDays) return [];
      return [{ kid, purpose, notAfter, daysLeft }];
    })
    .sort((a, b) => a.notAfter - b.notAfter);
}
