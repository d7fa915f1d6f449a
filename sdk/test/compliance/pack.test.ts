import { RulePack } from '@selat/proto/selat/v1/compliance.js';
import { describe, expect, it } from 'vitest';
import { parsePack, type RulePackBody, readRulePack, toRulePack } from '../../src/compliance/index.js';
import { SelatError } from '../../src/errors/index.js';
import { decide, small } from './small-pack.js';

const HEADER = `id: xx
version: 1.0.0
jurisdiction: CN
effectiveFrom: "2020-01-01"
utcOffsetMinutes: 480
takesEffect: "2026-11-23T00:00:00Z"
`;
const RULE = 'outcome: PERMIT, citations: [Art 1], support: T';
const section = (...rules: string[]) =>
  `sections:\n  - level: LEG\n    applies: leg.from == "CN"\n    rules:\n${rules.map((one) => `      - {${one}}\n`).join('')}`;

function findings(...texts: string[]): string[] {
  const read = parsePack(texts.map((text, i) => ({ name: `${i + 1}.yaml`, text })));
  return 'findings' in read ? read.findings.map(({ file, line, problem }) => `${file}:${line}: ${problem}`) : [];
}

describe('CMP-2: a pack that is not sound is refused with file and line', () => {
  it.each([
    [
      'an unknown fact',
      'id: A, when: data.persnal == "no"',
      /^2\.yaml:5: column 6 of .*a Data has no field persnal, only description/,
    ],
    [
      'an unknown code of an instrument',
      `id: A, when: 'held("CN_XX", leg)'`,
      /^2\.yaml:5: .*CN_XX is no code of an instrument/,
    ],
    [
      'an expression outside of the subset',
      `id: A, when: 'size(legs) + 1 > 2'`,
      /^2\.yaml:5: .*"\+" is no part of the language/,
    ],
    ['no condition', 'id: A', /^2\.yaml:5: has no when/],
    ['an unknown key', `id: A, when: 'true', whn: 'true'`, /^2\.yaml:5: whn has no meaning here/],
  ])('%s', (_, rule, finding) => {
    expect(findings(HEADER, section(`${rule}, ${RULE}`))[0]).toMatch(finding);
  });

  it('dates that overlap', () => {
    const old = `id: A, when: 'true', effectiveTo: "2026-01-01", ${RULE}`;
    const young = `id: A, when: 'true', effectiveFrom: "2026-01-01", ${RULE}`;
    expect(findings(HEADER, section(old, young))).toEqual([
      '2.yaml:6: A is in force twice on the same day: its dates overlap',
    ]);
  });

  it('a need that nobody can hold beforehand, and a bar with needs', () => {
    const wrong = (outcome: string, code: string) =>
      findings(
        HEADER,
        section(`id: A, when: 'true', outcome: ${outcome}, needs: [[${code}]], citations: [x], support: T`),
      );
    expect(wrong('NEEDS', 'CN_SC_FILE')).toEqual(['2.yaml:5: CN_SC_FILE is a duty and never a need']);
    expect(wrong('DENY', 'CN_SC')).toEqual(['2.yaml:5: nothing cures a DENY: its codes are duties']);
  });

  it('YAML that is none, no header, two headers', () => {
    expect(findings('id: [')[0]).toMatch(/^1\.yaml:\d+: /);
    expect(findings(section(`id: A, when: 'true', ${RULE}`))[0]).toContain('no file has the header');
    expect(findings(HEADER, HEADER)[0]).toContain('a pack has one header');
  });

  it('a definition that bears the name of a fact, or comes after its use', () => {
    const define = (name: string, is: string) => `definitions:\n  - {name: ${name}, is: '${is}'}\n`;
    expect(findings(HEADER, define('data', 'true'))[0]).toContain('data is the name of a fact');
    expect(findings(HEADER, define('a', 'b'))[0]).toContain('b is neither a fact nor a definition above');
  });
});

describe('CMP-3: a signed pack is the authored one, and says what it reads', () => {
  const pack = small(
    [
      {
        id: 'B',
        when: 'big && !held("CN_SC", leg)',
        outcome: 'NEEDS',
        needs: [['CN_SC', 'CN_CERT']],
        validUntil: 'yearEnd(asOf)',
      },
      { id: 'A', when: 'data.personal == "no"', outcome: 'PERMIT', duties: ['CN_SECURITY'] },
    ],
    {
      definitions: [{ name: 'big', is: 'counts.cnNonSensitiveYtd >= 100000' }],
      instruments: [
        { code: 'CN_SC', counts: 'covers(instrument, leg)', until: 'instrument.expiresOn', citations: ['x'] },
      ],
      tables: [{ id: 't', citation: 'x', rows: [{ value: 'a', effectiveFrom: '2026-01-01' }] }],
    },
  );
  const sent: RulePackBody = RulePack.decode(RulePack.encode({ head: undefined, ...toRulePack(pack) }).finish());

  it('and decides the same', () => {
    const facts = { counts: { cnNonSensitiveYtd: 100_000 }, data: { personal: 'yes' } };
    expect(decide([readRulePack(sent)], facts)).toEqual(decide([pack], facts));
    expect(sent.rules.map(({ id, reads }) => [id, reads])).toEqual([
      ['A', ['data.personal', 'leg.from']],
      ['B', ['counts.cnNonSensitiveYtd', 'instruments', 'leg.from']],
    ]);
  });

  it('or is refused', () => {
    const [a, b] = sent.rules;
    const wrong = { ...sent, rules: [{ ...a, reads: [] }, b] } as RulePackBody;
    expect(() => readRulePack(wrong)).toThrow(SelatError);
    expect(() => readRulePack(wrong)).toThrow('rule A reads data.personal, leg.from, and says otherwise');
  });
});
