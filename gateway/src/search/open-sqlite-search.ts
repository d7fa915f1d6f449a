import { Worker } from 'node:worker_threads';
import { SelatError } from '@selat/sdk/errors';
import type { SearchEngine, Selection } from './engine.js';
import { countSql, type SearchSql, selectSql } from './select-sql.js';
import { SQLITE_DIALECT } from './sqlite-dialect.js';
import { SqliteSearch, type SqliteSearchCalls } from './sqlite-search.js';
import type { SearchAnswer, SearchCall } from './sqlite-search-thread.js';

type Ask = <N extends keyof SqliteSearchCalls>(
  name: N,
  argument: SqliteSearchCalls[N]['takes'],
) => Promise<SqliteSearchCalls[N]['gives']>;

/**
 * Opens the index of a node in a file of its own. Whoever holds the lock of the store is its only user.
 * Work on it happens in a thread where this module is compiled, else (run from its TypeScript source) in this one.
 * @throws SelatError STORE_FAILED, STORE_FULL
 */
export async function openSqliteSearch(file: string): Promise<SearchEngine> {
  const ask = import.meta.url.endsWith('.js') ? await startThread(file) : startHere(file);
  const hits = async (sql: SearchSql) => (await ask('select', sql)) as readonly { doc: number; id: string }[];
  return {
    lead: async () => true,
    progress: () => ask('progress', undefined),
    reset: () => ask('reset', undefined),
    write: (from, changes) => ask('write', { from, changes }),
    select: (selection: Selection) => hits(selectSql(SQLITE_DIALECT, selection)),
    count: async (selection: Selection) => {
      const [row] = await ask('select', countSql(SQLITE_DIALECT, selection));
      return Number(row?.['count']);
    },
    close: async () => void (await ask('close', undefined)),
  };
}

function startHere(file: string): Ask {
  const search = new SqliteSearch(file);
  return async (name, argument) => search[name](argument as never) as never;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

async function startThread(file: string): Promise<Ask> {
  const worker = new Worker(new URL('./sqlite-search-thread.js', import.meta.url), { workerData: { file } });
  const waiting: Waiting[] = [];
  let gone: Error | undefined;
  const next = () => new Promise<never>((resolve, reject) => void waiting.push({ resolve, reject }));
  const stop = (error: Error) => {
    gone ??= error;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  worker.on('error', stop);
  worker.on('exit', () => stop(new Error('the thread of the search index has ended')));
  worker.on('message', (message: SearchAnswer) => settle(message, waiting.shift()));
  await next();
  return async (name, argument) => {
    if (gone !== undefined) throw gone;
    const answer = next();
    const call: SearchCall = { name, argument };
    worker.postMessage(call);
    return answer;
  };
}

function settle(message: SearchAnswer, waiting: Waiting | undefined): void {
  if (message.kind === 'done') waiting?.resolve(message.value as never);
  else if (message.kind === 'refused') waiting?.reject(new SelatError(message.reason, message.message));
  else waiting?.reject(new Error(message.message));
}
