/** The query behind a search, in the words of an engine. Both engines are asked the same; `Dialect` holds what differs. */
import type { LicenceWanted, Match, Question } from '../domain/search/question.js';
import type { Selection } from './engine.js';

export interface Dialect {
  /** What follows `from`, with alias `e` for the entries, and the condition on words where there is one. */
  readonly entries: string;
  readonly entriesWithWords: string;
  readonly words: string;
  /** Column by which hits are bounded and ordered; that of the words where they are asked for. */
  readonly docOfWords: string;
  readonly licences: string;
  /** Whether a text, named first, holds another: a condition. */
  contains(text: string, part: string): string;
  token(text: string, isPrefix: boolean): string;
  readonly operators: { readonly all: string; readonly any: string; readonly not: string };
}

/** A statement and its values, in the order of the question marks. */
export interface SearchSql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

const all = (...of: Match[]): Match => ({ kind: 'all', of });

function print(dialect: Dialect, match: Match): string {
  if (match.kind === 'token') return dialect.token(match.token, match.isPrefix);
  const parts = match.of.map((part) => print(dialect, part));
  return parts.length === 1 ? parts.join('') : `(${parts.join(dialect.operators[match.kind])})`;
}

/** What the words of an entry must be, or undefined where they may be anything. */
function wordsOf(dialect: Dialect, { match, title }: Question, part: Selection['part']): string | undefined {
  if (match === undefined) return undefined;
  if (title === undefined || part === 'all') return print(dialect, match);
  if (part === 'title') return print(dialect, all(match, title));
  return `${print(dialect, match)}${dialect.operators.not}${print(dialect, all(title))}`;
}

/** Collects conditions and their values side by side. */
class Conditions {
  readonly texts: string[] = [];
  readonly values: (string | number)[] = [];

  add(text: string, ...values: readonly (string | number)[]): void {
    this.texts.push(text);
    this.values.push(...values);
  }
}

/** Conditions of a state as of `now`; [LST-7] says how they follow from the columns. */
const STATES = {
  withdrawn: [`e.state = 'withdrawn'`, 0],
  expired: [`(e.state <> 'withdrawn' and e.valid_until_ms <= ?)`, 1],
  suspended: [`(e.state = 'suspended' and e.valid_until_ms > ?)`, 1],
  pending: [`(e.state = 'open' and e.valid_from_ms > ? and e.valid_until_ms > ?)`, 2],
  current: [`(e.state = 'open' and e.valid_from_ms <= ? and e.valid_until_ms > ?)`, 2],
} as const satisfies { readonly [S in Question['states'][number]]: readonly [text: string, nows: number] };

function addLicence(conditions: Conditions, dialect: Dialect, wanted: LicenceWanted): void {
  const inner = new Conditions();
  inner.add('l.doc = e.doc');
  for (const purpose of wanted.purposes) inner.add(dialect.contains('l.purposes', '?'), ` ${purpose} `);
  const { models, maxPrice } = wanted;
  if (models.length > 0) inner.add(`l.model in (${models.map(() => '?').join(', ')})`, ...models);
  if (maxPrice !== undefined) {
    inner.add(`(l.model = 'FREE' or (l.currency = ? and l.amount <= ?))`, maxPrice.currency, maxPrice.amountMinor);
  }
  conditions.add(`exists (select 1 from ${dialect.licences} l where ${inner.texts.join(' and ')})`, ...inner.values);
}

/** Prints which hits one part of a search has: `doc` and `id`, in no order. */
export function hitsSql(dialect: Dialect, { question, part, below, now }: Selection): SearchSql {
  const conditions = new Conditions();
  const words = wordsOf(dialect, question, part);
  if (words !== undefined) conditions.add(dialect.words, words);
  if (below !== undefined) conditions.add(`${docOf(dialect, question)} < ?`, below);
  const states = question.states.map((state) => STATES[state]);
  const nows = states.flatMap(([, count]) => Array.from({ length: count }, () => now));
  conditions.add(`(${states.map(([text]) => text).join(' or ')})`, ...nows);
  for (const run of question.parts) conditions.add(dialect.contains('e.runs', '?'), run);
  if (question.licence !== undefined) addLicence(conditions, dialect, question.licence);
  const from = words === undefined ? dialect.entries : dialect.entriesWithWords;
  return { text: `select e.doc, e.id from ${from} where ${conditions.texts.join(' and ')}`, values: conditions.values };
}

function docOf(dialect: Dialect, { match }: Question): string {
  return match === undefined ? 'e.doc' : dialect.docOfWords;
}

/** Prints one part of a search: at most `limit` hits, newest first. */
export function selectSql(dialect: Dialect, selection: Selection): SearchSql {
  const { text, values } = hitsSql(dialect, selection);
  const order = `order by ${docOf(dialect, selection.question)} desc limit ?`;
  return { text: `${text} ${order}`, values: [...values, selection.limit] };
}

/** Counts what `selectSql` selects. */
export function countSql(dialect: Dialect, selection: Selection): SearchSql {
  const { text, values } = selectSql(dialect, selection);
  return { text: `select count(*) as count from (${text}) hits`, values };
}
