import { countThresholds, type PackSource } from '@selat/sdk/compliance';
import { describe, expect, it } from 'vitest';

const rule = (id: string, over: object = {}) => ({
  ...{ id, level: 'LEG', applies: 'governed', outcome: 'NEEDS', needs: [['CN_SC', 'CN_CERT']], duties: [] },
  ...{ citations: ['Art 8'], support: 'T', digest: [], when: 'true', ...over },
});
const definitions = [
  { name: 'governed', is: 'leg.from == "CN"' },
  { name: 'million', is: 'counts.cnNonSensitiveYtd >= 1000000' },
  { name: 'assessment', is: 'exporter.ciio == "yes" || million' },
];
const packOf = (...rules: object[]) => ({ rules, definitions }) as unknown as PackSource;

describe('LGR-10: the thresholds of a pack are the numbers from which on a rule asks for something', () => {
  it('in the rule, or in the definitions that it names without denying them', () => {
    const sa = { when: 'assessment', needs: [['CN_SA']], citations: ['Art 7', 'Art 38'] };
    const sc = { when: '!assessment && counts.cnNonSensitiveYtd >= 100000 || counts.cnSensitiveYtd > 0' };
    const found = countThresholds(
      packOf(rule('A', sa), rule('B', sc), rule('C', { ...sa, citations: ['Art 38'] })),
      '2026-11-23',
    );
    expect(found).toEqual([
      {
        path: 'counts.cnNonSensitiveYtd',
        from: 100_000,
        needs: [['CN_SC', 'CN_CERT']],
        rules: ['B'],
        citations: ['Art 8'],
      },
      {
        path: 'counts.cnNonSensitiveYtd',
        from: 1_000_000,
        needs: [['CN_SA']],
        rules: ['A', 'C'],
        citations: ['Art 38', 'Art 7'],
      },
      { path: 'counts.cnSensitiveYtd', from: 1, needs: [['CN_SC', 'CN_CERT']], rules: ['B'], citations: ['Art 8'] },
    ]);
  });

  it('of rules that are law on the day and ask for an instrument', () => {
    const when = 'counts.cnNonSensitiveYtd >= 5';
    const over = rule('A', { when, effectiveTo: '2024-03-21' });
    const duty = rule('B', { when, outcome: 'DUTY' });
    expect(countThresholds(packOf(over, duty), '2024-03-22')).toEqual([]);
    expect(countThresholds(packOf(over, duty), '2024-03-21')).toMatchObject([{ from: 5, rules: ['A'] }]);
  });
});
