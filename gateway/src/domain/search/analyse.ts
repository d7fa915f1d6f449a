/**
 * The one analyser of search: what a text is found by. Both database engines are given its tokens and analyse nothing
 * themselves, so they find the same. Pure. Rules: docs/spec/search.md, SRC-1 to SRC-4.
 *
 * A token consists of letters, digits and marks; U+FF01 to U+FF5E, which the folding below never leaves, mark tokens that
 * are no words. SQLite's `ascii` tokenizer and PostgreSQL's lexemes both take such a token as it is.
 */

/** Scripts that put no spaces between words. */
const UNSPACED = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr'];
const LETTERS = '\\p{L}\\p{N}\\p{M}';
const IN_RUN = `[${UNSPACED.map((script) => `\\p{scx=${script}}`).join('')}]`;
/** A run of an unspaced script, or a word of any other with the star that may follow it. */
const UNITS = new RegExp(
  `(?<run>(?:[[${LETTERS}]&&${IN_RUN}])+)|(?<word>(?:[[${LETTERS}]--${IN_RUN}])+)(?<star>\\*?)`,
  'gv',
);
const ASCII_UNITS = /(?<word>[a-z0-9]+)(?<star>\*?)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 to U+007F is what ASCII is
const ASCII = /^[\x00-\x7f]*$/;
/** Characters without width, which people cannot see and so cannot search for. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const LATIN_MARKS = /(\p{Script=Latin})\p{Mn}+/gu;

/** Longest token, code points; of a longer word only the beginning counts, in texts as in queries. */
export const MAX_TOKEN = 64;
/** Shortest beginning that a star can follow, code points. */
export const MIN_PREFIX = 3;

/** A unit of a text: a word, or an unbroken run of a script without spaces. */
export type Unit =
  | { readonly kind: 'word'; readonly text: string; readonly isPrefix: boolean }
  | { readonly kind: 'run'; readonly text: string };

/** One form for texts that people take for the same: width, case, and marks over Latin letters do not count. [SRC-1] */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const visible = text.normalize('NFKC').replace(INVISIBLE, '');
  // To upper case and back unites what only case folding does, such as the sharp s; a final sigma stays apart.
  const folded = visible.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return folded.normalize('NFD').replace(LATIN_MARKS, '$1').normalize('NFKC');
}

/** The units of a text in their order. */
export function unitsOf(text: string): readonly Unit[] {
  const folded = fold(text);
  const units: Unit[] = [];
  for (const { groups } of folded.matchAll(ASCII.test(folded) ? ASCII_UNITS : UNITS)) {
    const { run, word, star } = groups ?? {};
    if (run !== undefined) units.push({ kind: 'run', text: run });
    if (word !== undefined) units.push({ kind: 'word', text: clip(word), isPrefix: star === '*' });
  }
  return units;
}

function clip(word: string): string {
  return word.length <= MAX_TOKEN ? word : [...word].slice(0, MAX_TOKEN).join('');
}

/** Every two neighbours of a run; none where it has one character. */
export function pairsOf(characters: readonly string[]): readonly string[] {
  return characters.slice(1).map((character, before) => `${characters[before]}${character}`);
}

/** What a text is found by: its words; of its runs each character and each pair. [SRC-2] [SRC-3] */
export function* tokensOf(units: readonly Unit[]): Generator<string> {
  for (const { kind, text } of units) {
    if (kind === 'word') yield text;
    else {
      const characters = [...text];
      yield* characters;
      yield* pairsOf(characters);
    }
  }
}

/** The runs in which a query of three or more characters is looked for, as pairs cannot tell their order. [SRC-3] */
export function longRunsOf(units: readonly Unit[]): readonly string[] {
  return units.filter(({ kind, text }) => kind === 'run' && [...text].length > 2).map(({ text }) => text);
}

/** The token of a code, such as `form` `API_QUERY`: no word of a text is equal to it. */
export function facetToken(name: string, code: string): string {
  const plain = `${name}:${code}`.toLowerCase();
  return plain.replace(/[\x21-\x7e]/g, (mark) => (/[a-z0-9]/.test(mark) ? mark : toFullWidth(mark)));
}

function toFullWidth(mark: string): string {
  return String.fromCodePoint((mark.codePointAt(0) ?? 0) - 0x21 + 0xff01);
}

/** The same token as one of a title. [SRC-6] */
export function titleToken(token: string): string {
  return `\uff3e${token}`;
}
