import type { Dialect } from './select-sql.js';

/** Tokens hold no quotation mark: only letters, digits, marks and full-width forms. */
export const SQLITE_DIALECT: Dialect = {
  entries: 'entry e',
  // A cross join keeps the order of the two: words first, from the newest on.
  entriesWithWords: 'words w cross join entry e on e.doc = w.rowid',
  words: 'words match ?',
  docOfWords: 'w.rowid',
  licences: 'licence',
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  token: (text, isPrefix) => `"${text}"${isPrefix ? ' *' : ''}`,
  operators: { all: ' AND ', any: ' OR ', not: ' NOT ' },
};
