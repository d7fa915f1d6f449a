import { describe, expect, it } from 'vitest';
import { byTurns, quantile, rateOf } from '../../src/bench/measure.js';
import { describeFigures, toPage } from '../../src/bench/report.js';

const REPORT = {
  commit: '0123456789ab',
  cpu: '2 x A processor, Node.js v20.19.0',
  load: 3.25,
  results: [
    {
      name: 'listing.ingest',
      value: 4_321.4,
      unit: '1/s',
      limit: 20_000,
      ratio: 0.216,
      target: '>= 5,000/s',
      isMet: false,
    },
    { name: 'grant.latency.p50', value: 12.345, unit: 'ms' },
  ],
};

describe('the benchmark prints what it measured, beside the limit of the machine', () => {
  it('as a table of 80 columns', () => {
    const lines = describeFigures(REPORT).split('\n');
    expect(lines[1]).toMatch(/^listing\.ingest +4,321\/s +20,000\/s +0\.22$/);
    expect(lines[2]).toMatch(/^grant\.latency\.p50 +12\.3 ms$/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('as a page that names commit, processor and day', () => {
    const page = toPage(REPORT, '2026-02-03');
    expect(page).toContain('on 2026-02-03, commit `0123456789ab`, on 2 x A processor');
    expect(page).toContain('other work kept 3.3 processes');
    expect(page).toContain('| `listing.ingest` | 4,321/s | 20,000/s | 0.22 | >= 5,000/s | **no** |');
  });
});

describe('the benchmark counts every operation once', () => {
  it('with many in flight, by the clock that it is given', async () => {
    let ms = 0;
    const seen: number[] = [];
    const rate = await rateOf({ now: () => ms }, { count: 50, inFlight: 8 }, async (at) => {
      seen.push(at);
      ms += 10;
    });
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at));
    expect(rate).toBe(100);
  });

  it('takes medians of turns, without the first', async () => {
    const firsts = [999, 1, 5, 3, 2, 4];
    const seconds = [999, 10, 50, 30, 20, 40];
    const next = (values: number[]) => async () => values.shift() ?? Number.NaN;
    expect(await byTurns(next(firsts), next(seconds))).toEqual([3, 30]);
    expect(quantile([4, 1, 3, 2], 0.99)).toBe(4);
  });
});
