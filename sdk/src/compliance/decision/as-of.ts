/** Which day's law both decisions of a grant apply. [CMP-16] */
import { SelatError } from '../../errors/index.js';
import type { ComplianceDecision, Instant } from '../../model/index.js';
import type { Day } from '../language/days.js';
import type { Pack } from '../pack/compile-pack.js';

/** The day of an instant in a jurisdiction: by the offset of its pack, or in UTC where none of the packs is its own. */
export function dayIn(jurisdiction: string, packs: readonly Pack[], at: Instant): Day {
  const own = packs.find(({ source }) => source.jurisdiction === jurisdiction);
  const offsetMinutes = own?.source.utcOffsetMinutes ?? 0;
  return new Date(at + offsetMinutes * 60_000).toISOString().slice(0, 10);
}

/**
 * Checks that the consumer exchange's decision is for the day on which it was made.
 * @param jurisdiction of that exchange
 * @param packs that the decision names
 * @throws SelatError DECISION_MISMATCH
 */
export function requireAsOf(
  { head: { issuer, issuedAt }, asOf }: Pick<ComplianceDecision, 'head' | 'asOf'>,
  jurisdiction: string,
  packs: readonly Pack[],
): void {
  const expected = dayIn(jurisdiction, packs, issuedAt);
  if (asOf === expected) return;
  const message = `cannot use the decision of ${issuer}: as_of is ${asOf}, not ${expected}, the day on which it was made`;
  throw new SelatError('DECISION_MISMATCH', message, { issuer, path: 'as_of', found: asOf, expected });
}
