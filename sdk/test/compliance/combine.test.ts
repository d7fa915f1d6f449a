import { describe, expect, it } from 'vitest';
import { attestedTruths, NO_GROUND, NO_PACK } from '../../src/compliance/index.js';
import { decide, first, small } from './small-pack.js';

const YES = 'data.personal == "yes"';
const OTHER = 'data.secret == "yes"';
const PERSONAL = { data: { personal: 'yes', secret: 'no' } };
const live = (code: string, more: object = {}) => ({ code, id: code, status: 'LIVE', ...more });

describe('CMP-4: a bar that fires decides', () => {
  it('whatever grounds and conditions say, with its own duties and articles', () => {
    const pack = small([
      { id: 'A', when: 'true', outcome: 'PERMIT', duties: ['CN_SECURITY'] },
      { id: 'B', when: YES, outcome: 'DENY', duties: ['CN_RECTIFICATION'] },
      { id: 'C', when: YES, outcome: 'DUTY', needs: [['CN_PIPIA']] },
    ]);
    const expected = { outcome: 'DENY', ruleIds: ['B'], needs: [], duties: ['CN_RECTIFICATION'], citations: ['Art B'] };
    expect(first(decide([pack], PERSONAL))).toMatchObject(expected);
  });

  it('and holds the flow while nobody knows whether it fires', () => {
    const pack = small([
      { id: 'A', when: 'true', outcome: 'PERMIT' },
      { id: 'B', when: YES, outcome: 'DENY' },
    ]);
    expect(first(decide([pack]))).toMatchObject({ outcome: 'NEEDS', needs: [], missingFacts: ['data.personal'] });
  });
});

describe('CMP-4: grounds are alternatives', () => {
  const pack = small([
    { id: 'A', when: YES, outcome: 'NEEDS', needs: [['CN_SC', 'CN_CERT']], duties: ['CN_SC_FILE'] },
    { id: 'B', when: 'exemptionClaim.type == "HR"', outcome: 'PERMIT', needs: [['HR_EVIDENCE'], ['LEGAL_MEMO']] },
  ]);
  const claim = (...evidence: string[]) => ({ ...PERSONAL, exemptionClaim: { type: 'HR', evidence } });

  it('of which the first open need of each makes one gap', () => {
    const gap = (codes: string[]) => ({ outcome: 'NEEDS', needs: [{ anyOf: codes }] });
    expect(first(decide([pack], claim()))).toMatchObject(gap(['CN_CERT', 'CN_SC', 'HR_EVIDENCE']));
    expect(first(decide([pack], claim('HR_EVIDENCE')))).toMatchObject(gap(['CN_CERT', 'CN_SC', 'LEGAL_MEMO']));
  });

  it('of which a complete one is enough, and is the one that is told', () => {
    const expected = { outcome: 'PERMIT', needs: [], ruleIds: ['B'], duties: [], citations: ['Art B'] };
    expect(first(decide([pack], claim('HR_EVIDENCE', 'LEGAL_MEMO')))).toMatchObject(expected);
  });

  it('of which an unknown one is asked for only while none is complete', () => {
    const held = { ...PERSONAL, instruments: [live('CN_SC')] };
    expect(first(decide([pack], held))).toMatchObject({ outcome: 'PERMIT', missingFacts: [], duties: ['CN_SC_FILE'] });
    expect(first(decide([pack], PERSONAL))).toMatchObject({ outcome: 'NEEDS', missingFacts: ['exemptionClaim.type'] });
  });
});

