import {
  checkSuccession,
  foldGrant,
  type GrantEvidence,
  type GrantState,
  judgeCountersignature,
  type Predecessor,
} from '@selat/sdk/lifecycle';
import { parseGrantRequest } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { wireRequest } from '../model/trade-fixtures.js';
import { bytes, DAY, head, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  act,
  countersigned,
  evidenceOf,
  formation,
  formed,
  GRANT,
  grantDocument,
  HOUR,
  offer,
  offerWithdrawal,
  receipt,
  refusal,
  request,
  requestWithdrawal,
  revocation,
} from './evidence-fixtures.js';

const reason = (name: string) => expect.objectContaining({ reason: name });

const NEXT_REQUEST = hex(0x51);
const NEXT = hex(0x52);
const RIVAL = hex(0x62);
const UNTIL = NOON + 30 * DAY;

/** A newer request that names a request, offer or grant. */
const newer = (supersedes: Buffer, over: Parameters<typeof wireRequest>[0] = {}) =>
  act(NEXT_REQUEST, parseGrantRequest(wireRequest({ supersedes, ...over })));
/** A Grant of both signatures that names the example grant. */
const next = (over: Parameters<typeof countersigned>[0] = {}, digest = NEXT) =>
  countersigned({ request: bytes(0x51), supersedes: bytes(4), ...over }, digest);

const ask = (over: Parameters<typeof wireRequest>[0] = {}) => parseGrantRequest(wireRequest(over));
const LISTING = `${SZ}/l/port-calls`;
const behind = (state: GrantState, over: Partial<Predecessor> = {}): Predecessor => ({
  state,
  listingId: LISTING,
  consumer: `${MY}/p/padi`,
  ...over,
});

describe('GRT-15: a request supersedes only what is of the same parties and listing, and has not ended', () => {
  const active = foldGrant(formed());
  const check = (over: Partial<Predecessor>, asked = ask(), listing = LISTING, now = NOON + 3000) =>
    checkSuccession(asked, listing, behind(active, over), now);

  it('takes an active grant, and one that is suspended', () => {
    expect(() => check({})).not.toThrow();
    const suspended = foldGrant({ ...formed(), agreement: { isInForce: false } });
    expect(() => check({ state: suspended })).not.toThrow();
  });
  it.each([
    ['another listing', { listingId: `${SZ}/l/other` }],
    ['another participant', { consumer: `${MY}/p/other` }],
  ])('refuses %s', (_, over) => {
    expect(() => check(over)).toThrow(reason('GRANT_SUCCESSION_MISMATCH'));
  });
  it('refuses the other role of the same pair', () => {
    const turned = ask({ head: head(SZ, [MY]), consumer: `${SZ}/p/padi` });
    expect(() => check({ consumer: `${SZ}/p/padi` }, turned)).toThrow(reason('GRANT_SUCCESSION_MISMATCH'));
  });
  it('refuses one that ended, by an act or by time', () => {
    const acts = [revocation(MY, hex(0xa1))];
    const revoked = foldGrant(formed({ acts, receipts: [receipt(SZ, hex(0xa1))] }));
    expect(() => check({ state: revoked })).toThrow(reason('GRANT_TRANSITION_REFUSED'));
    expect(() => check({}, ask(), LISTING, UNTIL)).toThrow('it is ended');
  });
  it('refuses one whose place another formed grant takes, also before that one starts', () => {
    const later = { validFromMs: BigInt(UNTIL), validUntilMs: BigInt(UNTIL + DAY) };
    const taken = foldGrant(formed({ acts: [next(later)], receipts: [formation({}, NEXT)] }));
    expect(taken).toMatchObject({ state: 'active', successor: NEXT, endsAt: UNTIL });
    expect(() => check({ state: taken })).toThrow(`grant sha256:${NEXT} is formed and takes its place`);
  });
  it('takes what came to nothing: that is how a cure says what it cures', () => {
    const refused = foldGrant(evidenceOf([request(), refusal(SZ, hex(0xa1))], [receipt(MY, hex(0xa1))]));
    expect(refused.state).toBe('refused');
    expect(() => check({ state: refused })).not.toThrow();
  });
  it('does not let a Grant of other parties end one', () => {
    for (const over of [{ listingId: `${SZ}/l/other` }, { consumer: `${MY}/p/other` }]) {
      const state = foldGrant(formed({ acts: [next(over)], receipts: [formation({}, NEXT)] }));
      expect(state).toMatchObject({ state: 'active' });
      expect(state.successor).toBeUndefined();
    }
  });
});

