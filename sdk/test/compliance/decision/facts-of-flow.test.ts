import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  FACT_OWNERS,
  type FlowFacts,
  factsOfFlow,
  factsOfListing,
  joinComparisons,
  mergeFacts,
  ownerOf,
  parseFacts,
  readFacts,
  requireOwnFacts,
} from '../../../src/compliance/index.js';
import { reasonOf } from '../example-attestation.js';
import { BUYER, DAY, flowOf, listingOf, opened, personal } from './flow-world.js';

const plain = factsOfFlow(flowOf());
const facts = (over: object): FlowFacts => parseFacts({ asOf: DAY, legs: plain.legs, ...over });

describe('CMP-14: what listing and request tell of a flow', () => {
  it('are facts that a file could hold', () => {
    expect(readFacts(plain)).toEqual({ facts: plain });
    expect(plain).toEqual({
      asOf: DAY,
      legs: [{ from: 'CN', to: 'MY', mode: 'AGGREGATE_OUTPUT', transitOnly: 'no', recipient: BUYER }],
      collectedIn: ['CN'],
      provider: { id: 'szdex.example/p/port', establishedIn: 'CN' },
      data: { grade: 'GENERAL', personal: 'no', importantStatus: 'NONE', lawfullyObtained: 'yes' },
      counts: { flowPersons: 0 },
      purpose: 'research',
    });
  });

  it('leads through each other place of processing and then the hops', () => {
    const onward = [{ country: 'TH', recipient: 'th-mill', mode: 'COPY' }];
    const { legs } = factsOfFlow(flowOf({}, { processingPlaces: ['MY', 'CN', 'SG'], onward }));
    expect(legs.map(({ from, to, mode }) => `${from}-${to} ${mode}`)).toEqual([
      'CN-MY AGGREGATE_OUTPUT',
      'MY-SG AGGREGATE_OUTPUT',
      'SG-TH COPY',
    ]);
    expect(legs[2]).toEqual({ from: 'SG', to: 'TH', mode: 'COPY', recipient: { id: 'th-mill' } });
  });

  it('stands as reading on site where all processing is at the place of storage', () => {
    const flow = flowOf({ form: 'API_QUERY' }, { processingPlaces: ['CN'] });
    expect(factsOfFlow(flow).legs).toMatchObject([{ from: 'CN', to: 'MY', mode: 'ON_SITE', transitOnly: 'no' }]);
    const nowhere = { ...flow, consumer: { id: BUYER.id } };
    expect(factsOfFlow(nowhere).legs).toMatchObject([{ from: 'CN', to: 'CN', mode: 'ON_SITE' }]);
  });

  it('says what an opened source means, and nothing that the listing does not say', () => {
    const open = factsOfFlow(flowOf({ sourceStatement: opened() }));
    expect(open['data']).toMatchObject({ secret: 'no', exportControlled: 'no' });
    expect(open['listing']).toEqual({ publicData: 'OPENED' });
    const two = factsOfFlow(
      flowOf({ grade: 'IMPORTANT', personalData: personal(7) }, { purposes: ['research', 'statistics'] }),
    );
    expect(two).not.toHaveProperty('purpose');
    expect(two['data']).not.toHaveProperty('importantStatus');
    expect(two['counts']).toEqual({ flowPersons: 7 });
  });

  it('gives the listing gate what a listing says', () => {
    const gate = factsOfListing(listingOf(), DAY);
    expect(gate['listing']).toEqual({
      sourceStatement: 'yes',
      sellerIdentityVerified: 'yes',
      buyerIdentityVerified: 'yes',
      rightHold: 'yes',
      rightProcess: 'yes',
      rightOperate: 'yes',
      gradeDeclared: 'yes',
      onwardUseBanned: 'no',
    });
    expect(gate).toMatchObject({ legs: [], purpose: 'research', retention: { overseasMonths: 1 } });
    expect(readFacts({ ...gate, legs: plain.legs })).toHaveProperty('facts');
  });

  it('refuses a statement that says otherwise', () => {
    const check = (over: object) => reasonOf(() => requireOwnFacts(facts(over), 'provider', plain));
    expect(check({ data: { personal: 'yes' } })).toBe('FACTS_MISMATCH');
    expect(check({ legs: [{ ...plain.legs[0], mode: 'COPY' }] })).toBe('FACTS_MISMATCH');
    expect(check({ legs: [plain.legs[0], { from: 'MY', to: 'SG' }] })).toBe('FACTS_MISMATCH');
    expect(check({ ...plain, data: { ...(plain['data'] as object), secret: 'no' } })).toBeUndefined();
  });
});