describe('CMP-4: conditions and duties', () => {
  const pack = small([
    { id: 'A', when: 'true', outcome: 'PERMIT' },
    { id: 'B', when: YES, outcome: 'DUTY', needs: [['CN_PIPIA'], ['CN_NOTICE']], duties: ['CN_PIPIA'] },
    { id: 'C', when: OTHER, outcome: 'DUTY', duties: ['CN_SECURITY'] },
  ]);

  it('a condition leaves each of its gaps open beside the ground', () => {
    const expected = { outcome: 'NEEDS', needs: [{ anyOf: ['CN_NOTICE'] }], ruleIds: ['A', 'B'], duties: ['CN_PIPIA'] };
    expect(first(decide([pack], { ...PERSONAL, instruments: [live('CN_PIPIA')] }))).toMatchObject(expected);
  });

  it('a duty without needs never gates, not even unknown', () => {
    const facts = { data: { personal: 'no' } };
    expect(first(decide([pack], facts))).toMatchObject({ outcome: 'PERMIT', duties: [], missingFacts: [] });
  });

  it('a pack of duties alone permits', () => {
    const inbound = small([
      { id: 'D', applies: 'leg.to == "CN"', when: 'true', outcome: 'DUTY', duties: ['CN_SECURITY'] },
    ]);
    const facts = { legs: [{ from: 'MY', to: 'CN' }], instruments: [live('COUNSEL_REVIEW')] };
    expect(first(decide([inbound], facts))).toMatchObject({ outcome: 'PERMIT', duties: ['CN_SECURITY'] });
  });
});

describe('CMP-4: nothing falls through to a permit', () => {
  it('where no ground fires, counsel is asked', () => {
    const pack = small([{ id: 'A', when: OTHER, outcome: 'PERMIT' }]);
    const expected = { outcome: 'NEEDS', needs: [{ anyOf: ['COUNSEL_REVIEW'] }], ruleIds: [NO_GROUND] };
    expect(first(decide([pack], PERSONAL))).toMatchObject(expected);
  });

  it('where no pack knows the place, counsel is asked too', () => {
    const expected = {
      jurisdiction: 'HK',
      outcome: 'NEEDS',
      needs: [{ anyOf: ['COUNSEL_REVIEW'] }],
      ruleIds: [NO_PACK],
    };
    const facts = { legs: [{ from: 'HK', to: 'MY' }] };
    expect(first(decide([], facts))).toMatchObject(expected);
    expect(decide([], { ...facts, instruments: [live('COUNSEL_REVIEW')] }).outcome).toBe('PERMIT');
    expect(first(decide([], { legs: [{ to: 'MY' }] }))).toMatchObject({ missingFacts: ['legs[0].from'] });
  });

  it('where a calendar ends, counsel is asked', () => {
    const work = {
      id: 'work',
      coversFrom: '2026-01-01',
      coversTo: '2026-12-31',
      weekend: [7],
      holidays: [],
      workingDays: [],
    };
    const when = 'asOf <= workingDays("work", "2026-12-30", 9)';
    const pack = small([{ id: 'A', when, outcome: 'PERMIT' }], { calendars: [work] });
    expect(first(decide([pack]))).toMatchObject({ outcome: 'NEEDS', needs: [{ anyOf: ['COUNSEL_REVIEW'] }] });
  });
});

describe('CMP-5: a reading that nobody verified permits nothing alone', () => {
  const weak = { id: 'A', when: 'true', outcome: 'PERMIT' } as const;
  const review = [{ anyOf: ['COUNSEL_REVIEW'] }];

  it.each(['K', 'I'] as const)('support %s waits for counsel', (support) => {
    const pack = small([{ ...weak, support }]);
    expect(first(decide([pack]))).toMatchObject({ outcome: 'NEEDS', needs: review, ruleIds: ['A'] });
    expect(decide([pack], { instruments: [live('COUNSEL_REVIEW')] }).outcome).toBe('PERMIT');
  });

  it('a recorded sign-off or a better ground is enough', () => {
    const signOff = { officer: 'szdex.example/o/counsel', day: '2026-10-01' };
    expect(decide([small([{ ...weak, support: 'K', signOff }])]).outcome).toBe('PERMIT');
    expect(
      decide([
        small([
          { ...weak, support: 'I' },
          { ...weak, id: 'B', support: 'R' },
        ]),
      ]).outcome,
    ).toBe('PERMIT');
  });

  it('a bar needs no better support', () => {
    expect(decide([small([{ ...weak, outcome: 'DENY', support: 'I' }])]).outcome).toBe('DENY');
  });
});

