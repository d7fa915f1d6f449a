import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListingDraft } from '../../src/import/index.js';
import { readPrice } from '../../src/import/szdex/price.js';
import { exampleFile } from './import-fixtures.js';
import { importRow, mallOverlay, priceOf, reasons } from './szdex-fixtures.js';

const find = (word: string, table: Readonly<Record<string, unknown>>) =>
  table[word] as Record<string, unknown> | undefined;

/** Amount and unit of a row -> model, minor units, period. */
const PRICES: readonly (readonly [unknown, unknown, string, bigint | undefined, string])[] = [
  ['100', '元/次', 'PER_CALL', 10_000n, ''],
  [100, '次', 'PER_CALL', 10_000n, ''],
  ['0.8', '元/次', 'PER_CALL', 80n, ''],
  [0.07, '元/次', 'PER_CALL', 7n, ''],
  [1234567.89, '元', 'ONE_OFF', 123_456_789n, ''],
  ['1,000.50', '元/年', 'SUBSCRIPTION', 100_050n, 'YEAR'],
  ['１，０００', '元／月', 'SUBSCRIPTION', 100_000n, 'MONTH'],
  ['1.25', '万元/年', 'SUBSCRIPTION', 1_250_000n, 'YEAR'],
  ['1.2万元', '年', 'SUBSCRIPTION', 1_200_000n, 'YEAR'],
  ['100元/季度', null, 'SUBSCRIPTION', 10_000n, 'QUARTER'],
  ['100元/季度', '元/季度', 'SUBSCRIPTION', 10_000n, 'QUARTER'],
  ['￥99', '', 'ONE_OFF', 9_900n, ''],
  ['5', '人民币/套', 'ONE_OFF', 500n, ''],
  ['面议', '元/次', 'NEGOTIATED', undefined, ''],
  [null, '面议', 'NEGOTIATED', undefined, ''],
  [0, '面议', 'NEGOTIATED', undefined, ''],
  ['0.00', '元/次', 'FREE', undefined, ''],
  ['免费', null, 'FREE', undefined, ''],
];

const UNREADABLE: readonly (readonly [unknown, unknown, string])[] = [
  ['100', '元/条', 'no price model stands for the unit "元/条"'],
  ['100', '美元/次', 'no price model stands for the unit "美元/次"'],
  ['100', '元/100次', 'no price model stands for the unit "元/100次"'],
  ['100', null, 'the amount 100 has no unit'],
  ['100-200', '元/次', '"100-200" is no single amount'],
  ['100起', '元/次', '"100起" is no single amount'],
  ['-5', '元/次', '"-5" is no single amount'],
  ['1,00', '元/次', '"1,00" is no single amount'],
  [1e21, '元/次', '"1e+21" is no single amount'],
  [0.1234567890123456, '元/次', 'has more than 15 digits; write it as text'],
  ['0.005', '元/次', 'the amount 0.005 has a fraction of a fen'],
  ['9999999999999999', '万元', 'is beyond all prices'],
  ['100元/次', '元/年', 'the units "元/次" and "元/年" differ'],
  ['100', '面议', 'the amount 100 and "面议" contradict'],
  ['constructor', '元/次', '"constructor" is no single amount'],
  ['100', 'constructor', 'no price model stands for the unit "constructor"'],
];

describe('IMP-13: a price of a row is typed without rounding, or left to the overlay', () => {
  it.each(PRICES)('reads %j %j as %s', (xsjg, xsgg, model, amountMinor, period) => {
    const price = priceOf(importRow({ xsjg, xsgg }).drafts[0]);
    expect(price).toMatchObject({ model, period, currency: amountMinor === undefined ? '' : 'CNY' });
    expect(price?.amountMinor).toBe(amountMinor);
  });

  it.each(UNREADABLE)('rejects %j %j with its place', (xsjg, xsgg, said) => {
    const reason = reasons(importRow({ xsjg, xsgg }));
    expect(reason).toMatch(/mall\.json:\d+: data\.rows\[0\]\.xsjg: /);
    expect(reason).toContain(said);
    expect(reason).toContain('state price (records.<id>.price or all.price; price: terms keeps that of the template)');
  });

  it('keeps every digit of a decimal text', () => {
    const amount = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 13n }), fc.integer({ min: 0, max: 99 }));
    fc.assert(
      fc.property(amount, ([yuan, fen]) => {
        const reading = readPrice(`${yuan}.${String(fen).padStart(2, '0')}`, '元/次', find);
        const minor = yuan * 100n + BigInt(fen);
        expect(reading).toEqual({
          price: minor === 0n ? { model: 'FREE' } : { model: 'PER_CALL', currency: 'CNY', amountMinor: minor },
        });
      }),
    );
  });

  it('answers any words', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double()), fc.string({ unit: 'binary' }), (amount, unit) => {
        const reading = readPrice(amount, unit, find);
        if ('price' in reading && reading.price?.['amountMinor'] !== undefined)
          expect(reading.price['amountMinor']).toBeGreaterThan(0n);
      }),
    );
  });
});