describe('GRT-22: a newer request takes the place of an unanswered request and of an open offer', () => {
  const offered = [request(), offer()];
  const got = [receipt(MY, GRANT)];
  it('counts from its log time', () => {
    expect(foldGrant(evidenceOf([request(), newer(bytes(2))], [])).state).toBe('requested');
    const replaced = foldGrant(evidenceOf([request(), newer(bytes(2))], [receipt(SZ, NEXT_REQUEST)]));
    expect(replaced).toMatchObject({ state: 'withdrawn', reason: 'REPLACED' });
    const countered = foldGrant(evidenceOf([...offered, newer(bytes(4))], [...got, receipt(SZ, NEXT_REQUEST)]));
    expect(countered).toMatchObject({ state: 'declined', reason: 'COUNTERED' });
  });
  it('changes nothing after the lapse, nor what was answered in so many words, nor a formed grant', () => {
    const late = receipt(SZ, NEXT_REQUEST, { time: NOON + HOUR + 60_001 });
    const lapsed = { ...evidenceOf([...offered, newer(bytes(4))], [...got, late]), now: NOON + 2 * HOUR };
    expect(foldGrant(lapsed).state).toBe('lapsed');
    const cure = [request(), refusal(SZ, hex(0xa1)), newer(bytes(2))];
    const early = receipt(SZ, NEXT_REQUEST, { time: NOON });
    expect(foldGrant(evidenceOf(cure, [receipt(MY, hex(0xa1)), early])).state).toBe('refused');
    const amended = formed({ acts: [newer(bytes(4))], receipts: [receipt(SZ, NEXT_REQUEST)] });
    expect(foldGrant(amended).state).toBe('active');
  });
  it('is no act of anybody but the side that asked', () => {
    const foreign = newer(bytes(2), { head: head('sg.example', [SZ]), consumer: 'sg.example/p/padi' });
    expect(foldGrant(evidenceOf([request(), foreign], [receipt(SZ, NEXT_REQUEST)])).state).toBe('requested');
  });
});

describe('GRT-18: of two successors the log of the provider exchange forms one', () => {
  const judge = (superseded: GrantState | undefined, grantDigest = NEXT) =>
    judgeCountersignature({
      grant: grantDocument({ request: bytes(0x51), supersedes: bytes(4) }),
      grantDigest,
      acceptorIat: NOON / 1000,
      arrival: NOON + 4000,
      ...(superseded === undefined ? {} : { superseded }),
    }).verdict;
  it('accepts the first, the same one again, and none after an end or another one', () => {
    const before = foldGrant(formed());
    expect(judge(before)).toBe('ACCEPTED');
    const taken = foldGrant({
      ...formed({ acts: [next({ validFromMs: BigInt(NOON + HOUR) })], receipts: [formation({}, NEXT)] }),
    });
    expect([judge(taken), judge(taken, RIVAL)]).toEqual(['ACCEPTED', 'REFUSED']);
    const acts = [revocation(SZ, hex(0xa1))];
    expect(judge(foldGrant(formed({ acts, receipts: [receipt(MY, hex(0xa1))] })))).toBe('REFUSED');
  });
  it('the one that lost counts as lapsed, with the reason of the receipt', () => {
    const id = NEXT_REQUEST;
    const lost = formation({ verdict: 'REFUSED', reason: 'GRANT_TRANSITION_REFUSED' }, NEXT);
    const evidence: GrantEvidence = { ...evidenceOf([newer(bytes(4)), next()], [lost]), id };
    expect(foldGrant(evidence)).toMatchObject({ state: 'lapsed', reason: 'GRANT_TRANSITION_REFUSED' });
  });
  it('neither clock leaves a gap or an overlap between a grant and its successor', () => {
    for (const validFrom of [NOON - HOUR, NOON + 1500, NOON + HOUR]) {
      const over = { validFromMs: BigInt(validFrom), validUntilMs: BigInt(UNTIL + DAY) };
      const acts = [newer(bytes(4)), next(over)];
      const receipts = [receipt(SZ, NEXT_REQUEST), formation({}, NEXT)];
      for (const now of [NOON - HOUR, NOON, NOON + 2000, NOON + HOUR - 1, NOON + HOUR]) {
        const states = [GRANT, NEXT].map((id) => foldGrant({ ...formed({ acts, receipts }), id, now }).state);
        expect(states.filter((state) => state === 'active')).toHaveLength(1);
      }
    }
  });
});

describe('GRT-6: a withdrawal that crossed counts once the other side has logged it', () => {
  it('a request is withdrawn also where an offer crossed it', () => {
    const acts = [request(), offer(), requestWithdrawal(hex(0xa1))];
    const receipts = [receipt(MY, GRANT), receipt(SZ, hex(0xa1))];
    expect(foldGrant(evidenceOf(acts, receipts)).state).toBe('withdrawn');
  });
  it('an offer is withdrawn where its countersignature was refused for it', () => {
    const acts = [request(), offer(), countersigned(), offerWithdrawal(hex(0xa1))];
    const refused = formation({ verdict: 'REFUSED', reason: 'GRANT_TRANSITION_REFUSED' });
    const at = (receipts: Parameters<typeof evidenceOf>[1]) => foldGrant(evidenceOf(acts, receipts)).state;
    expect([at([refused]), at([refused, receipt(MY, hex(0xa1))])]).toEqual(['lapsed', 'withdrawn']);
  });
});
