import { readFileSync } from 'node:fs';
import {
  checkOffer,
  checkRequest,
  foldGrant,
  foldListing,
  type GrantSide,
  type GrantState,
  type GrantStateName,
  type GrantVerb,
  judgeCountersignature,
  mayAct,
  TRANSITIONS,
  uncuredNeeds,
} from '@selat/sdk/lifecycle';
import { type GrantRequest, parseGrantRequest, parseListing } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { type wireGrant, wireListing, wirePrice, wireRequest, wireScope, wireTerms } from '../model/trade-fixtures.js';
import { bytes, DAY, head, hex, MY, NOON, SZ } from '../model/wire-fixtures.js';
import {
  DEADLINE,
  evidenceOf,
  formed,
  GRANT,
  grantDocument,
  HOUR,
  offer,
  REQUEST,
  receipt,
  request,
  resumption,
  suspension,
} from './evidence-fixtures.js';

const reason = (name: string) => expect.objectContaining({ reason: name });
const mismatch = (path: string) =>
  expect.objectContaining({ reason: 'GRANT_TERMS_MISMATCH', facts: expect.objectContaining({ path }) });
const SIDES: readonly GrantSide[] = ['provider', 'consumer'];

describe('GRT-7: a side may do only what the table says', () => {
  const verbs = [...new Set(Object.values(TRANSITIONS).flatMap((row) => Object.keys(row)))] as GrantVerb[];
  const base = foldGrant(formed());
  const holds = [SZ, MY].map((by) => ({ kind: 'act', digest: hex(1), by, reason: 'OTHER' }) as const);
  const inState = (state: GrantStateName): GrantState => ({
    ...base,
    state,
    holds: state === 'suspended' ? holds : [],
  });

  it.each(Object.keys(TRANSITIONS) as GrantStateName[])('in state %s', (state) => {
    for (const verb of verbs) {
      for (const side of SIDES) {
        const isAllowed = TRANSITIONS[state][verb]?.sides.includes(side) === true;
        const ask = () => mayAct(inState(state), verb, side, NOON);
        if (isAllowed) expect(ask).not.toThrow();
        else expect(ask).toThrow(reason('GRANT_TRANSITION_REFUSED'));
      }
    }
  });

  it('docs/spec/grants.md prints the same table', () => {
    const chapter = readFileSync(new URL('../../../docs/spec/grants.md', import.meta.url), 'utf8');
    const printed = [
      ...chapter.matchAll(/^\| `([a-z-]+)` \| `([a-z-]+)` \| ([a-z, ]+) \| ([A-Za-z]+) \| `([a-z-]+)` \|$/gm),
    ];
    const rows = Object.entries(TRANSITIONS).flatMap(([state, row]) =>
      Object.entries(row).map(([verb, move]) => [state, verb, move.sides.join(', '), move.document, move.to]),
    );
    expect(printed.map((match) => match.slice(1))).toEqual(rows);
  });

  it('resumes only what it suspended itself', () => {
    const state = foldGrant(formed({ acts: [suspension(MY, hex(0xa1))] }));
    expect(() => mayAct(state, 'resume', 'consumer', NOON)).not.toThrow();
    expect(() => mayAct(state, 'resume', 'provider', NOON)).toThrow('no open suspension is by szdex.example');
    const open = foldGrant(
      formed({
        acts: [suspension(MY, hex(0xa1)), resumption(MY, hex(0xa2), hex(0xa1))],
        receipts: [receipt(SZ, hex(0xa2))],
      }),
    );
    expect(() => mayAct(open, 'resume', 'consumer', NOON)).toThrow('it is active');
  });

  it('does not act on a grant whose end has come since the fold', () => {
    const { endsAt = 0 } = base;
    expect(() => mayAct(base, 'suspend', 'provider', endsAt - 1)).not.toThrow();
    expect(() => mayAct(base, 'suspend', 'provider', endsAt)).toThrow('it is ended');
  });
});

