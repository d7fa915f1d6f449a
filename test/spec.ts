/** The requirements that docs/spec states, and the prefixes whose chapter is not written yet. */
import { FILES, matchesOf } from './repository-files.js';

/**
 * Prefix of each chapter and its file. While the file is not there, requirements of the prefix may be cited unstated; from
 * then on each must be stated.
 */
export const CHAPTERS: Readonly<Record<string, string>> = {
  DOC: 'documents',
  IDN: 'identity',
  AGR: 'agreement',
  LST: 'listings',
  GRT: 'grants',
  RCP: 'receipts',
  LOG: 'log',
  ERR: 'errors',
  IMP: 'import',
  SRC: 'search',
  CFG: 'node',
  API: 'node',
  BOF: 'back-office',
  OPS: 'operations',
  CNF: 'conformance',
  ADM: 'admission',
  CMP: 'compliance',
  FCT: 'facts',
  ATT: 'attestations',
  ORD: 'orders',
  LGR: 'ledger',
};

/** Prefixes of behaviour that no build has yet: cited, and not stated in docs/spec. */
export const LATER: readonly string[] = ['ACC', 'DSP', 'EVD', 'USE'];

/** One requirement where it is stated. */
export interface Requirement {
  readonly path: string;
  readonly line: number;
  readonly id: string;
  readonly sentence: string;
}

/** Every requirement, in the order of the files. */
export const STATED: readonly Requirement[] = FILES.filter(
  (path) => path.startsWith('docs/spec/') && path.endsWith('.md'),
).flatMap((path) =>
  matchesOf(path, /^\*\*([A-Z]{3}-\d+)\.\*\*(.*)$/gm).map(({ line, match: [, id = '', sentence = ''] }) => ({
    path,
    line,
    id,
    sentence,
  })),
);

const IDS: ReadonlySet<string> = new Set(STATED.map(({ id }) => id));

/** Whether a chapter states the requirement, or its chapter is still to come. */
export function isStated(id: string): boolean {
  const prefix = id.slice(0, 3);
  const chapter = CHAPTERS[prefix];
  const isToCome = LATER.includes(prefix) || (chapter !== undefined && !FILES.includes(`docs/spec/${chapter}.md`));
  return IDS.has(id) || isToCome;
}
