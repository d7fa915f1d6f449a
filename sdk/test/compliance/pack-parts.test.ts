import { describe, expect, it } from 'vitest';
import { parsePack } from '../../src/compliance/index.js';
import { decide, first, rule, small, source } from './small-pack.js';

const HEADER = `id: xx
version: 1.0.0
jurisdiction: CN
effectiveFrom: "2020-01-01"
utcOffsetMinutes: 480
takesEffect: "2026-11-23T00:00:00Z"
`;
const CALENDAR = 'id: c, coversFrom: "2026-01-01", coversTo: "2026-12-31", weekend: [6, 7]';

function findings(text: string, header = HEADER): readonly string[] {
  const files = [header, text].map((one, i) => ({ name: `${i + 1}.yaml`, text: one }));
  const read = parsePack(files);
  return 'findings' in read ? read.findings.map(({ file, line, problem }) => `${file}:${line}: ${problem}`) : [];
}

describe('CMP-2: parts that contradict themselves are refused with file and line', () => {
  it.each([
    [
      'two calendars of one id',
      `calendars:\n  - {${CALENDAR}}\n  - {${CALENDAR}}\n`,
      '2.yaml:3: c stands in the pack twice',
    ],
    [
      'a calendar that covers nothing',
      `calendars:\n  - {${CALENDAR.replace('2026-12-31', '2025-12-31')}}\n`,
      '2.yaml:2: c covers 2026-01-01 to 2025-12-31, which is no day',
    ],
    [
      'a weekday that no week has',
      `calendars:\n  - {${CALENDAR.replace('6, 7', '0')}}\n`,
      '2.yaml:2: c has weekday 0; 1 is Monday and 7 is Sunday',
    ],
    [
      'two tables of one id',
      'tables:\n  - {id: t, citation: x, rows: []}\n  - {id: t, citation: x, rows: []}\n',
      '2.yaml:3: t stands in the pack twice',
    ],
    [
      'a row of a table that ends before it begins',
      'tables:\n  - {id: t, citation: x, rows: [{value: a, effectiveFrom: "2026-02-01", effectiveTo: "2026-01-31"}]}\n',
      '2.yaml:2: it is in force from 2026-02-01 to 2026-01-31, which is no day at all',
    ],
    [
      'an instrument that asks for itself',
      `instruments:\n  - {code: CN_SC, counts: '!held("CN_SC", leg)', citations: []}\n`,
      '2.yaml:2: whether CN_SC counts depends on whether CN_SC is held',
    ],
  ])('%s', (_, text, finding) => {
    expect(findings(text)).toEqual([finding]);
  });

  it('instruments that ask for each other, through a definition too', () => {
    const text = `definitions:
  - {name: certified, is: 'held("CN_CERT", leg)'}
instruments:
  - {code: CN_SC, counts: '!certified', citations: []}
  - {code: CN_CERT, counts: '!held("CN_SC")', citations: []}
`;
    expect(findings(text)).toEqual([
      '2.yaml:4: whether CN_SC counts depends on whether CN_SC is held',
      '2.yaml:5: whether CN_CERT counts depends on whether CN_CERT is held',
    ]);
  });

  it('a pack that ends before it begins, at its header', () => {
    expect(findings('tables: []\n', `${HEADER}effectiveTo: "2019-12-31"\n`)).toEqual([
      '1.yaml:1: it is in force from 2020-01-01 to 2019-12-31, which is no day at all',
    ]);
  });

  it('and what swallowed the lines below it is told in one line', () => {
    const [finding = ''] = findings(`sections\n  - level: LEG\n    rules: ${'x'.repeat(2000)}\nmore: 1\n`);
    expect(finding).toMatch(/^2\.yaml:\d+: /);
    expect(finding.length).toBeLessThan(400);
    expect(finding).not.toContain('\n');
  });
});

describe('CMP-2: the listing gate has no leg', () => {
  it.each(['onward', 'leg.recipient', 'held("CN_SC", leg)', 'earlier'])('not through a definition either: %s', (is) => {
    const when = is === 'leg.recipient' ? 'named.role == "PROCESSOR"' : is === 'earlier' ? 'size(named) > 0' : 'named';
    const rules = [rule({ id: 'R', level: 'LISTING', applies: 'true', when, outcome: 'PERMIT' })];
    expect(() => small([], { ...source([]), definitions: [{ name: 'named', is }], rules })).toThrow(
      /the listing gate has no leg/,
    );
  });
});

describe('CMP-4: counsel answers what no fact can', () => {
  const calendars = [
    {
      ...{ id: 'c', coversFrom: '2026-01-01', coversTo: '2026-12-31', weekend: [7] },
      ...{ holidays: [], workingDays: [] },
    },
  ];
  const past = 'asOf > workingDays("c", "2026-12-30", 9)';
  const review = (more: object = {}) => ({
    instruments: [{ code: 'COUNSEL_REVIEW', id: 'r', status: 'LIVE', ...more }],
  });

  it('a bar and a condition that a calendar leaves open wait for a review, and for nothing after it', () => {
    const pack = small(
      [
        { id: 'A', when: 'true', outcome: 'PERMIT' },
        { id: 'B', when: past, outcome: 'DENY' },
        { id: 'C', when: past, outcome: 'DUTY', needs: [['CN_PIPIA']] },
      ],
      { calendars },
    );
    const waiting = { outcome: 'NEEDS', needs: [{ anyOf: ['COUNSEL_REVIEW'] }], missingFacts: [] };
    expect(first(decide([pack]))).toMatchObject(waiting);
    expect(first(decide([pack], review()))).toMatchObject({ outcome: 'PERMIT', needs: [], missingFacts: [] });
  });

  it('a review does not answer for an absent fact', () => {
    const pack = small([
      { id: 'A', when: 'true', outcome: 'PERMIT' },
      { id: 'B', when: 'data.secret == "yes"', outcome: 'DENY' },
    ]);
    const expected = { outcome: 'NEEDS', needs: [], missingFacts: ['data.secret'] };
    expect(first(decide([pack], review()))).toMatchObject(expected);
  });

  it('where no pack knows the place a review counts as every instrument does [FCT-9]', () => {
    const from = (more: object) => first(decide([], { legs: [{ from: 'HK', to: 'MY' }], ...review(more) }));
    expect(from({}).outcome).toBe('PERMIT');
    for (const more of [{ scope: { countries: ['SG'] } }, { effectiveOn: '2026-11-24' }, { expiresOn: '2026-11-22' }]) {
      expect(from(more)).toMatchObject({ outcome: 'NEEDS', needs: [{ anyOf: ['COUNSEL_REVIEW'] }] });
    }
    const limited = { scope: { maxIndividuals: 10 } };
    expect(from(limited)).toMatchObject({ outcome: 'NEEDS', needs: [], missingFacts: ['counts.flowPersons'] });
  });
});
