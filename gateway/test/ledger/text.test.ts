import { describe, expect, it } from 'vitest';
import { describeLedger, describeYears } from '../../src/cli/output/ledger-text.js';
import { PLAIN as style } from '../../src/cli/output/style.js';
import type { LedgerDetail } from '../../src/domain/ledger/view-types.js';

const MOST = 2_147_483_647;
const none = { ordinary: 0, sensitive: 0 };
const entry = { id: 'a', ordinary: MOST, sensitive: MOST, officer: 'szdex.example/o/wang', at: 1_790_000_000_000 };
const ledger: LedgerDetail = {
  ...{ provider: 'szdex.example/p/port-data', year: 2026, isRunning: true, isOpened: false, ...none, held: none },
  ...{ opening: none, exports: none, corrections: { ordinary: -1500, sensitive: 0 }, consumed: none, headroom: [] },
  entries: {
    items: [
      { ...entry, kind: 'CORRECTION', state: 'BOOKED', reason: 'a long reason '.repeat(20) },
      { ...entry, kind: 'RESERVATION', state: 'RELEASED', request: `sha256:${'ab'.repeat(32)}` },
    ],
  },
};
const pack = { id: 'cn', version: '1.0.0', digest: `sha256:${'cd'.repeat(32)}` };
const needs = [['CN_SC', 'CN_CERT', 'COUNSEL_REVIEW']];
const left = {
  sum: 'ordinary' as const,
  from: MOST,
  needs,
  rules: ['R'],
  citations: ['A very long article '.repeat(5)],
};
const printed = [
  describeLedger(ledger, style),
  describeLedger({ ...ledger, pack, headroom: [{ ...left, left: 0 }] }, style),
  describeLedger({ ...ledger, isRunning: false }, style),
  describeYears({ items: [ledger] }, style),
  describeYears({ items: [] }, style),
];

describe('LGR-10: the ledger is shown with what is left, within 80 columns', () => {
  it('with an answer also where no pack says, and where the year is over', () => {
    for (const line of printed.join('\n').split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(printed[0]).toContain('No rule pack of this law is installed');
    expect(printed[0]).toContain('-1,500 ordinary');
    expect(printed[1]).toMatch(/2,147,483,647 ordinary +NONE +CN_SC or CN_CERT/);
    expect(printed[2]).toContain('The year is not running');
    expect(printed[4]).toContain('selat ledger open');
  });
});
