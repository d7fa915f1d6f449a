/**
 * HTML as plain text, in one pass [IMP-14]. It is no parser of pages: it takes out what is written as markup and keeps all else,
 * so that no tag is left and no word is lost. What comes out is text and must be shown as text.
 */
import { decodeEntities } from './html-entities.js';

/** A text without its markup. */
export interface PlainText {
  readonly text: string;
  /** Names of what was taken out, each once: elements, `!` for comments, `&` for entities alone. Empty = nothing was. */
  readonly taken: readonly string[];
}

const words = (text: string) => new Set(text.split(' '));

/** Elements between which a reader sees a new line. */
const BREAKS = words(
  'address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tr ul',
);
const CELLS = words('td th');
/** Elements whose content is no text. */
const HIDDEN = words('script style');
/** Elements that editors write, by which escaped markup is told from words in angle brackets. */
const INLINE = words('a b body em font html i img input label s span strong sub sup u');

const COMMENT = '!';

/**
 * The text that a reader of the page sees. A text whose markup is escaped as a whole (`&lt;p&gt;`) is what a form stored, and
 * loses it as well; beside real markup an escaped tag is an example that the author wrote, and stays.
 */
export function toPlainText(html: string): PlainText {
  const { text, taken } = strip(html);
  const decoded = decodeEntities(text);
  if (taken.length > 0) return { text: tidy(decoded), taken };
  if (decoded === html) return { text: html, taken: [] };
  const inner = strip(decoded);
  if (!inner.taken.some(isElement)) return { text: tidy(decoded), taken: ['&'] };
  return { text: tidy(decodeEntities(inner.text)), taken: inner.taken };
}

function isElement(name: string): boolean {
  return [BREAKS, CELLS, HIDDEN, INLINE].some((set) => set.has(name));
}

/** A tag or comment and the offset after it. */
interface Markup {
  readonly name: string;
  readonly end: number;
}

function strip(html: string): PlainText {
  const scanner = new Scanner(html);
  const kept: string[] = [];
  const taken = new Set<string>();
  let at = 0;
  let open = html.indexOf('<');
  for (; open >= 0; open = html.indexOf('<', at)) {
    const found = scanner.markupAt(open);
    const before = html.slice(Math.max(0, open - 2), open);
    kept.push(html.slice(at, open), found === undefined ? '<' : gapOf(found.name, before));
    at = found?.end ?? open + 1;
    if (found !== undefined) taken.add(found.name);
  }
  return { text: kept.join('') + html.slice(at), taken: [...taken] };
}

/** What stands for a tag. After a bracket that stays, a space: the words around the tag must not become a tag themselves. */
function gapOf(name: string, before: string): string {
  if (BREAKS.has(name)) return '\n';
  return CELLS.has(name) || /<\/?$/.test(before) ? ' ' : '';
}

/**
 * Finds ends of tags. Each search either consumes what it passes or fails once for the rest of the text, so that no text
 * costs more than its length.
 */
class Scanner {
  readonly #html: string;
  readonly #missing = new Set<string>();
  #isQuoteBroken = false;

  constructor(html: string) {
    this.#html = html;
  }

  /** The markup that opens at `<`, or undefined where the sign is text, as in `a < b`. */
  markupAt(open: number): Markup | undefined {
    if (this.#html.startsWith('<!--', open)) return markup(COMMENT, this.#after('-->', open + 4));
    const next = this.#html[open + 1];
    if (next === '!' || next === '?') return markup(COMMENT, this.#after('>', open + 2));
    const pattern = /<\/?([a-zA-Z][a-zA-Z0-9:-]*)/y;
    pattern.lastIndex = open;
    const name = pattern.exec(this.#html)?.[1]?.toLowerCase();
    if (name === undefined) return undefined;
    const end = this.#tagEnd(pattern.lastIndex);
    if (end === undefined || next === '/' || !HIDDEN.has(name)) return markup(name, end);
    const closing = `</${name}`;
    const after = this.#after(closing, end);
    return markup(name, after === undefined ? end : after - closing.length);
  }

  /** A bracket in the quotes of an attribute does not end a tag; where the quotes never end, it does. */
  #tagEnd(from: number): number | undefined {
    let quote = '';
    let last = '';
    for (let at = from; !this.#isQuoteBroken && at < this.#html.length; at += 1) {
      const char = this.#html[at] ?? '';
      if (quote === '' && char === '>') return at + 1;
      if (quote !== '') quote = char === quote ? '' : quote;
      else if (last === '=' && (char === '"' || char === "'")) quote = char;
      if (char.trim() !== '') last = char;
    }
    this.#isQuoteBroken = true;
    return this.#after('>', from);
  }

  /** Offset after the next `mark`, in any case of letters. */
  #after(mark: string, from: number): number | undefined {
    if (this.#missing.has(mark)) return undefined;
    const pattern = new RegExp(mark, 'gi');
    pattern.lastIndex = from;
    if (pattern.exec(this.#html) !== null) return pattern.lastIndex;
    this.#missing.add(mark);
    return undefined;
  }
}

function markup(name: string, end: number | undefined): Markup | undefined {
  return end === undefined ? undefined : { name, end };
}

/** One space for a run of them, no space at the end of a line, one empty line at most. */
function tidy(text: string): string {
  return text
    .replace(/[ \t\u00A0\u2000-\u200A\u202F]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
