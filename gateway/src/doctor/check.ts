/** One thing that a doctor looks at. */
import { SelatError } from '@selat/sdk/errors';

/** What was found, as it is printed. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do, imperative; empty where nothing is wrong. */
  readonly fix: string;
}

/** What one look gives: all well, or what to do. */
export type Finding =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly detail: string; readonly fix: string };

export const well = (detail: string): Finding => ({ ok: true, detail });
export const unwell = (detail: string, fix: string): Finding => ({ ok: false, detail, fix });

/** Looks, and makes a finding of a failure too: one thing that cannot be looked at keeps back no other. */
export async function checkOf(name: string, look: () => Promise<Finding>): Promise<Check> {
  const finding = await look().catch(toFinding);
  return { name, ok: finding.ok, detail: finding.detail, fix: finding.ok ? '' : finding.fix };
}

function toFinding(error: unknown): Finding {
  if (error instanceof SelatError) return unwell(error.message, error.fix);
  const why = error instanceof Error ? error.message : String(error);
  return unwell(`cannot be looked at: ${why}`, 'report this with the output of the command');
}

export const DAY_MS = 86_400_000;

/** `in 42 days`, `12 days ago`, `today`. */
export function daysText(instant: number, now: number): string {
  const days = Math.floor(Math.abs(instant - now) / DAY_MS);
  if (days === 0) return instant >= now ? 'within a day' : 'today';
  return instant >= now ? `in ${days} days` : `${days} days ago`;
}

/** Time left at which the end of an agreement is worth a warning, milliseconds. */
export const WARN_MS = 30 * DAY_MS;