describe('GRT-6: the provider exchange accepts every timely countersignature and no other', () => {
  const offered = foldGrant(evidenceOf([request(), offer()], [receipt(MY, GRANT)]));
  it('the consumer countersigns up to the deadline', () => {
    expect(() => mayAct(offered, 'countersign', 'consumer', DEADLINE)).not.toThrow();
    expect(() => mayAct(offered, 'countersign', 'consumer', DEADLINE + 1)).toThrow(reason('GRANT_OFFER_LATE'));
  });
  it('an offer past its grace is lapsed', () => {
    expect(() => mayAct(offered, 'withdraw-offer', 'provider', DEADLINE + 60_000)).not.toThrow();
    expect(() => mayAct(offered, 'withdraw-offer', 'provider', DEADLINE + 60_001)).toThrow('it is lapsed');
  });

  const judge = (over: object) => {
    const given = {
      grant: grantDocument(),
      grantDigest: GRANT,
      acceptorIat: DEADLINE / 1000,
      arrival: DEADLINE,
      ...over,
    };
    const answer = judgeCountersignature(given);
    return answer.verdict === 'ACCEPTED' ? answer.verdict : answer.error.reason;
  };
  it.each([
    ['signed and arrived at the deadline', {}, 'ACCEPTED'],
    ['signed one second after the deadline', { acceptorIat: DEADLINE / 1000 + 1 }, 'GRANT_OFFER_LATE'],
    ['arrived 60 s after the deadline', { arrival: DEADLINE + 60_000 }, 'ACCEPTED'],
    ['arrived 60 s and a millisecond after it', { arrival: DEADLINE + 60_001 }, 'GRANT_OFFER_LATE'],
    ['arrived after a withdrawal', { withdrawnAt: DEADLINE - 1 }, 'GRANT_TRANSITION_REFUSED'],
    ['arrived before a withdrawal', { withdrawnAt: DEADLINE + 1 }, 'ACCEPTED'],
    [
      'signed within the second of a deadline between two seconds',
      { grant: grantDocument({ offerDeadlineMs: BigInt(DEADLINE + 999) }), arrival: DEADLINE + 999 },
      'ACCEPTED',
    ],
  ])('%s', (_, over, verdict) => {
    expect(judge(over)).toBe(verdict);
  });
});

const listing = parseListing(wireListing());
const listed = (over: object = {}, now = NOON) => {
  const state = foldListing({
    id: listing.id,
    acts: [{ digest: hex(1), document: parseListing(wireListing(over)) }],
    now,
  });
  if (state === undefined) throw new Error('the example listing has no state');
  return state;
};
const ask = (over: Parameters<typeof wireRequest>[0] = {}): GrantRequest => parseGrantRequest(wireRequest(over));

describe('GRT-2: a request chooses a licence of an open listing and stays within it', () => {
  it('returns the chosen licence', () => {
    expect(checkRequest(ask(), listed()).id).toBe('standard');
  });
  it('is refused where the listing is not open, or not in this revision', () => {
    expect(() => checkRequest(ask(), listed({}, NOON - 1))).toThrow(reason('LISTING_NOT_YET_OPEN'));
    expect(() => checkRequest(ask(), listed({}, NOON + 100 * DAY))).toThrow(reason('LISTING_NOT_OPEN'));
    expect(() => checkRequest(ask({ listingDigest: bytes(8) }), listed())).toThrow('is not the newest');
  });
  const hop = { country: 'SG', recipient: 'Example Analytics', mode: 'COPY' };
  it.each([
    ['terms_id', { termsId: 'other' }, {}],
    ['head.audience', { head: head(MY, ['sg.example']) }, {}],
    ['offered_price', { offeredPrice: wirePrice() }, {}],
    ['scope.actions', { scope: wireScope({ actions: ['QUERY', 'DISPLAY'] }) }, {}],
    ['scope.purposes', { scope: wireScope({ purposes: ['education'] }) }, {}],
    ['scope.processing_places', { scope: wireScope({ processingPlaces: ['SG'] }) }, {}],
    ['scope.onward', { scope: wireScope({ onward: [hop] }) }, { onwardSupply: 'FORBIDDEN' }],
    ['scope.onward', { scope: wireScope({ onward: [hop] }) }, { territoryOfUse: ['CN', 'MY'] }],
    ['scope.volume[0].limit', { scope: wireScope({ volume: [{ unit: 'CALLS', limit: 1001n, period: 'DAY' }] }) }, {}],
  ])('is refused where %s goes further', (path, over, terms) => {
    expect(() => checkRequest(ask(over), listed({ terms: [wireTerms(terms)] }))).toThrow(mismatch(path));
  });
  it.each([
    ['anywhere', { scope: wireScope({ processingPlaces: ['SG', 'ZZ'] }) }, { territoryOfProcessing: ['ZZ'] }],
    ['a volume at the ceiling', { scope: wireScope({ volume: [{ unit: 'CALLS', limit: 1000n, period: 'DAY' }] }) }, {}],
    ['a hop in the territory of use', { scope: wireScope({ onward: [hop] }) }, { territoryOfUse: ['SG'] }],
    [
      'an offered price to negotiate',
      { offeredPrice: wirePrice() },
      { price: wirePrice({ model: 'NEGOTIATED', amountMinor: undefined }) },
    ],
  ])('is accepted with %s', (_, over, terms) => {
    expect(() => checkRequest(ask(over), listed({ terms: [wireTerms(terms)] }))).not.toThrow();
  });
});

