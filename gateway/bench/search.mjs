#!/usr/bin/env node
/**
 * Measures search: `node gateway/bench/search.mjs [--listings N] [--postgres URL] [--dir DIR] [--json]`, after a build.
 * Fills a store, or takes the one of an earlier run where --dir names it; indexes it; then searches.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import { originOf, toNoteKey } from '@selat/sdk/log';
import { searchListings } from '../dist/domain/search/search-listings.js';
import { NO_PROBE, openCommitter } from '../dist/log/index.js';
import { openSqliteSearch, SearchFollower } from '../dist/search/index.js';
import { PostgresSearch } from '../dist/search/postgres-search.js';
import { openSqliteStore } from '../dist/store/index.js';
import { openPostgresStore } from '../dist/store/open-postgres.js';
import { changeOf, listingAt, SEARCHES } from './search-catalogue.mjs';

const SELF = 'szdex.example';
const BATCH = 64;
const NO_FILTERS = {
  words: '',
  forms: [],
  subjects: [],
  purposes: [],
  priceModels: [],
  jurisdictions: [],
  languages: [],
  exchanges: [],
  states: ['current'],
  limit: 20,
};

/** Opens a store of either engine with its index. `close` ends both. */
export async function openCatalogue({ dir, postgres, now }) {
  const context = { exchange: SELF, env: 'SANDBOX', origin: originOf(SELF, 'SANDBOX', 1) };
  const headDir = join(dir, 'head');
  const store =
    postgres === undefined
      ? await openSqliteStore({ file: join(dir, 'selat.sqlite'), headDir, context, probe: NO_PROBE })
      : await openPostgresStore({ url: postgres, head: { dir: headDir }, context, probe: NO_PROBE });
  const engine =
    postgres === undefined ? await openSqliteSearch(join(dir, 'selat-search.sqlite')) : new PostgresSearch(postgres);
  const follower = new SearchFollower({
    engine,
    reader: store.reader,
    exchange: SELF,
    onFailure: (error) => console.error(error),
  });
  const deps = { index: follower.index, reader: store.reader, clock: () => now, self: { exchange: SELF } };
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

/** Commits listings `from` to `to` of the catalogue; returns milliseconds. */
export async function fillCatalogue({ store, context }, { from, to, now }) {
  const log = generatePrivateKey('Ed25519', randomBytes);
  const committer = await openCommitter({
    store,
    context,
    logKey: { key: toNoteKey(context.origin, 'Ed25519', log.publicKey.raw), signer: localSigner(log) },
    receiptSigners: [localSigner(generatePrivateKey('Ed25519', randomBytes))],
    clock: () => now,
    random: randomBytes,
    probe: NO_PROBE,
  });
  const begun = performance.now();
  for (let at = from; at < to; at += BATCH) {
    const changes = Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => changeOf(listingAt(at + i), now));
    await Promise.all(changes.map((change) => committer.commit(async () => change)));
  }
  await committer.close();
  return performance.now() - begun;
}

/** Runs every search of the table `rounds` times: milliseconds of each, and of processors on average. */
export async function measureSearches({ search }, rounds) {
  const results = [];
  for (const [name, query] of SEARCHES) {
    const times = [];
    let page;
    const cpu = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) {
      const begun = performance.now();
      page = await search(query);
      times.push(performance.now() - begun);
    }
    const { user, system } = process.cpuUsage(cpu);
    const cpuMs = (user + system) / 1000 / rounds;
    results.push({ name, hits: page.total, isExact: page.totalIsExact, times, cpuMs });
  }
  return results;
}

export function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

async function main() {
  const { values } = parseArgs({
    options: {
      listings: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '20' },
      postgres: { type: 'string' },
      dir: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const listings = Number(values.listings);
  const dir = values.dir ?? mkdtempSync(join(tmpdir(), 'selat-search-'));
  const now = 1_790_000_000_000;
  const catalogue = await openCatalogue({ dir, postgres: values.postgres, now });
  try {
    const { size } = await catalogue.store.reader.findLogEnd({ next: 0, after: '', hash: '' });
    const fillMs = size < listings ? await fillCatalogue(catalogue, { from: size, to: listings, now }) : 0;
    const behind = await catalogue.follower.index.behind();
    const begun = performance.now();
    await catalogue.follower.catchUp();
    const indexMs = performance.now() - begun;
    const results = await measureSearches(catalogue, Number(values.rounds));
    report({ listings, fillMs, filled: listings - size, behind, indexMs, results }, values.json);
  } finally {
    await catalogue.close();
    if (values.dir === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

function report({ listings, fillMs, filled, behind, indexMs, results }, isJson) {
  const all = results.flatMap(({ times }) => times);
  const rate = (count, ms) => (ms > 0 ? Math.round((count / ms) * 1000) : 0);
  const summary = {
    listings,
    filledPerSecond: filled > 0 ? rate(filled, fillMs) : 0,
    indexedPerSecond: behind > 0 ? rate(behind, indexMs) : 0,
    p50: percentile(all, 0.5),
    p95: percentile(all, 0.95),
    worst: Math.max(...all),
  };
  if (isJson) {
    console.log(JSON.stringify(summary));
    return;
  }
  for (const { name, hits, isExact, times, cpuMs } of results) {
    const count = `${hits}${isExact ? '' : '+'}`;
    console.log(
      `${name.padEnd(28)} ${count.padStart(6)} hits  p50 ${percentile(times, 0.5).toFixed(2)} ms  p95 ${percentile(times, 0.95).toFixed(2)} ms  processor ${cpuMs.toFixed(2)} ms`,
    );
  }
  console.log(summary);
}

if (process.argv[1] === import.meta.filename) await main();
