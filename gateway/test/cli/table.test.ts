import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../src/cli/output/style.js';
import { fields, table } from '../../src/cli/output/table.js';

const ROW = {
  index: '104',
  time: '2026-11-23 12:17:39Z',
  act: 'register-participant',
  by: 'operator',
  about: 'p/strait-logistics',
};
const show = (by: string, about: string) =>
  table(
    [{ ...ROW, by, about }],
    [
      { title: 'INDEX', value: ({ index }) => index },
      { title: 'TIME', value: ({ time }) => time },
      { title: 'ACT', value: ({ act }) => act },
      { title: 'BY', value: (row) => row.by, shrinks: 'last' },
      { title: 'ABOUT', value: (row) => row.about, shrinks: true },
    ],
    PLAIN,
    'none',
  ).split('\n');

describe('CFG-3: tables fit 80 columns, and the history names its officers whole', () => {
  it('cuts what an act is about before who did it', () => {
    const lines = show('operator + mei', 'l/freight-electrification-sandbox');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toContain('operator + mei');
    expect(lines[1]).toMatch(/l\/freight-el…$/);
  });

  it('cuts both where a name is longer than that', () => {
    const lines = show('operator-of-the-evening-shift + chief-compliance-officer', 'l/freight-electrification-sandbox');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toContain('operator-of-');
  });
});

describe('CFG-3: names and values fit 80 columns', () => {
  it('a long value goes on below itself, and a digest stays whole', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const title = '盐田港集装箱吞吐量指数（周度） (zh-CN), Yantian container throughput index, by week (en)';
    const lines = fields(
      [
        ['fingerprint', digest],
        ['title', title],
        ['absent', undefined],
      ],
      PLAIN,
    ).split('\n');
    expect(lines[0]).toBe(`fingerprint  ${digest}`);
    expect(lines.slice(1)).toEqual([
      'title        盐田港集装箱吞吐量指数（周度） (zh-CN), Yantian container',
      '             throughput index, by week (en)',
      '',
    ]);
  });
});
