/** Days of the law of a country, which begin and end with its own clocks. */
import type { Instant } from '@selat/sdk/model';

const MINUTE_MS = 60_000;
/** The first zone to end a day: of a regime without a country nobody serves too long. */
const AHEAD_OF_ALL = 14 * 60;

const offsets = new Map<string, number>();

/** Minutes ahead of UTC of the first zone of a country to end a day. */
export function offsetOf(regime: string): number {
  const known = offsets.get(regime);
  if (known !== undefined) return known;
  // The types of the language do not know the member yet.
  const { timeZones = [] } = new Intl.Locale(`und-${regime}`) as { readonly timeZones?: readonly string[] };
  const found = timeZones.length === 0 ? AHEAD_OF_ALL : Math.max(...timeZones.map(minutesAhead));
  offsets.set(regime, found);
  return found;
}

function minutesAhead(timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(0).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name) ?? [];
  const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -ahead : ahead;
}

/** The day that an instant belongs to under a law. @param regime ISO 3166-1 alpha-2, or ZZ for none */
export function dayUnder(regime: string, now: Instant): string {
  return new Date(now + offsetOf(regime) * MINUTE_MS).toISOString().slice(0, 10);
}

/** The latest day that an instant belongs to anywhere. */
export function latestDay(now: Instant): string {
  return new Date(now + AHEAD_OF_ALL * MINUTE_MS).toISOString().slice(0, 10);
}
