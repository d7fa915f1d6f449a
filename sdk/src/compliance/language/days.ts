/** Days of the civil calendar as `YYYY-MM-DD`, and arithmetic on them; there are no days before year 1 or after 9999. */

/** A day, `YYYY-MM-DD`. Days compare as their texts do. */
export type Day = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;
/** 0001-01-01 and 9999-12-31, days since 1970-01-01. */
const [FIRST, LAST] = [-719_162, 2_932_896];
/** Stands where arithmetic leaves the calendar; it is no day. */
const NO_DAY = 'Invalid';

/** Whether the text is a day that exists. */
export function isDay(text: string): boolean {
  return DAY.test(text) && printDay(epochDay(text)) === text;
}

/** Days since 1970-01-01. */
export function epochDay(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The day that is so many days after 1970-01-01; NaN and what is outside of years 1 to 9999 give a text that is no day. */
export function printDay(days: number): Day {
  return days >= FIRST && days <= LAST ? new Date(days * DAY_MS).toISOString().slice(0, 10) : NO_DAY;
}

/** @param count days, may be negative */
export function addDays(day: Day, count: number): Day {
  return printDay(epochDay(day) + count);
}

/** The same day of a later or earlier month, or the last one of that month where it is shorter. [CMP-12] */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const months = year * 12 + (month - 1) + count;
  const [toYear, toMonth] = [Math.floor(months / 12), months - Math.floor(months / 12) * 12];
  if (toYear < 1 || toYear > 9999) return NO_DAY;
  const to = `${String(toYear).padStart(4, '0')}-${String(toMonth + 1).padStart(2, '0')}`;
  const shorter = [date, 30, 29, 28].find((one) => one <= date && isDay(`${to}-${String(one).padStart(2, '0')}`));
  return `${to}-${String(shorter).padStart(2, '0')}`;
}

/** 31 December of the year of the day. */
export function yearEnd(day: Day): Day {
  return `${day.slice(0, 4)}-12-31`;
}

/** 1 (Monday) to 7 (Sunday). */
export function weekday(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}
