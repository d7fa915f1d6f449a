/** Civil years, which begin and end with the clocks of a jurisdiction. [LGR-3] */
import { SelatError } from '@selat/sdk/errors';
import type { Instant, PartyId } from '@selat/sdk/model';
import { offsetOf } from '../attestation/regime-days.js';
import { loadPacks } from '../packs/load-packs.js';
import type { Deps } from '../ports.js';

const MINUTE_MS = 60_000;

/** Minutes ahead of UTC of this exchange's jurisdiction: as its rule pack says, else as its country has it. */
export async function offsetHere(deps: Deps): Promise<number> {
  const { jurisdiction } = deps.self;
  const packs = await loadPacks(deps, deps.clock());
  const own = packs.find(({ pack }) => pack.source.jurisdiction === jurisdiction);
  return own?.pack.source.utcOffsetMinutes ?? offsetOf(jurisdiction);
}

/** The civil year that an instant belongs to. @param utcOffsetMinutes of the jurisdiction, such as 480 */
export function yearAt(at: Instant, utcOffsetMinutes: number): number {
  return new Date(at + utcOffsetMinutes * MINUTE_MS).getUTCFullYear();
}

/** The year of a day. @param day YYYY-MM-DD */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

/**
 * Requires that a day lies in the year that is running: what is exported now does not count in the year that is over.
 * @throws SelatError LEDGER_YEAR_OVER
 */
export function requireRunning(provider: PartyId, asOf: string, at: Instant, utcOffsetMinutes: number): void {
  const running = yearAt(at, utcOffsetMinutes);
  if (yearOf(asOf) === running) return;
  const facts = { provider, asOf, year: String(yearOf(asOf)), running: String(running) };
  const message = `cannot count persons of ${provider} as of ${asOf}: the year ${running} is running`;
  throw new SelatError('LEDGER_YEAR_OVER', message, facts);
}
