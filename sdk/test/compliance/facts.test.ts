import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFacts, readFacts } from '../../src/compliance/index.js';
import { decide, first, small } from './small-pack.js';

const FACTS = { asOf: '2026-11-23', legs: [{ from: 'CN', to: 'MY' }] };
const problemsOf = (json: unknown) => {
  const read = readFacts(json);
  return 'problems' in read ? read.problems.map(({ path, problem }) => `${path} ${problem}`) : [];
};

describe('FCT-1: what the schema does not have is refused with its path', () => {
  it.each([
    ['a key', { dta: {} }, 'dta is no fact; is data meant?'],
    [
      'a key deep below',
      { legs: [{ recipient: { ciioo: 'no' } }] },
      'legs[0].recipient.ciioo is no fact; is ciio meant?',
    ],
    [
      'a code',
      { data: { grade: 'SECRET' } },
      'data.grade is "SECRET", no code of data-grade: GENERAL, IMPORTANT, CORE',
    ],
    ['a boolean', { data: { personal: true } }, 'data.personal is the boolean true, not a text; write "yes"'],
    ['null', { purpose: null }, 'purpose is null, not a text'],
    ['a day', { asOf: '2026-02-30' }, 'asOf is "2026-02-30", not a day of the calendar as YYYY-MM-DD'],
    [
      'a country',
      { collectedIn: ['China'] },
      'collectedIn[0] is "China", not two capital letters of ISO 3166-1 alpha-2',
    ],
    ['a count', { counts: { flowPersons: '5' } }, 'counts.flowPersons is the text "5", not a count'],
    ['half a person', { counts: { flowPersons: 1.5 } }, 'counts.flowPersons is the number 1.5, not a count'],
    ['fewer than none', { counts: { flowPersons: -1 } }, 'counts.flowPersons is -1, outside of 0 to 2147483647'],
    ['a list', { instruments: {} }, 'instruments is an object, not a list'],
    ['the same twice', { collectedIn: ['CN', 'CN'] }, 'collectedIn names something twice'],
    ['no legs', { legs: [] }, 'legs is empty'],
    ['an empty text', { purpose: '' }, 'purpose is empty; leave out what is unknown'],
  ])('%s', (_, more, problem) => {
    expect(problemsOf({ ...FACTS, ...more })).toEqual([problem]);
  });

  it('all mistakes at once', () => {
    expect(problemsOf({ leg: [], data: { personal: 'maybe' } })).toEqual([
      'leg is no fact; is legs meant?',
      'data.personal is "maybe", no code of tri: yes, no, unknown',
      'asOf is missing',
      'legs is missing',
    ]);
    expect(() => parseFacts({ leg: [] })).toThrow('leg is no fact; is legs meant?, and 2 more');
  });

  it('and any JSON is answered', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => problemsOf(json).length > 0));
  });
});

describe('FCT-6: a leg starts where the one before ended', () => {
  it('or the facts are refused', () => {
    const legs = [
      { from: 'CN', to: 'MY' },
      { from: 'SG', to: 'JP' },
    ];
    expect(problemsOf({ ...FACTS, legs })).toEqual(['legs[1].from is SG, but the leg before ends in MY']);
  });
});

describe('FCT-2 and FCT-3: absent and unknown are the same', () => {
  const pack = small([
    { id: 'A', when: 'data.personal == "no"', outcome: 'PERMIT' },
    { id: 'B', when: 'data.personal == "yes"', outcome: 'DENY' },
  ]);

  it.each([{}, { data: {} }, { data: { personal: 'unknown' } }])('%j', (facts) => {
    expect(first(decide([pack], facts))).toMatchObject({ outcome: 'NEEDS', missingFacts: ['data.personal'] });
  });
});

describe('FCT-4 and FCT-5: an absent list is empty, an absent count is not 0', () => {
  it('so the one is known and the other asked for', () => {
    const listed = small([{ id: 'A', when: '!regulatorOrders.exists(o, o.kind == "RECTIFY")', outcome: 'PERMIT' }]);
    const counted = small([{ id: 'A', when: 'counts.cnSensitiveYtd == 0', outcome: 'PERMIT' }]);
    expect(decide([listed]).outcome).toBe('PERMIT');
    expect(first(decide([counted])).missingFacts).toEqual(['counts.cnSensitiveYtd']);
    expect(decide([counted], { counts: { cnSensitiveYtd: 0 } }).outcome).toBe('PERMIT');
  });
});

describe('FCT-11: the most restrictive part decides', () => {
  const pack = small([
    { id: 'A', when: 'leg.to == "MY"', outcome: 'PERMIT' },
    { id: 'B', when: 'leg.to == "US"', outcome: 'DENY' },
    { id: 'L', level: 'LISTING', applies: 'true', when: 'listing.authorised == "yes"', outcome: 'PERMIT' },
  ]);

  it('of legs', () => {
    const legs = [
      { from: 'CN', to: 'MY' },
      { from: 'MY', to: 'CN' },
      { from: 'CN', to: 'US' },
    ];
    const result = decide(
      [
        pack,
        small([{ id: 'M', applies: 'leg.from == "MY"', when: 'true', outcome: 'PERMIT' }], { jurisdiction: 'MY' }),
      ],
      { legs },
    );
    expect([result.outcome, ...result.legs.map(({ outcome }) => outcome)]).toEqual([
      'DENY',
      'PERMIT',
      'PERMIT',
      'DENY',
    ]);
  });

  it('and of the listing gate, which runs where the facts have a listing', () => {
    expect(decide([pack]).listing).toBeUndefined();
    expect(decide([pack], { listing: { authorised: 'yes' } })).toMatchObject({
      outcome: 'PERMIT',
      listing: { outcome: 'PERMIT' },
    });
    const unknown = decide([pack], { listing: {} });
    expect(unknown).toMatchObject({ outcome: 'NEEDS', listing: { missingFacts: ['listing.authorised'] } });
  });
});

describe('FCT-8: another day takes the place of the one in the facts', () => {
  it('and then the facts need none', () => {
    const { asOf: _, ...undated } = FACTS;
    expect(parseFacts(undated, '2027-01-01').asOf).toBe('2027-01-01');
    expect(parseFacts(FACTS, '2027-01-01').asOf).toBe('2027-01-01');
  });
});
