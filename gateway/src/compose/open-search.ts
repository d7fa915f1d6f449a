/** Opens the index of listings and keeps it behind the log. */
import type { Change } from '../domain/change.js';
import { lazyEngine, openSqliteSearch, type SearchEngine, SearchFollower } from '../search/index.js';
import type { Parts } from './parts.js';

/** Beside the store: it is made anew where it is missing, so no backup needs it. */
function searchFile(storeFile: string): string {
  return `${storeFile.replace(/\.sqlite$/, '')}-search.sqlite`;
}

async function openEngine({ config, secrets }: Parts['input']): Promise<SearchEngine> {
  const { store: url } = secrets.databases;
  if (url === undefined) return openSqliteSearch(searchFile(config.store.file));
  const { PostgresSearch } = await import('../search/postgres-search.js');
  return new PostgresSearch(url);
}

/** Starts to follow; closed with the gateway, before the store. */
export function openSearch(parts: Parts): SearchFollower {
  const { input, opened, closers } = parts;
  const { deps, signals } = opened;
  const follower = new SearchFollower({
    engine: lazyEngine(() => openEngine(input)),
    reader: deps.reader,
    exchange: deps.self.exchange,
    onFailure: (err) => input.logger.warn({ err }, 'cannot index listings now, will try again'),
  });
  closers.add(() => follower.stop());
  const stops = [
    signals.onCommit((change) => follower.wake(isListed(change))),
    signals.onOthersCommit(() => follower.wake()),
  ];
  closers.add(async () => {
    for (const stop of stops) stop();
  });
  follower.wake();
  return follower;
}

/** Whether a Change writes what the index shows: listings, and the records that name their providers. */
function isListed({ rows = [] }: Change): boolean {
  return rows.some(({ table }) => table === 'listing' || table === 'participant');
}
