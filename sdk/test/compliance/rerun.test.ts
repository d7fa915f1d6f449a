import { describe, expect, it } from 'vitest';
import { decisionDifferences, isPackAcceptable, OVERLAP_MS, validUntilMs } from '../../src/compliance/index.js';
import { decide, small } from './small-pack.js';

const TAKES = Date.UTC(2026, 0, 1);
const NEXT = Date.UTC(2026, 5, 1);

describe('CMP-6: a version counts for 24 hours beyond its successor', () => {
  it.each([
    [TAKES - 1, false],
    [TAKES, true],
    [NEXT, true],
    [NEXT + OVERLAP_MS - 1, true],
    [NEXT + OVERLAP_MS, false],
  ])('at %i: %s', (at, isAcceptable) => {
    expect(isPackAcceptable(TAKES, NEXT, at)).toBe(isAcceptable);
  });

  it('and without end where no successor is known', () => {
    expect(isPackAcceptable(TAKES, undefined, NEXT * 2)).toBe(true);
  });
});

describe('CMP-8: a decision that is run again is compared by what it decides', () => {
  const rules = [
    { id: 'A', when: 'true', outcome: 'NEEDS', needs: [['CN_SC', 'CN_CERT']], duties: ['CN_SECURITY'] },
    { id: 'B', when: 'data.personal == "yes"', outcome: 'DUTY', needs: [['CN_PIPIA']] },
  ] as const;
  const result = decide([small(rules)]);

  it('finds nothing where only citations or the order of lists differ', () => {
    const cited = small(rules.map((one) => ({ ...one, citations: ['another'] })));
    const turned = small([...rules].reverse());
    expect(decisionDifferences(result, decide([cited]))).toEqual([]);
    expect(decisionDifferences(result, decide([turned]))).toEqual([]);
  });

  it.each([
    ['outcome', { data: { personal: 'no' }, instruments: [{ code: 'CN_SC', status: 'LIVE' }] }],
    ['needs', { data: { personal: 'yes' } }],
    ['missingFacts', { data: { personal: 'no' } }],
  ])('finds other %s', (part, facts) => {
    expect(decisionDifferences(result, decide([small(rules)], facts)).join('; ')).toContain(part);
  });

  it('finds a leg or a jurisdiction that only one side has', () => {
    const legs = [
      { from: 'CN', to: 'MY' },
      { from: 'MY', to: 'SG' },
    ];
    expect(decisionDifferences(result, decide([small(rules)], { legs }))).toEqual(['1 legs, not 2']);
    expect(decisionDifferences(result, decide([]))).not.toEqual([]);
  });
});

describe('CMP-10: a decision counts to the end of its earliest last day there', () => {
  it('in the days of the jurisdiction, 480 minutes ahead of UTC', () => {
    const pack = small([{ id: 'A', when: 'true', outcome: 'PERMIT', validUntil: 'yearEnd(asOf)' }]);
    expect(validUntilMs(decide([pack]), new Map([['CN', 480]]))).toBe(Date.UTC(2026, 11, 31, 16));
  });

  it('or stays open', () => {
    expect(validUntilMs(decide([small([{ id: 'A', when: 'true', outcome: 'PERMIT' }])]), new Map())).toBeUndefined();
  });
});
