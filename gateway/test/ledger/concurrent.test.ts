import { describe, expect, it } from 'vitest';
import { NO_PROBE } from '../../src/log/index.js';
import { openPostgresStore } from '../../src/store/open-postgres.js';
import { newDatabase } from '../store/postgres-databases.js';
import {
  afterTest,
  CONTEXT,
  openNode,
  openTestCommitter,
  STORES,
  seededRandom,
  tempDir,
  testClock,
} from '../store/temp-node.js';
import { countsOf, depsOf, digestOf, offer, PROVIDER, requested } from './ledger-node.js';

const OFFERS = 200;
/** More than a Change may be decided again. */
const MANY = 40;
/** 1,000 persons each: 37 fit below the threshold. */
const EACH = { ordinary: 1_000, threshold: 37_001 };

const fulfilled = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length;
const reasons = (results: readonly PromiseSettledResult<unknown>[]) =>
  new Set(
    results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { reason?: string }).reason ?? String(result.reason)] : [],
    ),
  );

describe.each(STORES)('LGR-4: offers at once cannot overdraw the last headroom ($name)', (engine) => {
  it('lets through as many of 200 as fit, and refuses the others by the decision alone', async () => {
    const deps = depsOf(await openNode(engine));
    await requested(deps, OFFERS);
    const results = await Promise.allSettled(Array.from({ length: OFFERS }, (_, i) => offer(deps, i + 1, EACH)));
    expect(reasons(results)).toEqual(new Set(['GRANT_TRANSITION_REFUSED']));
    expect(fulfilled(results)).toBe(37);
    expect(await countsOf(deps)).toMatchObject({ cnNonSensitiveYtd: 37_000, cnSensitiveYtd: 0 });
    const [sum] = await deps.reader.sumLedgerEntries({ provider: PROVIDER, year: 2026 });
    expect(sum).toEqual({ kind: 'RESERVATION', state: 'HELD', entries: 37, ordinary: 37_000, sensitive: 0 });
  });

  it('reserves all where they fit, though each moves the sums of the others', async () => {
    const deps = depsOf(await openNode(engine));
    await requested(deps, MANY);
    const results = await Promise.allSettled(Array.from({ length: MANY }, (_, i) => offer(deps, i + 1)));
    expect(reasons(results)).toEqual(new Set());
    expect(await countsOf(deps)).toMatchObject({ cnNonSensitiveYtd: MANY });
  });
});

describe('LGR-4: nor can offers of several processes on one database', () => {
  it('together let through as many of 200 as fit', async () => {
    const [url, dir] = [await newDatabase(), tempDir()];
    const gateways = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const store = await openPostgresStore({ url, head: { dir }, context: CONTEXT, probe: NO_PROBE });
        afterTest(() => store.close());
        const committer = await openTestCommitter({ store, random: seededRandom(name) });
        return depsOf({ store, committer, clock: testClock() });
      }),
    );
    const [first] = gateways;
    if (first === undefined) return;
    await requested(first, OFFERS);
    const results = await Promise.allSettled(
      Array.from({ length: OFFERS }, (_, i) => offer(gateways[i % 3] ?? first, i + 1, EACH)),
    );
    expect(reasons(results)).toEqual(new Set(['GRANT_TRANSITION_REFUSED']));
    expect(fulfilled(results)).toBe(37);
    expect(await countsOf(first)).toMatchObject({ cnNonSensitiveYtd: 37_000 });
    expect(await first.reader.findLedgerEntry(digestOf(OFFERS + 1))).toBeUndefined();
  });
});