describe('IMP-13: the record has the price, the overlay the last word', () => {
  const pathsOf = (draft: ListingDraft | undefined) =>
    draft?.provenance
      .filter(({ path }) => path.endsWith('.price'))
      .map(({ path, source, reference }) => `${path} ${source} ${reference}`);

  it('stands in each licence of the record, with the lines of the template, and is credited to the row', () => {
    const overlay = mallOverlay();
    const all = { ...overlay, text: overlay.text.replace('[standard-call]', '[standard-call, sandbox-modelling]') };
    const [draft] = importRow({}, { overlay: all }).drafts;
    expect(draft?.terms.map(({ price }) => [price?.model, price?.amountMinor, price?.tiers.length])).toEqual([
      ['PER_CALL', 10_000n, 0],
      ['PER_CALL', 10_000n, 0],
    ]);
    expect(draft?.terms[0]?.price?.lines.map(({ kind }) => kind)).toEqual(['EXCHANGE_COMMISSION', 'VALUE_ADDED_TAX']);
    expect(pathsOf(draft)).toEqual([
      'terms[0].price RECORD mall.json#SN-1#xsjg, xsgg',
      'terms[1].price RECORD mall.json#SN-1#xsjg, xsgg',
    ]);
  });

  it('leaves the price of the template where the row is silent', () => {
    const [draft] = importRow({ xsjg: null, xsgg: null }).drafts;
    expect(priceOf(draft)).toMatchObject({ model: 'PER_CALL', amountMinor: 50n });
    expect(pathsOf(draft)).toEqual([]);
  });

  it('leaves the price of the template where the overlay says so, also for a price that cannot be read', () => {
    const overlay = mallOverlay('records:\n  SN-1: { price: terms }\n');
    const { drafts, notes } = importRow({}, { overlay });
    expect(priceOf(drafts[0])).toMatchObject({ model: 'PER_CALL', amountMinor: 50n });
    expect(notes.map(({ path }) => path)).toContain('price');
    expect(pathsOf(drafts[0])).toEqual([]);
    expect(priceOf(importRow({ xsgg: '元/条' }, { overlay }).drafts[0])?.amountMinor).toBe(50n);
  });

  it('takes a price of the overlay over both', () => {
    const overlay = mallOverlay(
      'records:\n  SN-1:\n    price: { model: SUBSCRIPTION, currency: CNY, amountMinor: 900, period: DAY }\n',
    );
    const [draft] = importRow({}, { overlay }).drafts;
    expect(priceOf(draft)).toMatchObject({ model: 'SUBSCRIPTION', amountMinor: 900n, period: 'DAY' });
    expect(pathsOf(draft)?.[0]).toMatch(/^terms\[0\]\.price OVERLAY overlay\.yaml#\d+$/);
  });

  it.each([
    ['cheap', 'expected a price, or the word terms, got text "cheap"'],
    ['{ model: PER_CALL }', 'price.currency: a price of model PER_CALL needs currency'],
    ['{ model: FREE, colour: red }', 'unknown key; known here: model, currency'],
  ])('reports the mistake in price: %s', (text, said) => {
    const overlay = mallOverlay(`records:\n  SN-1:\n    price: ${text}\n`);
    expect(() => importRow({}, { overlay })).toThrow(said);
    expect(() => importRow({}, { overlay })).toThrow(/overlay\.yaml:\d+: records\.SN-1\.price/);
  });

  it('does not touch a licence of the template itself', () => {
    const terms = exampleFile('shenzhen/terms.yaml');
    expect(priceOf(importRow({}, { terms }).drafts[0])?.amountMinor).toBe(10_000n);
    expect(priceOf(importRow({ xsjg: null }, { terms }).drafts[0])?.amountMinor).toBe(50n);
  });
});
