/** Numbers of persons. Normative text: docs/spec/ledger.md, LGR-1. */
import { SelatError } from '@selat/sdk/errors';
import type { PartyId } from '@selat/sdk/model';

/** Most persons that a fact can state: counts are int32 in FlowFacts. */
export const MOST_PERSONS = 2_147_483_647;

/** Distinct persons, each in one of the two. */
export interface Persons {
  /** Without sensitive data. */
  readonly ordinary: number;
  /** With sensitive data. */
  readonly sensitive: number;
}

export const NOBODY: Persons = { ordinary: 0, sensitive: 0 };

export function add(a: Persons, b: Persons): Persons {
  return { ordinary: a.ordinary + b.ordinary, sensitive: a.sensitive + b.sensitive };
}

export function subtract(a: Persons, b: Persons): Persons {
  return { ordinary: a.ordinary - b.ordinary, sensitive: a.sensitive - b.sensitive };
}

export function isNobody({ ordinary, sensitive }: Persons): boolean {
  return ordinary === 0 && sensitive === 0;
}

/**
 * Requires sums that a fact can state.
 * @param what names the act in the error: `reserve in the ledger of ...`
 * @throws SelatError LEDGER_BELOW_ZERO, LEDGER_TOO_MANY
 */
export function requireCountable(what: string, provider: PartyId, year: number, sums: Persons): void {
  for (const [which, sum] of Object.entries(sums) as [keyof Persons, number][]) {
    if (sum < 0) throw belowZero(what, { provider, year, which, sum });
    if (sum <= MOST_PERSONS && Number.isSafeInteger(sum)) continue;
    const message = `cannot ${what} of ${provider} for ${year}: ${which} would be ${sum}, more than ${MOST_PERSONS}`;
    const facts = { provider, year: String(year), which, persons: String(sum), most: String(MOST_PERSONS) };
    throw new SelatError('LEDGER_TOO_MANY', message, facts);
  }
}

/** @param sum that which would be below zero: ordinary, sensitive, or what counts under an instrument */
export function belowZero(
  what: string,
  { provider, year, which, sum }: { provider: PartyId; year: number; which: string; sum: number },
): SelatError {
  const facts = { provider, year: String(year), which, persons: String(sum) };
  const message = `cannot ${what} of ${provider} for ${year}: ${which} would be ${sum}, below zero`;
  return new SelatError('LEDGER_BELOW_ZERO', message, facts);
}
