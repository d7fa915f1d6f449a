/** Which fact each column of an inventory states. */
import { nearestOf } from '@selat/sdk/compliance';
import { answerOf } from '../facts/questions.js';
import { COLUMNS, findColumn, headerKey } from './columns.js';
import type { CsvRecord } from './read-csv.js';

/** One column of the file at hand. */
export interface Binding {
  /** As the header writes it. */
  readonly header: string;
  /** Path of a fact, or a column that the map computes with. */
  readonly fact: string;
}

export interface Header {
  /** By position; undefined = a column that is not read. */
  readonly bindings: readonly (Binding | undefined)[];
  /** Why the file cannot be read; empty = it can. */
  readonly problems: readonly string[];
}

const REQUIRED = ['id', 'legs[0].from'];
/** Begins a column that is for people only. */
const IGNORED = '#';

export function readHeader({ fields }: CsvRecord): Header {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  const bindings = fields.map((header): Binding | undefined => {
    if (header === '' || header.startsWith(IGNORED)) return undefined;
    const fact = findColumn(header)?.fact ?? (answerOf(header) === undefined ? undefined : header);
    if (fact === undefined) {
      problems.push(`${JSON.stringify(header)} is no column${meant(header)}; begin it with # if nobody is to read it`);
      return undefined;
    }
    const other = seen.get(fact);
    if (other !== undefined)
      problems.push(`${JSON.stringify(other)} and ${JSON.stringify(header)} are the same column`);
    seen.set(fact, header);
    return { header, fact };
  });
  const isOtherwise = separatedBy(fields);
  if (isOtherwise !== undefined) return { bindings: [], problems: [isOtherwise] };
  for (const fact of REQUIRED) {
    const column = COLUMNS.find((one) => one.fact === fact);
    if (!seen.has(fact))
      problems.push(`the column "${column?.en}" is missing (in Chinese "${column?.zh}", in Malay "${column?.ms}")`);
  }
  return { bindings, problems };
}

/** A spreadsheet may save with other signs between fields. */
function separatedBy([first = '', ...more]: readonly string[]): string | undefined {
  if (more.length > 0) return undefined;
  const sign = [';', '\t', '|', '，'].find((one) => first.includes(one));
  if (sign === undefined) return undefined;
  const name = sign === '\t' ? 'tabs' : `"${sign}"`;
  return `the columns seem to be separated by ${name}; save the file with commas`;
}

/** A column whose name is near, in whatever language: a slip of the pen, else the one that begins so or shares most words. */
function meant(header: string): string {
  const key = headerKey(header);
  const names = COLUMNS.flatMap(({ en, zh, ms }) => [en, zh, ms]).map(headerKey);
  const longer = names.find((name) => name.startsWith(`${key} `));
  if (longer !== undefined) return `; is "${longer}" meant?`;
  const slip = key.length > 3 ? nearestOf(key, names) : undefined;
  const found = slip ?? names.map((name) => ({ name, near: likeness(key, name) })).sort((a, b) => b.near - a.near)[0];
  const name = typeof found === 'string' ? found : found !== undefined && found.near > 0 ? found.name : undefined;
  return name === undefined ? '' : `; is "${name}" meant?`;
}

function likeness(key: string, name: string): number {
  const isPart = key.startsWith(name) || name.startsWith(key);
  const words = new Set(name.split(' '));
  const shared = key.split(' ').filter((word) => word.length > 3 && words.has(word)).length;
  return isPart ? Math.min(key.length, name.length) + shared : shared;
}
