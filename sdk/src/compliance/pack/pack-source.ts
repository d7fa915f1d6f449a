/** A rule pack as authored: the same content as the protobuf message, before its expressions are checked. [CMP-1] */
import type { Calendar } from '../language/context.js';
import type { Day } from '../language/days.js';

export type RuleLevel = 'LEG' | 'LISTING';
/** PERMIT and NEEDS are grounds, DENY is a bar, DUTY attaches duties and, with needs, a condition. [CMP-4] */
export type RuleOutcome = 'PERMIT' | 'NEEDS' | 'DENY' | 'DUTY';
/** T and R give a PERMIT; K and I only with a sign-off. [CMP-5] */
export type Support = 'T' | 'R' | 'K' | 'I';

/** Days on which something is law; an absent end is open. */
export interface Period {
  readonly effectiveFrom?: Day;
  readonly effectiveTo?: Day;
}

export interface SignOff {
  readonly officer: string;
  readonly day: Day;
  readonly note?: string;
}

export interface RuleSource extends Period {
  readonly id: string;
  readonly level: RuleLevel;
  readonly applies: string;
  readonly when: string;
  readonly outcome: RuleOutcome;
  /** Each a list of codes of which one closes the gap. */
  readonly needs: readonly (readonly string[])[];
  readonly duties: readonly string[];
  readonly validUntil?: string;
  readonly citations: readonly string[];
  readonly support: Support;
  readonly signOff?: SignOff;
  /** Rows of a digest of the law that the rule encodes; for people, not on the wire. */
  readonly digest: readonly string[];
}

export interface DefinitionSource {
  readonly name: string;
  readonly is: string;
}

/** When an instrument of a code counts, beside being in force. */
export interface InstrumentSource extends Period {
  readonly code: string;
  readonly counts: string;
  readonly until: string;
  readonly citations: readonly string[];
}

export interface TableRow extends Period {
  readonly value: string;
}

export interface TableSource {
  readonly id: string;
  readonly citation: string;
  readonly rows: readonly TableRow[];
}

export interface PackSource extends Period {
  readonly id: string;
  readonly version: string;
  readonly jurisdiction: string;
  readonly effectiveFrom: Day;
  readonly packLanguage: number;
  readonly utcOffsetMinutes: number;
  /** First instant at which this version decides, milliseconds since 1970. */
  readonly takesEffectMs: number;
  readonly definitions: readonly DefinitionSource[];
  readonly instruments: readonly InstrumentSource[];
  readonly rules: readonly RuleSource[];
  readonly calendars: readonly Calendar[];
  readonly tables: readonly TableSource[];
}

/** Whether the day lies in the period. */
export function isInForce({ effectiveFrom, effectiveTo }: Period, day: Day): boolean {
  return (effectiveFrom === undefined || effectiveFrom <= day) && (effectiveTo === undefined || day <= effectiveTo);
}

/** Whether some day lies in both periods. */
export function doOverlap(a: Period, b: Period): boolean {
  const starts = (a.effectiveFrom ?? '') <= (b.effectiveTo ?? '9999-12-31');
  return starts && (b.effectiveFrom ?? '') <= (a.effectiveTo ?? '9999-12-31');
}
