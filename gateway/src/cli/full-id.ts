import { usage } from './given.js';

/** The digits of an id that a person shortened, as tables print them, 6 at least; undefined for anything else. */
export function shortenedDigits(id: string): string | undefined {
  const digits = id.replace(/^sha256:/, '').toLowerCase();
  return /^[0-9a-f]{6,63}$/.test(digits) ? digits : undefined;
}

/** The one id that begins with these digits. @param what singular, for errors @throws SelatError USAGE */
export function onlyId(items: readonly { readonly id: string }[], digits: string, what: string): string {
  const found = items.filter(({ id }) => id.startsWith(`sha256:${digits}`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  throw usage([
    `${found.length === 0 ? `no ${what}` : `more than one ${what}`} begins with ${digits}: give the whole id`,
  ]);
}
