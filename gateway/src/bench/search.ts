/** `search`: searches in three languages over a catalogue of 100,000 listings, as the back office answers them. */
import { join } from 'node:path';
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import { originOf, toNoteKey } from '@selat/sdk/log';
import { searchListings } from '../domain/search/search-listings.js';
import type { SearchQuery, SearchView } from '../domain/search/search-view.js';
import { type LogContext, NO_PROBE, openCommitter } from '../log/index.js';
import { openSqliteSearch, SearchFollower } from '../search/index.js';
import { openSqliteStore, type Store } from '../store/index.js';
import type { BenchContext } from './context.js';
import { type Figure, quantile } from './measure.js';
import { changeOf, listingAt, SEARCHES } from './search-catalogue.js';

const SELF = 'szdex.example';
const LISTINGS = 100_000;
const ROUNDS = 20;
/** Listings in one transaction. */
const BATCH = 64;

const NO_FILTERS: SearchQuery = {
  ...{ words: '', forms: [], subjects: [], purposes: [], priceModels: [] },
  ...{ jurisdictions: [], languages: [], exchanges: [], states: ['current'], limit: 20 },
};

/** A store with its index, empty at first. */
export interface Catalogue {
  readonly store: Store;
  readonly context: LogContext;
  readonly follower: SearchFollower;
  search(query: Partial<SearchQuery>): Promise<SearchView>;
  close(): Promise<void>;
}

/** Opens it in the folder of the benchmark, or in the PostgreSQL database that SELAT_DATABASE_URL names. */
export async function openCatalogue({ dir, env, clock }: BenchContext): Promise<Catalogue> {
  const context: LogContext = { exchange: SELF, env: 'SANDBOX', origin: originOf(SELF, 'SANDBOX', 1) };
  const { store, engine } = await openEngine(dir, env['SELAT_DATABASE_URL'], context);
  const { reader } = store;
  const onFailure = (error: unknown) => {
    throw error;
  };
  const follower = new SearchFollower({ engine, reader, exchange: SELF, onFailure });
  const deps = { index: follower.index, reader, clock, self: { exchange: SELF } };
  return {
    store,
    context,
    follower,
    search: (query) => searchListings(deps, { ...NO_FILTERS, ...query }),
    close: async () => {
      await follower.stop();
      await store.close();
    },
  };
}

async function openEngine(dir: string, url: string | undefined, context: LogContext) {
  const headDir = join(dir, 'head');
  if (url === undefined || url === '') {
    const store = await openSqliteStore({ file: join(dir, 'selat.sqlite'), headDir, context, probe: NO_PROBE });
    return { store, engine: await openSqliteSearch(join(dir, 'selat-search.sqlite')) };
  }
  const { openPostgresStore } = await import('../store/open-postgres.js');
  const { PostgresSearch } = await import('../search/postgres-search.js');
  const store = await openPostgresStore({ url, head: { dir: headDir }, context, probe: NO_PROBE });
  return { store, engine: new PostgresSearch(url) };
}

/** Commits the first listings of the catalogue of the benchmark. */
export async function fillCatalogue(
  { store, context }: Catalogue,
  count: number,
  { clock, random }: BenchContext,
): Promise<void> {
  const log = generatePrivateKey('Ed25519', random);
  const committer = await openCommitter({
    ...{ store, context, clock, random, probe: NO_PROBE },
    logKey: { key: toNoteKey(context.origin, 'Ed25519', log.publicKey.raw), signer: localSigner(log) },
    receiptSigners: [localSigner(generatePrivateKey('Ed25519', random))],
  });
  for (let at = 0; at < count; at += BATCH) {
    const changes = Array.from({ length: Math.min(BATCH, count - at) }, (_, i) => changeOf(listingAt(at + i), clock()));
    await Promise.all(changes.map((change) => committer.commit(async () => change)));
  }
  await committer.close();
}

/** Milliseconds of each search, round by round. */
export async function timeSearches(
  { search }: Catalogue,
  rounds: number,
  { now, say }: BenchContext,
): Promise<readonly number[]> {
  const all: number[] = [];
  for (const [what, query] of SEARCHES) {
    const times: number[] = [];
    let total = '';
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = now();
      const page = await search(query);
      times.push(now() - startedAt);
      total = `${page.totalIsExact ? '' : 'more than '}${page.total}`;
    }
    say(`  ${what}: ${total} hits, median ${quantile(times, 0.5).toFixed(2)} ms`);
    all.push(...times);
  }
  return all;
}

export async function benchSearch(context: BenchContext): Promise<readonly Figure[]> {
  const catalogue = await openCatalogue(context);
  try {
    await fillCatalogue(catalogue, LISTINGS, context);
    const startedAt = context.now();
    await catalogue.follower.catchUp();
    const seconds = (context.now() - startedAt) / 1000;
    const times = await timeSearches(catalogue, ROUNDS, context);
    return [
      { name: 'search.p50', value: quantile(times, 0.5), unit: 'ms' },
      {
        name: 'search.p95',
        value: quantile(times, 0.95),
        unit: 'ms',
        target: '<= 20 ms',
        isMet: quantile(times, 0.95) <= 20,
      },
      { name: 'search.indexing', value: LISTINGS / seconds, unit: '1/s' },
    ];
  } finally {
    await catalogue.close();
  }
}
