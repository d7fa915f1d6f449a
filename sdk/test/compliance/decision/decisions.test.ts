import { describe, expect, it } from 'vitest';
import { orderFacts, requireSameDecision, rerunDecision } from '../../../src/compliance/index.js';
import type { RegulatoryOrder } from '../../../src/model/index.js';
import { reasonOf } from '../example-attestation.js';
import { BUYER, flowOf, malaysianFlow, opened } from './flow-world.js';
import { CN_MY, MY_CN, signedOut, TwoSides, told } from './two-sides.js';

/** What nobody can take from a listing: the answers of the consumer's and of the provider's officer. */
const recipient = { ...BUYER, foreignAuthority: 'no', onCnRestrictedList: 'no', underCnCountermeasure: 'no' };
const leg = { from: 'CN', to: 'MY', mode: 'AGGREGATE_OUTPUT', transitOnly: 'no' };
const BUYER_SAYS = { legs: [{ ...leg, recipient }] };
const SELLER_SAYS = { data: { secret: 'no', exportControlled: 'no' } };

describe('CMP-17: each exchange decides by the law of its own jurisdiction', () => {
  const nothing = new TwoSides(flowOf(), CN_MY);

  it('and leaves the other law to the other exchange', () => {
    expect(told(nothing.decide('consumer'))).toEqual(['CN-MY MY PERMIT']);
    const input = { ...nothing.input('consumer'), elsewhere: new Set<string>() };
    expect(told(new TwoSides(flowOf(), CN_MY).decide('consumer', []))).toHaveLength(1);
    expect(rerunDecision(signedOut(nothing.decide('consumer')), input).differences).not.toEqual([]);
  });

  it('statistics of a Chinese seller need five answers, three where a public body opened the source', () => {
    const missing = 'data.exportControlled data.secret';
    const ofRecipient = ['foreignAuthority', 'onCnRestrictedList', 'underCnCountermeasure'].map(
      (fact) => `legs[0].recipient.${fact}`,
    );
    expect(told(nothing.decide('provider'))).toEqual([`CN-MY CN NEEDS ${missing} ${ofRecipient.join(' ')}`]);
    const open = new TwoSides(flowOf({ sourceStatement: opened() }), CN_MY);
    expect(told(open.decide('provider'))).toEqual([`CN-MY CN NEEDS ${ofRecipient.join(' ')}`]);
    const asked = new TwoSides(flowOf(), CN_MY, { provider: SELLER_SAYS, consumer: BUYER_SAYS });
    expect(told(asked.decide('provider'))).toEqual(['CN-MY CN PERMIT']);
    expect(told(asked.decide('consumer'))).toEqual(['CN-MY MY PERMIT']);
  });

  it('statistics of a Malaysian seller need one answer, none where a public body opened the source', () => {
    const sides = (over: Parameters<typeof flowOf>[0], provider = {}) => {
      const world = new TwoSides(malaysianFlow(over), MY_CN, { provider });
      return [...told(world.decide('provider')), ...told(world.decide('consumer'))];
    };
    expect(sides({})).toEqual(['MY-CN MY NEEDS data.publicSectorOrigin', 'MY-CN CN PERMIT']);
    const permitted = ['MY-CN MY PERMIT', 'MY-CN CN PERMIT'];
    expect(sides({}, { data: { publicSectorOrigin: 'NONE' } })).toEqual(permitted);
    expect(sides({ sourceStatement: opened() })).toEqual(permitted);
  });

  it('leaves the listing gate to publication', () => {
    const open = new TwoSides(flowOf({ sourceStatement: opened() }), CN_MY);
    expect(open.facts['listing']).toEqual({ publicData: 'OPENED' });
    expect(open.decide('provider').result.listing).toBeUndefined();
  });
});

describe('CMP-8: the other side runs a decision again', () => {
  const world = new TwoSides(flowOf(), CN_MY, { provider: SELLER_SAYS, consumer: BUYER_SAYS });

  it('and comes to the same from what it names', () => {
    const decision = signedOut(world.decide('provider'));
    expect(decision).toMatchObject({ outcome: 'PERMIT', mode: 'FULL', partialPaths: [] });
    expect(rerunDecision(decision, world.input('provider')).differences).toEqual([]);
    expect(requireSameDecision(decision, world.input('provider')).result.outcome).toBe('PERMIT');
  });

  it('refuses one that comes out otherwise, and says where', () => {
    const decision = signedOut(world.decide('provider'));
    const silent = new TwoSides(flowOf(), CN_MY, { provider: SELLER_SAYS }).input('provider');
    expect(reasonOf(() => requireSameDecision(decision, silent))).toBe('DECISION_MISMATCH');
    expect(() => requireSameDecision(decision, silent)).toThrow('leg 1 CN outcome: PERMIT, run again NEEDS');
    const another = { ...decision, asOf: '2026-11-22' };
    expect(rerunDecision(another, world.input('provider')).differences).toEqual([
      'as of: 2026-11-22, run again 2026-11-23',
    ]);
  });
});

describe('FCT-10: orders that bind a flow are read as rules read them', () => {
  const order = (over: Partial<RegulatoryOrder>) =>
    ({ kind: 'HALT', scopes: [{ kind: 'ALL', jurisdiction: 'CN' }], ...over }) as RegulatoryOrder;

  it('one for each law, with the measure that they name or that their kind is', () => {
    expect(orderFacts([order({})])).toEqual([{ jurisdiction: 'CN', kind: 'CEASE_PROCESSING' }]);
    const rectify = order({ kind: 'RECTIFY', receivedOn: '2026-11-01', measure: 'INTERVIEW' });
    expect(orderFacts([rectify, order({ kind: 'RESUME' })])).toEqual([
      { jurisdiction: 'CN', kind: 'INTERVIEW', receivedOn: '2026-11-01' },
    ]);
  });

  it('and a halt denies', () => {
    const world = new TwoSides(flowOf(), CN_MY, { provider: SELLER_SAYS, consumer: BUYER_SAYS });
    const decided = world.decide('provider', [], orderFacts([order({})]));
    expect(decided.result.legs[0]?.jurisdictions[0]).toMatchObject({ outcome: 'DENY', ruleIds: ['CN-STOP-09'] });
  });
});
