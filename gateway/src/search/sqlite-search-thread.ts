/** The worker thread of the index in SQLite. Started by `openSqliteSearch`; its messages are theirs alone. */
import { parentPort, workerData } from 'node:worker_threads';
import { SelatError } from '@selat/sdk/errors';
import { toStoreError } from '../store/sqlite-errors.js';
import { SqliteSearch, type SqliteSearchCalls } from './sqlite-search.js';

/** To the thread: a call with its argument. */
export interface SearchCall {
  readonly name: keyof SqliteSearchCalls;
  readonly argument: unknown;
}

/** From the thread: the outcome of the oldest call; the first says that it is open. */
export type SearchAnswer =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly reason: SelatError['reason']; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('sqlite-search-thread.js is a worker, not a module to import');

const { file } = workerData as { readonly file: string };
let search: SqliteSearch | undefined;

answer(() => {
  search = new SqliteSearch(file);
});
port.on('message', ({ name, argument }: SearchCall) => {
  answer(() => search?.[name](argument as never));
  if (name === 'close') port.close();
});

function answer(work: () => unknown): void {
  const post = (message: SearchAnswer): void => port?.postMessage(message);
  try {
    post({ kind: 'done', value: work() });
  } catch (cause) {
    const error = toStoreError(cause, file);
    if (error instanceof SelatError) post({ kind: 'refused', reason: error.reason, message: error.message });
    else post({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
