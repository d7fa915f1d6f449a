import type { Dialect } from './select-sql.js';

/** Entries that are looked at one by one, newest first, before the index of words is asked. */
export const WINDOW = 1000;

/** The newest entries below a doc. */
const NEWEST = `(select * from search_entry where doc < ? order by doc desc limit ${WINDOW}) e`;

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

/** The same for the newest entries below a doc, which is the first value. */
export const NEWEST_DIALECT: Dialect = { ...POSTGRES_DIALECT, entriesWithWords: NEWEST };

/** Where the newest entries below a doc end. */
export const NEWEST_END = `select min(e.doc) as doc, count(*) as count from ${NEWEST}`;
