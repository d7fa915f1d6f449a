/** Looks at the text of a string field as bytes: most of it is ASCII, and then no JavaScript string is made. */

/** What a scan found; one object is reused by a walk, because a listing has hundreds of strings. */
export interface TextScan {
  /** Unicode code points. */
  chars: number;
  isAscii: boolean;
  /** The text has code points that NFC may change, so that it must be normalised to know. */
  mayBeUnnormalised: boolean;
}

/** Why text is refused wherever it stands. [DOC-10] */
export type TextFault = 'is not valid UTF-8' | 'has a control character' | 'has U+FEFF' | 'is not in NFC';

/** High bit of each of four bytes, and what added or subtracted sets it for U+007F and for control characters. */
const [HIGH, ONES, SPACES] = [0x80808080 | 0, 0x01010101, 0x20202020];

/**
 * Reads UTF-8 from `start` to `end` into `scan`. Does not normalise: see `mayBeUnnormalised`.
 * @param view over the same memory as `bytes`: plain text is read four bytes at a time
 */
export function scanText(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  scan: TextScan,
): TextFault | undefined {
  let at = start;
  for (const last = end - 4; at <= last; at += 4) {
    const four = view.getInt32(at, true);
    if (((four | (four + ONES) | (four - SPACES)) & HIGH) !== 0) break;
  }
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte < 0x20 ? byte !== 0x0a : byte >= 0x7f) break;
    at += 1;
  }
  scan.chars = at - start;
  scan.isAscii = at === end;
  scan.mayBeUnnormalised = false;
  return scan.isAscii ? undefined : scanWide(bytes, at, end, scan);
}

function scanWide(bytes: Uint8Array, start: number, end: number, scan: TextScan): TextFault | undefined {
  let at = start;
  while (at < end) {
    const point = codePointAt(bytes, at, end);
    if (point < 0) return 'is not valid UTF-8';
    if (point < 0xa0 && (point < 0x20 ? point !== 0x0a : point >= 0x7f)) return 'has a control character';
    if (point === 0xfeff) return 'has U+FEFF';
    if (point >= 0x300 && !isStableInNfc(point)) scan.mayBeUnnormalised = true;
    at += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    scan.chars += 1;
  }
  return undefined;
}

/** The code point whose first byte is at `at`, or -1 where the bytes are no shortest form of a Unicode scalar value. */
function codePointAt(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return lead;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const second = tailAt(bytes, at + 1, end);
  if (lead < 0xe0) return second < 0 ? -1 : ((lead & 0x1f) << 6) | second;
  const third = tailAt(bytes, at + 2, end);
  if (second < 0 || third < 0) return -1;
  if (lead < 0xf0) {
    const point = ((lead & 0x0f) << 12) | (second << 6) | third;
    return point < 0x800 || (point >= 0xd800 && point <= 0xdfff) ? -1 : point;
  }
  const fourth = tailAt(bytes, at + 3, end);
  const point = ((lead & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
  return fourth < 0 || point < 0x10000 || point > 0x10ffff ? -1 : point;
}

function tailAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const byte = bytes[at] as number;
  return (byte & 0xc0) === 0x80 ? byte & 0x3f : -1;
}

/**
 * Han, kana, CJK punctuation and full-width forms: NFC leaves any sequence of them (and of everything below U+0300)
 * as it is, so Chinese text is not normalised to be checked. Everything else is. A test walks these ranges.
 */
export function isStableInNfc(point: number): boolean {
  if (point < 0x300) return true;
  if (point >= 0x4e00 && point <= 0x9fff) return true;
  if (point >= 0x3001 && point <= 0x3029) return true;
  if (point >= 0x3041 && point <= 0x3096) return true;
  if (point >= 0x30a1 && point <= 0x30fa) return true;
  return (point >= 0xff01 && point <= 0xff9d) || (point >= 0x2010 && point <= 0x2027);
}

/** Code units looked at together, and shared by two neighbours. */
const WINDOW = 64;
const OVERLAP = 8;

/**
 * Whether `text` is in NFC. Marks that stand in the wrong order cost `normalize` the square of their number, and every
 * part of NFC text is in NFC itself; so short parts are tried first, and long text reaches `normalize` well ordered.
 */
export function isInNfc(text: string): boolean {
  for (let at = 0; text.length > WINDOW && at < text.length; at += WINDOW - OVERLAP) {
    const part = text.slice(at, at + WINDOW);
    if (part.normalize('NFC') !== part) return false;
  }
  return text.normalize('NFC') === text;
}

/** Whether `text` has a run of more than `limit` code points without white space; each CJK character is a word. [DOC-12] */
export function hasWordLongerThan(text: string, limit: number): boolean {
  let run = 0;
  for (const char of text) {
    run = isWordEnd(char.codePointAt(0) ?? 0) ? 0 : run + 1;
    if (run > limit) return true;
  }
  return false;
}

/** White space, or a character of the scripts that write without spaces: Han, kana, Hangul and their punctuation. */
function isWordEnd(point: number): boolean {
  if (point <= 0x20 || point === 0xa0) return true;
  if (point < 0x1680) return false;
  if (point === 0x1680 || (point >= 0x2000 && point <= 0x200a)) return true;
  if (point === 0x2028 || point === 0x2029 || point === 0x202f || point === 0x205f) return true;
  if (point >= 0x2e80 && point <= 0x9fff) return true;
  if ((point >= 0xac00 && point <= 0xd7af) || (point >= 0xf900 && point <= 0xfaff)) return true;
  if ((point >= 0xff01 && point <= 0xff0f) || (point >= 0xff1a && point <= 0xff20)) return true;
  return point >= 0x20000 && point <= 0x3ffff;
}
