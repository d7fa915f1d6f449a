/** What the other side looks at when it runs a decision again, and which packs it may be run with. [CMP-8] */
import type { Day } from '../language/days.js';
import type { JurisdictionResult, Result, Verdict } from './result.js';

/** Time that a version counts beyond the start of its successor, milliseconds. [CMP-6] */
export const OVERLAP_MS = 86_400_000;

/** Whether decisions may be made with a version at an instant. @param successorMs start of the next version; absent = none known */
export function isPackAcceptable(takesEffectMs: number, successorMs: number | undefined, atMs: number): boolean {
  return takesEffectMs <= atMs && (successorMs === undefined || atMs < successorMs + OVERLAP_MS);
}

/**
 * The first instant at which a decision counts no longer: the end of its earliest last day, in the days of that
 * jurisdiction. [CMP-10]
 * @param offsets minutes ahead of UTC by jurisdiction; absent = 0
 * @returns milliseconds since 1970; undefined = open
 */
export function validUntilMs({ legs }: Result, offsets: ReadonlyMap<string, number>): number | undefined {
  const ends = legs.flatMap(({ jurisdictions }) =>
    jurisdictions.flatMap(({ jurisdiction, validUntil }) =>
      validUntil === undefined ? [] : [endOfDay(validUntil, offsets.get(jurisdiction) ?? 0)],
    ),
  );
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function endOfDay(day: Day, offsetMinutes: number): number {
  return Date.parse(`${day}T00:00:00Z`) + 86_400_000 - offsetMinutes * 60_000;
}

/** Parts of a verdict that two implementations must agree on; texts and citations are for people. */
const COMPARED = ['ruleIds', 'missingFacts', 'duties'] as const;

/** Where two results differ, in words; empty = the same decision. Lists count as sets. [CMP-8] */
export function decisionDifferences(stated: Result, rerun: Result): readonly string[] {
  if (stated.legs.length !== rerun.legs.length) return [`${stated.legs.length} legs, not ${rerun.legs.length}`];
  return [
    ...textDiffers('outcome', stated.outcome, rerun.outcome),
    ...stated.legs.flatMap((leg, i) =>
      jurisdictionDifferences(`leg ${i + 1}`, leg.jurisdictions, rerun.legs[i]?.jurisdictions ?? []),
    ),
    ...listingDifferences(stated.listing, rerun.listing),
  ];
}

function jurisdictionDifferences(
  where: string,
  stated: readonly JurisdictionResult[],
  rerun: readonly JurisdictionResult[],
): readonly string[] {
  const names = new Set([...stated, ...rerun].map(({ jurisdiction }) => jurisdiction));
  return [...names].flatMap((name) => {
    const [a, b] = [stated, rerun].map((results) => results.find(({ jurisdiction }) => jurisdiction === name));
    if (a === undefined || b === undefined) return [`${where} ${name}: only one side has it`];
    return [
      ...verdictDifferences(`${where} ${name}`, a, b),
      ...textDiffers(`${where} ${name} validUntil`, a.validUntil, b.validUntil),
    ];
  });
}

function listingDifferences(a: Verdict | undefined, b: Verdict | undefined): readonly string[] {
  if (a === undefined && b === undefined) return [];
  return a === undefined || b === undefined ? ['listing: only one side has it'] : verdictDifferences('listing', a, b);
}

function verdictDifferences(where: string, a: Verdict, b: Verdict): readonly string[] {
  const needsOf = ({ needs }: Verdict) => needs.map(({ anyOf }) => [...anyOf].sort().join(' or '));
  return [
    ...textDiffers(`${where} outcome`, a.outcome, b.outcome),
    ...COMPARED.flatMap((part) => setDiffers(`${where} ${part}`, a[part], b[part])),
    ...setDiffers(`${where} needs`, needsOf(a), needsOf(b)),
  ];
}

function textDiffers(where: string, a: string | undefined, b: string | undefined): readonly string[] {
  return a === b ? [] : [`${where}: ${a ?? 'none'}, run again ${b ?? 'none'}`];
}

function setDiffers(where: string, a: readonly string[], b: readonly string[]): readonly string[] {
  const only = [...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))];
  return only.length === 0 ? [] : [`${where}: ${only.join(', ')} on one side only`];
}
