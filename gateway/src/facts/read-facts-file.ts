/** Facts of one flow or of many from one JSON file: every mistake at once, each with file, line and path. [FCT-1] */
import { type Day, type FlowFacts, readFacts } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import { decodeText } from './decode-text.js';
import { jsonFaults, linesOf } from './scan-json.js';

export interface FactsFile {
  readonly flows: readonly FlowFacts[];
  /** Whether the file holds a list. */
  readonly isList: boolean;
}

/** A mistake; `line` counts from 1. */
export interface FileMistake {
  readonly line: number;
  /** `[2].legs[0].mode`; empty = the file as a whole. */
  readonly path: string;
  readonly problem: string;
}

/** Most mistakes that are kept; a file with more is wrong as a whole. */
const MAX_MISTAKES = 1000;

/**
 * @param name how messages call the file
 * @param asOf day that takes the place of the one in the facts
 * @throws SelatError USAGE where it is no UTF-8 text
 */
export function readFactsFile(
  bytes: Uint8Array,
  name: string,
  asOf?: Day,
): { readonly file: FactsFile } | { readonly mistakes: readonly FileMistake[] } {
  const text = decodeText(bytes, name);
  const json = parsed(text);
  const faults = jsonFaults(text);
  if (faults.length > 0) return { mistakes: faults.map(({ line, problem }) => ({ line, path: '', problem })) };
  const isList = Array.isArray(json);
  const flows: FlowFacts[] = [];
  const wrong: { readonly path: string; readonly problem: string }[] = [];
  const objects: readonly unknown[] = isList ? json : [json];
  objects.forEach((one, i) => {
    const read = readFacts(one, asOf);
    if ('facts' in read) flows.push(read.facts);
    else if (wrong.length < MAX_MISTAKES) {
      wrong.push(...read.problems.map(({ path, problem }) => ({ path: within(isList, i, path), problem })));
    }
  });
  if (objects.length === 0) wrong.push({ path: '', problem: 'the list is empty: there are no facts in it' });
  if (wrong.length === 0) return { file: { flows, isList } };
  const lines = linesOf(
    text,
    wrong.map(({ path }) => path),
  );
  return { mistakes: wrong.map((one) => ({ line: lines.get(one.path) ?? 1, ...one })) };
}

function within(isList: boolean, index: number, path: string): string {
  if (!isList) return path;
  return path === '' ? `[${index}]` : `[${index}].${path}`;
}

/** Undefined where the grammar is broken; the scan then says where. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `facts.json:12: legs[0].mode is "FLY", no code of transfer-mode`. */
export function printMistake(name: string, { line, path, problem }: FileMistake): string {
  return `${name}:${line}: ${path === '' ? '' : `${path} `}${problem}`;
}

/** All of them as one error. @returns SelatError FACTS_INVALID; fact `problems` = one a line */
export function toFactsError(name: string, mistakes: readonly FileMistake[]): SelatError {
  const lines = mistakes.map((mistake) => printMistake(name, mistake));
  const [first = ''] = lines;
  const count = String(mistakes.length);
  const which = mistakes.length > 1 ? `${count} mistakes, the first at ` : '';
  return new SelatError('FACTS_INVALID', `cannot read the facts: ${which}${first}`, {
    file: name,
    count,
    problems: lines.join('\n'),
  });
}
