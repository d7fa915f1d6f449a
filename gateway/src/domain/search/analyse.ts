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
const UNITS = new RegExp(`((?:[[${LETTERS}]&&${IN_RUN}])+)|((?:[[${LETTERS}]--${IN_RUN}])+)(\\*?)`, 'gv');
/**
 * Most Chinese texts, and all that are ASCII: nothing of them is folded but case, and their units need no tables of
 * Unicode. The marks from U+3001 on are their punctuation, which parts units whether or not it is folded.
 */
const SIMPLE = /^[\0-\x7f\u201c\u201d\u3001\u3002\u4e00-\u9fff\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]*$/;
const SIMPLE_UNITS = /([\u4e00-\u9fff]+)|([a-z0-9]+)(\*?)/g;
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
  const isSimple = SIMPLE.test(text);
  const folded = isSimple ? text.toLowerCase() : fold(text);
  const units: Unit[] = [];
  for (const [, run, word, star] of folded.matchAll(isSimple ? SIMPLE_UNITS : UNITS)) {
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
export function tokensOf(units: readonly Unit[]): readonly string[] {
  const tokens: string[] = [];
  for (const { kind, text } of units) {
    if (kind === 'word') {
      tokens.push(text);
      continue;
    }
    let before = '';
    for (const character of text) {
      tokens.push(character);
      if (before !== '') tokens.push(before + character);
      before = character;
    }
  }
  return tokens;
}

/** The runs in which a query of three or more characters is looked for, as pairs cannot tell their order. [SRC-3] */
export function longRunsOf(units: readonly Unit[]): readonly string[] {
  return units.filter(isLongRun).map(({ text }) => text);
}

/** Whether it is a run of three characters or more. */
export function isLongRun({ kind, text }: Unit): boolean {
  return kind === 'run' && text.length > 2 && (text.length > 5 || [...text].length > 2);
}

/** The token of a code, such as `form` `API_QUERY`: no word of a text is equal to it. */
export function facetToken(name: string, code: string): string {
  return `${name}:${code}`.toLowerCase().replace(/[!-/:-`{-~]/g, toFullWidth);
}

function toFullWidth(mark: string): string {
  return String.fromCodePoint((mark.codePointAt(0) ?? 0) - 0x21 + 0xff01);
}

/** The same token as one of a title. [SRC-6] */
export function titleToken(token: string): string {
  return `\uff3e${token}`;
}