describe('FCT-8: the law of the day is applied', () => {
  const pack = small([
    { id: 'A', when: 'true', outcome: 'PERMIT', citations: ['Art 37'], effectiveTo: '2025-12-31' },
    { id: 'A', when: 'true', outcome: 'PERMIT', citations: ['Art 39'], effectiveFrom: '2026-01-01' },
  ]);

  it.each([
    ['2025-12-31', 'Art 37'],
    ['2026-01-01', 'Art 39'],
  ])('on %s that is %s', (asOf, citation) => {
    expect(first(decide([pack], { asOf })).citations).toEqual([citation]);
  });
});

describe('FCT-13: a permit says how long it holds', () => {
  const pack = small(
    [
      { id: 'A', when: YES, outcome: 'NEEDS', needs: [['CN_SC', 'CN_CERT']] },
      { id: 'B', when: 'true', outcome: 'DUTY', needs: [['CN_PIPIA']] },
      { id: 'C', when: OTHER, outcome: 'PERMIT', validUntil: 'yearEnd(asOf)' },
    ],
    { instruments: [{ code: 'CN_CERT', counts: 'true', until: 'addMonths(instrument.issuedOn, 36)', citations: [] }] },
  );
  const holding = (...instruments: object[]) => ({ ...PERSONAL, instruments });
  const untilOf = (facts: object) => first(decide([pack], facts)).validUntil;

  it('by the instrument that closed the gap, the longest of several', () => {
    const [sc, cert] = [live('CN_SC', { expiresOn: '2027-05-01' }), live('CN_CERT', { issuedOn: '2026-01-31' })];
    expect(untilOf(holding(live('CN_PIPIA'), sc))).toBe('2027-05-01');
    expect(untilOf(holding(live('CN_PIPIA'), sc, cert))).toBe('2029-01-31');
    expect(untilOf(holding(live('CN_PIPIA'), sc, live('CN_SC')))).toBeUndefined();
  });

  it('by a condition that ends before the ground', () => {
    expect(untilOf(holding(live('CN_PIPIA', { expiresOn: '2026-12-01' }), live('CN_SC')))).toBe('2026-12-01');
  });

  it('by the rule itself', () => {
    const facts = { data: { personal: 'no', secret: 'yes' }, instruments: [live('CN_PIPIA')] };
    expect(untilOf(facts)).toBe('2026-12-31');
  });
});

describe('CMP-9: a comparison may be attested in place of its fact', () => {
  const pack = small([
    { id: 'A', when: 'counts.cnSensitiveYtd >= 10000', outcome: 'NEEDS', needs: [['CN_SA']] },
    { id: 'B', when: 'counts.cnSensitiveYtd < 10000', outcome: 'PERMIT' },
  ]);
  const state = (operator: string, truth: string, operand = '10000') => ({
    ...{ path: 'counts.cnSensitiveYtd', operator, operand, truth },
    withheldUnder: 'an example',
  });

  it('and the decision knows which paths it took so', () => {
    const { attested, paths } = attestedTruths([state('GE', 'no'), state('LT', 'yes')]);
    expect(decide([pack], {}, { attested }).outcome).toBe('PERMIT');
    expect([...paths]).toEqual(['counts.cnSensitiveYtd']);
  });

  it('but only that comparison, and only where the fact is absent', () => {
    const { attested, paths } = attestedTruths([state('GE', 'yes'), state('LT', 'no', '20000')]);
    expect(decide([pack], { counts: { cnSensitiveYtd: 1 } }, { attested }).outcome).toBe('PERMIT');
    expect([...paths]).toEqual([]);
    expect(first(decide([pack], {}, { attested })).missingFacts).toEqual(['counts.cnSensitiveYtd']);
  });
});