describe('CMP-13: each exchange states what is its own', () => {
  const check = (side: 'provider' | 'consumer', over: object) =>
    reasonOf(() => requireOwnFacts(facts(over), side, plain));
  const recipient = { ...BUYER, foreignAuthority: 'no' };
  const ofBuyer = { legs: [{ ...plain.legs[0], recipient }] };

  it.each([
    ['provider', { data: { secret: 'no' } }, undefined],
    ['consumer', { data: { secret: 'no' } }, 'FACTS_NOT_OWN'],
    ['consumer', ofBuyer, undefined],
    ['provider', ofBuyer, 'FACTS_NOT_OWN'],
    ['provider', { legs: [{ ...plain.legs[0], overseasRowAccess: 'no' }] }, undefined],
    ['consumer', { legs: [{ ...plain.legs[0], overseasRowAccess: 'no' }] }, 'FACTS_NOT_OWN'],
    ['consumer', { retention: { overseasMonths: 3 } }, undefined],
    ['provider', { instruments: [{ code: 'CN_SA' }] }, 'FACTS_NOT_OWN'],
    ['provider', { regulatorOrders: [{ kind: 'RECTIFY' }] }, 'FACTS_NOT_OWN'],
    ['consumer', { counts: { mySubjects: 3 } }, 'FACTS_NOT_OWN'],
    ['provider', { counts: { mySubjects: 3 } }, undefined],
    ['consumer', { data: { secret: 'unknown' } }, undefined],
  ] as const)('the %s side, %j: %s', (side, over, reason) => {
    expect(check(side, over)).toBe(reason);
  });

  it('also what it answers in place of a fact', () => {
    const answer = (side: 'provider' | 'consumer', path: string) =>
      reasonOf(() => requireOwnFacts(plain, side, plain, [{ path }]));
    expect(answer('provider', 'counts.cnSensitiveYtd')).toBeUndefined();
    expect(answer('consumer', 'counts.cnSensitiveYtd')).toBe('FACTS_NOT_OWN');
    expect(answer('provider', 'data.personal')).toBe('FACTS_MISMATCH');
  });

  it('and the consumer’s what it knows as the exporter of a later leg', () => {
    const base = factsOfFlow(flowOf({}, { processingPlaces: ['MY', 'SG'] }));
    const stated = { ...base, counts: { flowPersons: 0, mySubjects: 3 }, notice: { myGiven: 'yes' } };
    expect(reasonOf(() => requireOwnFacts(parseFacts(stated), 'consumer', base))).toBeUndefined();
  });

  it('as the table of the chapter says, row by row', () => {
    const chapter = readFileSync(new URL('../../../../docs/spec/compliance.md', import.meta.url), 'utf8');
    const [, table = ''] = chapter.split('| path | who states it |\n|---|---|\n');
    const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([^`]+)` \| (\w+) \|$/gm)];
    expect(Object.fromEntries(rows.map(([, path, owner]) => [path, owner]))).toEqual(FACT_OWNERS);
  });

  it('and every fact has an owner', () => {
    const top = ['asOf', 'legs[3].recipient.ftz.zone', 'data.grade', 'listing.authorised', 'incident.subjects'];
    expect(top.map(ownerOf)).toEqual(['listing', 'consumer', 'provider', 'provider', 'either']);
    expect(ownerOf('legs[1].recipient.onCnRestrictedList')).toBe('either');
    expect(ownerOf('legs[1].overseasRowAccess')).toBe('consumer');
  });
});

describe('CMP-15: facts of both are joined', () => {
  it('field by field, and what is unknown to one may be known to the other', () => {
    const consumer = facts({ legs: [{ ...plain.legs[0], recipient: { ...BUYER, ciio: 'unknown' } }], collectedIn: [] });
    const provider = facts({ data: { secret: 'no' }, mixing: {} });
    expect(mergeFacts(plain, consumer, provider)).toEqual({
      ...plain,
      data: { ...(plain['data'] as object), secret: 'no' },
      mixing: {},
    });
  });

  it('and so are their answers to comparisons', () => {
    const one = {
      path: 'counts.cnSensitiveYtd',
      operator: 'GE',
      operand: '10000',
      truth: 'no',
      withheldUnder: 'DSL Art 36',
    };
    expect(joinComparisons([one], [one, { ...one, operand: '1' }])).toHaveLength(2);
    expect(reasonOf(() => joinComparisons([one], [{ ...one, truth: 'yes' }]))).toBe('FACTS_CONFLICT');
  });

  it('and two values of one path are refused', () => {
    const one = facts({ counts: { cnSensitiveYtd: 1 } });
    const two = facts({ counts: { cnSensitiveYtd: 2 } });
    expect(reasonOf(() => mergeFacts(plain, one, two))).toBe('FACTS_CONFLICT');
    expect(() => mergeFacts(plain, one, two)).toThrow('counts.cnSensitiveYtd is 1 and 2');
    const longer = facts({ legs: [plain.legs[0], { from: 'MY', to: 'SG' }] });
    expect(reasonOf(() => mergeFacts(plain, longer))).toBe('FACTS_CONFLICT');
  });
});
