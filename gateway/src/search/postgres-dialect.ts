import type { Dialect } from './select-sql.js';

/** Tokens hold no quotation mark: only letters, digits, marks and full-width forms. */
export const POSTGRES_DIALECT: Dialect = {
  entries: 'search_entry e',
  entriesWithWords: 'search_entry e',
  words: 'e.words @@ ?::tsquery',
  docOfWords: 'e.doc',
  licences: 'search_licence',
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  token: (text, isPrefix) => `'${text}'${isPrefix ? ':*' : ''}`,
  operators: { all: ' & ', any: ' | ', not: ' & !' },
};
