import { describe, expect, it } from 'vitest';
import { GRANT_LIFE_COMMANDS } from '../../src/cli/commands/grant-life.js';
import { instant, price, volume } from '../../src/cli/grant-given.js';
import { describeDetail } from '../../src/cli/output/grant-text.js';
import { PLAIN } from '../../src/cli/output/style.js';
import type { GrantDetail } from '../../src/domain/use-cases.js';

const ID = `sha256:${'3a7b'.repeat(16)}`;
const BEFORE = `sha256:${'9c01'.repeat(16)}`;
const NOON = Date.UTC(2026, 2, 2, 12);
const DAY = 86_400_000;

describe('API-5: the command line says prices, quotas and instants in words', () => {
  it.each([
    ['FREE', { model: 'FREE' }],
    ['CNY 450000', { model: 'ONE_OFF', currency: 'CNY', amountMinor: '450000' }],
    ['PER_CALL MYR 012', { model: 'PER_CALL', currency: 'MYR', amountMinor: '12' }],
    ['SUBSCRIPTION CNY 10000 MONTH', { model: 'SUBSCRIPTION', currency: 'CNY', amountMinor: '10000', period: 'MONTH' }],
    ['REVENUE_SHARE CNY 250', { model: 'REVENUE_SHARE', currency: 'CNY', shareBps: 250 }],
  ])('reads price %s', (text, expected) => {
    expect(price.parse(text)).toEqual(expected);
  });

  it.each(['CNY 4500.00', '4500 CNY', 'CNY', 'cny 5', 'NEGOTIATED', 'CNY 5 MONTH', 'TIERED CNY 5', 'CNY -5'])(
    'refuses price %s, and says what to write',
    (text) => {
      const { error } = price.safeParse(text);
      expect(error?.issues[0]?.message).toContain('write FREE, CNY 450000');
    },
  );

  it('reads volumes and instants, and refuses what is none', () => {
    expect(volume.parse(['CALLS=1000/DAY'])).toEqual([{ unit: 'CALLS', limit: 1000, period: 'DAY' }]);
    expect(volume.safeParse(['CALLS=0/DAY']).success).toBe(false);
    expect(instant.parse('2026-03-02')).toBe(Date.UTC(2026, 2, 2));
    expect(instant.parse('2026-03-02T20:00:00+08:00')).toBe(NOON);
    for (const text of ['tomorrow', '2026-13-40', '2026-03-02 12:00'])
      expect(instant.safeParse(text).success).toBe(false);
  });

  it('has a summary and an example for each verb', () => {
    for (const { name, summary, example } of GRANT_LIFE_COMMANDS) {
      expect([summary.length > 20, example.startsWith(`selat ${name} sha256:`)]).toEqual([true, true]);
    }
  });
});

describe('API-5: a grant is shown within 80 columns, with its line, price and deadlines', () => {
  const price = { model: 'ONE_OFF', currency: 'CNY', amountMinor: '400000', text: 'ONE_OFF CNY 4000.00' };
  const grant: GrantDetail = {
    ...{ id: ID, request: BEFORE, grant: ID, state: 'offered', peer: 'szdex.example', side: 'consumer' as const },
    ...{ listing: 'szdex.example/l/yantian-throughput-index', consumer: 'my.example/p/strait-logistics' },
    signers: ['szdex.example#issuer#Ed25519', 'szdex.example#issuer#SGD_SM3_SM2', 'my.example#acceptor#Ed25519'],
    ...{ decisions: [], pending: ['selat.v1.GrantWithdrawal'], holds: [], needs: [], isOverdue: false },
    ...{ price, askedPrice: { ...price, text: 'ONE_OFF CNY 3500.00' }, supersedes: BEFORE },
    ...{ offerDeadline: NOON, lapsesAt: NOON + 60_000, validFrom: NOON, validUntil: NOON + 30 * DAY },
    ...{ records: [], requestSigners: [], contested: [], deletions: [] },
    decided: [],
    history: [
      { id: BEFORE, state: 'declined', reason: 'COUNTERED', price, validFrom: NOON, validUntil: NOON + DAY },
      { id: ID, state: 'offered', price, validFrom: NOON, validUntil: NOON + 30 * DAY },
    ],
    documents: [],
    records: [],
    requestSigners: [],
    receipts: [],
  };
  const text = describeDetail(grant, PLAIN);

  it('fits', () => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('shows what was asked beside what is offered, until when, and what came before', () => {
    for (const words of [
      /price +ONE_OFF CNY 4000\.00\n/,
      /asked price +ONE_OFF CNY 3500\.00\n/,
      /countersign by +2026-03-02 12:00:00Z\n/,
      /lapses after +2026-03-02 12:01:00Z\n/,
      / 9c019c019c01 +declined \(COUNTERED\) +2026-03-02 +2026-03-03/,
      />3a7b3a7b3a7b +offered/,
    ]) {
      expect(text).toMatch(words);
    }
  });
});
