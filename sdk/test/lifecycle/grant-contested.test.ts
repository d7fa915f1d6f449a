import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldGrant, mayAct, type SignatureDoubt } from '../../src/lifecycle/index.js';
import { hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  arrivals,
  evidenceOf,
  formed,
  GRANT,
  REQUEST,
  receipt,
  request,
  requestWithdrawal,
  resumption,
  revocation,
  suspension,
} from './evidence-fixtures.js';

const [A, B, C] = [hex(0xa1), hex(0xb1), hex(0xc1)];
/** A signature of `signer` under a document, by a key that was lost at `since`. */
const doubt = (document: string, signer: string, since: number): SignatureDoubt => ({ document, signer, since });
const HELD = { state: 'suspended', holds: [{ kind: 'computed', reason: 'KEY_COMPROMISED' }] };

describe('GRT-15, IDN-6: what was signed with a lost key and logged since then is contested and holds the grant', () => {
  it('by the consumer: from the instant at which the grant was formed, and not a millisecond later', () => {
    const at = (since: number) => foldGrant(formed({ doubts: [doubt(GRANT, MY, since)] }));
    expect(at(NOON + 2000)).toMatchObject({ ...HELD, contested: [GRANT] });
    expect(at(NOON + 2001)).toMatchObject({ state: 'active', holds: [], contested: [] });
  });

  it('by the provider: from the instant at which the consumer answered the offer', () => {
    const at = (since: number) => foldGrant(formed({ doubts: [doubt(GRANT, SZ, since)] }));
    expect(at(NOON + 1000)).toMatchObject({ ...HELD, contested: [GRANT] });
    expect(at(NOON + 1001)).toMatchObject({ state: 'active', contested: [] });
  });

  it('a contested revocation ends nothing and holds, until its author repeats it with a good key', () => {
    const lost = { acts: [revocation(MY, A)], receipts: [receipt(SZ, A)], doubts: [doubt(A, MY, NOON)] };
    expect(foldGrant(formed(lost))).toMatchObject({ ...HELD, contested: [A] });
    const earlier = { ...lost, doubts: [doubt(A, MY, NOON + 1001)] };
    expect(foldGrant(formed(earlier))).toMatchObject({ state: 'ended', reason: 'revoked', contested: [] });
    const again = { ...lost, acts: [...lost.acts, revocation(MY, B)], receipts: [...lost.receipts, receipt(SZ, B)] };
    expect(foldGrant(formed(again))).toMatchObject({ state: 'ended', holds: [], contested: [A] });
  });

  it('a contested resumption closes nothing, and the same by a good key closes both holds', () => {
    const acts = [suspension(MY, A), resumption(MY, B, A)];
    const receipts = [receipt(SZ, A), receipt(SZ, B)];
    const doubts = [doubt(B, MY, NOON)];
    const held = foldGrant(formed({ acts, receipts, doubts }));
    expect(held.holds.map(({ reason }) => reason).sort()).toEqual(['KEY_COMPROMISED', 'OTHER']);
    const again = { acts: [...acts, resumption(MY, C, A)], receipts: [...receipts, receipt(SZ, C)], doubts };
    expect(foldGrant(formed(again))).toMatchObject({ state: 'active', contested: [B] });
  });

  it('a contested withdrawal withdraws nothing, and a contested request is not offered', () => {
    const acts = [request(), requestWithdrawal(A)];
    const receipts = [receipt(SZ, REQUEST), receipt(SZ, A)];
    const withdrawn = { ...evidenceOf(acts, receipts), doubts: [doubt(A, MY, NOON)] };
    expect(foldGrant(withdrawn)).toMatchObject({ state: 'requested', contested: [A] });
    const asked = foldGrant({ ...evidenceOf([request()], receipts), doubts: [doubt(REQUEST, MY, NOON)] });
    expect(() => mayAct(asked, 'offer', 'provider', NOON)).toThrow(
      expect.objectContaining({ reason: 'GRANT_TRANSITION_REFUSED' }),
    );
    expect(() => mayAct(asked, 'refuse', 'provider', NOON)).not.toThrow();
  });

  it('is the same state in any order of arrival', () => {
    const { acts, receipts, ...rest } = formed({
      acts: [suspension(MY, A), resumption(MY, B, A), revocation(SZ, C)],
      receipts: [receipt(SZ, A), receipt(SZ, B), receipt(MY, C)],
      doubts: [doubt(B, MY, NOON), doubt(C, SZ, NOON + 500)],
    });
    const state = foldGrant({ ...rest, acts, receipts });
    fc.assert(
      fc.property(arrivals(acts), arrivals(receipts), (a, r) => {
        expect(foldGrant({ ...rest, acts: a, receipts: r })).toEqual(state);
      }),
      { numRuns: 40 },
    );
  });
});