describe('GRT-3: an offer repeats request and listing', () => {
  const check = (over: Parameters<typeof wireGrant>[0], asked = ask(), of = listing) =>
    checkOffer({ grant: grantDocument(over), request: asked, requestDigest: REQUEST, listing: of });
  it('accepts a copy, and a narrower scope', () => {
    expect(() => check({})).not.toThrow();
    const wide = ask({ scope: wireScope({ actions: ['QUERY', 'DERIVE'], purposes: ['research', 'statistics'] }) });
    expect(() => check({}, wide)).not.toThrow();
  });
  const dearer = wireTerms({ price: wirePrice({ amountMinor: 500_001n }) });
  it.each([
    ['request', { request: bytes(9) }],
    ['listing_digest', { listingDigest: bytes(9) }],
    ['listing_id', { listingId: `${SZ}/l/other` }],
    ['provider', { provider: `${SZ}/p/other` }],
    ['consumer', { consumer: `${MY}/p/other` }],
    ['consumer_status.index', { consumerStatus: { list: 'c1', index: 1 } }],
    ['consumer_decision', { consumerDecision: bytes(9) }],
    ['supersedes', { supersedes: bytes(9) }],
    ['terms.price.amount_minor', { terms: dearer }],
    ['terms.purposes', { terms: wireTerms({ purposes: ['research'] }) }],
    ['terms.quotas[0].limit', { terms: wireTerms({ quotas: [{ unit: 'CALLS', limit: 1n, period: 'DAY' }] }) }],
    ['scope.actions', { scope: wireScope({ actions: ['QUERY', 'DERIVE'] }) }],
    ['scope.processing_places', { scope: wireScope({ processingPlaces: ['CN'] }) }],
    ['scope.onward[0]', { scope: wireScope({ onward: [{ country: 'SG', recipient: 'x', mode: 'COPY' }] }) }],
    ['valid_until_ms', { validUntilMs: BigInt(NOON + 30 * DAY + 1) }],
    ['head.audience[0]', { head: head(SZ, ['sg.example']), consumer: 'sg.example/p/padi' }],
  ])('is refused where %s differs', (path, over) => {
    expect(() => check(over)).toThrow(mismatch(path));
  });
  it('may state another price, and nothing else, where the price was to be negotiated', () => {
    const open = parseListing(
      wireListing({ terms: [wireTerms({ price: wirePrice({ model: 'NEGOTIATED', amountMinor: undefined }) })] }),
    );
    expect(() => check({ terms: dearer }, ask(), open)).not.toThrow();
    expect(() => check({ terms: { ...dearer, governingLaw: 'MY' } }, ask(), open)).toThrow(
      mismatch('terms.governing_law'),
    );
  });
});

describe('GRT-12: the needs of a refusal say what a new request must bring', () => {
  it('any one instrument of a need cures it, and every need applies', () => {
    const needs = [{ anyOf: ['CN_SA', 'CN_PIP_CERT'] }, { anyOf: ['MY_TIA'] }];
    expect(uncuredNeeds(needs, new Set(['CN_PIP_CERT']))).toEqual([{ anyOf: ['MY_TIA'] }]);
    expect(uncuredNeeds(needs, new Set(['CN_SA', 'MY_TIA']))).toEqual([]);
    expect(uncuredNeeds(needs, new Set())).toEqual(needs);
  });
});

describe('GRT-8: the length of a grant is counted from valid_from', () => {
  it('may be exactly the term of the licence', () => {
    const validFromMs = BigInt(NOON + HOUR);
    const over = { validFromMs, validUntilMs: validFromMs + BigInt(30 * DAY) };
    const offered = { grant: grantDocument(over), request: ask(), requestDigest: REQUEST, listing };
    expect(() => checkOffer(offered)).not.toThrow();
  });
});
