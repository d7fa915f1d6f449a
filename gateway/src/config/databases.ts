/** The databases that the environment names instead of the files of a node. Their URLs hold passwords: see `Secrets`. */
import type { ConfigIssue } from './issues.js';
import type { Env } from './secrets.js';

/** URLs of PostgreSQL databases. */
export interface DatabaseUrls {
  /** Instead of the SQLite file. */
  readonly store?: string;
  /** Of the signed head, instead of its folder. */
  readonly head?: string;
}

const STORE = 'SELAT_DATABASE_URL';
const HEAD = 'SELAT_HEAD_DATABASE_URL';
const FORM = 'postgres://user:password@host:port/database';

/** The databases of a checked environment. */
export function findDatabases(env: Env): DatabaseUrls {
  const [store, head] = [env[STORE], env[HEAD]];
  return { ...(store ? { store } : {}), ...(head ? { head } : {}) };
}

/** What is wrong with them; no message repeats a URL. */
export function databaseIssues(env: Env): ConfigIssue[] {
  const { store, head } = findDatabases(env);
  const issues = [...urlIssues(STORE, store), ...urlIssues(HEAD, head)];
  if (head === undefined || issues.length > 0) return issues;
  if (store === undefined) {
    const fix = `set ${STORE} too, or name a folder in SELAT_HEAD_DIR`;
    return [{ key: HEAD, problem: `is set, and ${STORE} is not`, fix }];
  }
  if (placeOf(store) !== placeOf(head)) return [];
  const fix = 'name another database, best on another server: a head beside its data shows nothing when both go back';
  return [{ key: HEAD, problem: `names the database of ${STORE}`, fix }];
}

function urlIssues(key: string, url: string | undefined): ConfigIssue[] {
  if (url === undefined) return [];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return [{ key, problem: 'is no URL', fix: `write ${FORM}, other characters as %XX` }];
  if (!['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    return [{ key, problem: 'is no URL of PostgreSQL', fix: `write ${FORM}, or unset it to keep the data in SQLite` }];
  }
  return parsed.pathname.length > 1 ? [] : [{ key, problem: 'names no database', fix: `write ${FORM}` }];
}

function placeOf(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${host}${pathname} ${searchParams.get('options') ?? ''}`;
}
