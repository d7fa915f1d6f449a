import {
  checkGrantEnd,
  foldGrant,
  type GrantSide,
  type GrantState,
  type GrantVerb,
  mayArrive,
  TRANSITIONS,
} from '@selat/sdk/lifecycle';
import { describe, expect, it } from 'vitest';
import { wireScope, wireTerms } from '../model/trade-fixtures.js';
import { hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  countersigned,
  evidenceOf,
  formed,
  GRANT,
  grantDocument,
  HOUR,
  offer,
  receipt,
  request,
  requestWithdrawal,
} from './evidence-fixtures.js';

const REFUSED = expect.objectContaining({ reason: 'GRANT_TRANSITION_REFUSED' });
const EARLY = expect.objectContaining({ reason: 'PREDECESSOR_MISSING', isRetryable: true });
const NOW = NOON + 3000;

const requested = foldGrant(evidenceOf([request()], [receipt(SZ, hex(2))]));
const offered = foldGrant(evidenceOf([request(), offer()], [receipt(MY, GRANT)]));
const signed = foldGrant(evidenceOf([request(), offer(), countersigned()], [receipt(MY, GRANT)]));
const withdrawn = foldGrant(evidenceOf([request(), requestWithdrawal(hex(9))], [receipt(SZ, hex(9))]));
const active = foldGrant(formed());

const arrive = (state: GrantState, verb: GrantVerb, side: GrantSide, now = NOW) => {
  return () => mayArrive(state, verb, side, now);
};

describe('GRT-21: an act that the table does not allow is put off where a later state allows it, else refused', () => {
  it('takes what the table allows, state by state', () => {
    for (const state of [requested, offered, active]) {
      for (const [verb, move] of Object.entries(TRANSITIONS[state.state])) {
        for (const side of move.sides) expect(arrive(state, verb as GrantVerb, side)).not.toThrow();
      }
    }
  });
  it('puts off what needs an offer or a formed grant first', () => {
    expect(arrive(requested, 'decline', 'consumer')).toThrow(EARLY);
    expect(arrive(requested, 'suspend', 'provider')).toThrow(EARLY);
    expect(arrive(offered, 'end', 'consumer')).toThrow(EARLY);
  });
  it('takes at once what the provider does to a grant whose formation it has not told yet', () => {
    for (const verb of ['suspend', 'revoke', 'end'] as const) {
      expect(arrive(signed, verb, 'provider')).not.toThrow();
      expect(arrive(offered, verb, 'provider')).toThrow(EARLY);
    }
  });
  it('refuses what no later document can allow', () => {
    expect(arrive(withdrawn, 'offer', 'provider')).toThrow(REFUSED);
    expect(arrive(active, 'withdraw', 'consumer')).toThrow(REFUSED);
    expect(arrive(active, 'resume', 'consumer')).toThrow(REFUSED);
    expect(arrive(offered, 'withdraw-offer', 'consumer')).toThrow(REFUSED);
    expect(arrive(active, 'suspend', 'provider', NOON + 31 * 24 * HOUR)).toThrow(REFUSED);
  });
  it('takes an answer to an offer also after the lapse, which is only computed', () => {
    const late = NOON + 2 * HOUR;
    expect(arrive(offered, 'withdraw-offer', 'provider', late)).not.toThrow();
    expect(arrive(offered, 'decline', 'consumer', late)).not.toThrow();
  });
});

describe('GRT-20: a provider says only that a quota of the whole term is used up', () => {
  const withTotal = (period: string) => ({
    ...active,
    grant: grantDocument({
      terms: wireTerms({ quotas: [] }),
      scope: wireScope({ volume: [{ unit: 'CALLS', limit: 5n, period }] }),
    }),
  });
  it('a consumer ends as completed, a provider does not', () => {
    expect(() => checkGrantEnd(active, 'COMPLETED', 'consumer')).not.toThrow();
    expect(() => checkGrantEnd(active, 'COMPLETED', 'provider')).toThrow(REFUSED);
  });
  it('either ends as exhausted, where a quota of the whole term is there', () => {
    for (const side of ['provider', 'consumer'] as const) {
      expect(() => checkGrantEnd(withTotal('TERM'), 'EXHAUSTED', side)).not.toThrow();
      expect(() => checkGrantEnd(withTotal('DAY'), 'EXHAUSTED', side)).toThrow(REFUSED);
    }
  });
});
