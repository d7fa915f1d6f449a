/** How long the word of an attestation counts: a pure function of what is known of it and of the day. */
import type { Attestation, DigestHex, Instant, PartyId } from '../../model/index.js';
import type { Day } from '../language/days.js';
import type { AttesterRole } from './instrument-rules.js';

/** An accepted attestation, with the withdrawal that ends it. */
export interface KnownAttestation {
  readonly digest: DigestHex;
  readonly attestation: Attestation;
  /** Role of its first signature. */
  readonly role: AttesterRole;
  /** When its effect ends or ended; absent = nobody withdrew it. */
  readonly withdrawnAt?: Instant;
}

/** Why nothing may stand on an attestation any more. */
export interface Lapse {
  readonly why: 'WITHDRAWN' | 'SUPERSEDED' | 'EXPIRED';
  /** The attestation that lapsed; where another took its place, that one. */
  readonly digest: DigestHex;
  /** Last day of validity; with EXPIRED only. */
  readonly on?: Day;
}

/**
 * Two attestations are about the same thing where attester, instrument, regime, subject and reference number are equal; the
 * later one takes the place of the earlier. [ATT-6]
 */
export function isSameThing(a: Attestation, b: Attestation): boolean {
  return thingOf(a) === thingOf(b);
}

function thingOf({ head, instrument, regime, subject, reference }: Attestation): string {
  return JSON.stringify([head.issuer, instrument, regime, subject.kind, subject.id, subject.digest, reference]);
}

/** Whether `a` was made after `b`; of one millisecond the greater digest counts as later, everywhere. */
function isLater(a: KnownAttestation, b: KnownAttestation): boolean {
  const [at, bt] = [a.attestation.head.issuedAt, b.attestation.head.issuedAt];
  return at === bt ? a.digest > b.digest : at > bt;
}

/** The newest attestation about the same thing; the given one where no later is known. */
export function newestOf(one: KnownAttestation, known: readonly KnownAttestation[]): KnownAttestation {
  return known
    .filter(({ attestation }) => isSameThing(attestation, one.attestation))
    .reduce((newest, next) => (isLater(next, newest) ? next : newest), one);
}

/**
 * Whether what stands on an attestation has lost its ground, and why. A later attestation about the same thing that says no
 * less keeps it. [ATT-7]
 * @param now decides on withdrawals
 * @param day decides on last days, in the days of the regime
 */
export function findLapse(
  one: KnownAttestation,
  known: readonly KnownAttestation[],
  now: Instant,
  day: Day,
): Lapse | undefined {
  const newest = newestOf(one, known);
  if (newest.digest !== one.digest) {
    if (!saysNoLess(newest.attestation, one.attestation)) return { why: 'SUPERSEDED', digest: newest.digest };
  }
  if (newest.withdrawnAt !== undefined && newest.withdrawnAt <= now) return { why: 'WITHDRAWN', digest: newest.digest };
  const { expiresOn } = newest.attestation;
  if (expiresOn === undefined || day <= expiresOn) return undefined;
  return { why: 'EXPIRED', digest: newest.digest, on: expiresOn };
}

/** Whether every decision that could count `before` can count `next` in its place: only dates may be later. */
export function saysNoLess(next: Attestation, before: Attestation): boolean {
  return (
    next.status === before.status &&
    next.conclusion === before.conclusion &&
    next.comparableStandard === before.comparableStandard &&
    next.effectiveOn === before.effectiveOn &&
    isNoEarlier(next.expiresOn, before.expiresOn) &&
    next.changes.every((change) => before.changes.includes(change)) &&
    coversNoLess(next.scope, before.scope)
  );
}

type Scope = Attestation['scope'];

function coversNoLess(next: Scope, before: Scope): boolean {
  const lists = ['purposes', 'methods', 'categories', 'recipients', 'countries'] as const;
  return (
    lists.every((part) => isNoShorter(next[part], before[part])) &&
    isNoLower(next.maxIndividuals, before.maxIndividuals) &&
    isNoLower(next.retentionMonths, before.retentionMonths) &&
    (next.onwardAllowed === before.onwardAllowed || next.onwardAllowed === 'yes')
  );
}

/** An empty list does not limit. */
function isNoShorter(next: readonly PartyId[], before: readonly string[]): boolean {
  return next.length === 0 || (before.length > 0 && before.every((item) => next.includes(item)));
}

function isNoLower(next: number | undefined, before: number | undefined): boolean {
  return next === undefined || (before !== undefined && before <= next);
}

function isNoEarlier(next: Day | undefined, before: Day | undefined): boolean {
  return next === undefined || (before !== undefined && before <= next);
}
