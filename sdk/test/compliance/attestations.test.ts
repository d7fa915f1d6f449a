import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findLapse,
  instrumentsFrom,
  type KnownAttestation,
  newestOf,
  parseFacts,
  readFacts,
  standingFor,
  withInstruments,
} from '../../src/compliance/index.js';
import type { Attestation } from '../../src/model/index.js';
import { DAY, FLOW, known, NOW, PLAIN, reasonOf } from './example-attestation.js';
import { decide, first, small } from './small-pack.js';

const codes = (...list: KnownAttestation[]) => instrumentsFrom(list, FLOW, DAY).map(({ code }) => code);

describe('ATT-5: instruments of a flow come from attestations about it', () => {
  it('about its product, listing, revision, parties and acts, and about nothing else', () => {
    const about = (kind: string, id?: string, digest?: string) =>
      codes(known({ subject: { kind, ...(id && { id }), ...(digest && { digest }) } as Attestation['subject'] }))
        .length;
    const [other] = ['cc'.repeat(32)];
    expect([about('PRODUCT', FLOW.product), about('PRODUCT', 'szdex.example/d/other')]).toEqual([1, 0]);
    expect([about('LISTING', FLOW.listing), about('LISTING', 'szdex.example/l/other')]).toEqual([1, 0]);
    expect([about('LISTING', FLOW.listing, FLOW.revision), about('LISTING', FLOW.listing, other)]).toEqual([1, 0]);
    expect([about('PARTICIPANT', FLOW.provider), about('PARTICIPANT', FLOW.consumer)]).toEqual([1, 1]);
    expect([about('FLOW', undefined, FLOW.acts[0]), about('FLOW', undefined, other)]).toEqual([1, 0]);
  });

  it('leaves out the word of a participant who is no party, and what is for other modes', () => {
    const head = { ...PLAIN.head, issuer: 'szdex.example/p/other' };
    expect(codes(known({ head }, { role: 'provider' }))).toEqual([]);
    expect(codes(known({ head: { ...head, issuer: FLOW.provider } }, { role: 'provider' }))).toEqual(['CN_PIPIA']);
    const forModes = (methods: string[]) => codes(known({ scope: { ...PLAIN.scope, methods } }));
    expect([forModes(['COPY']), forModes(['ON_SITE'])]).toEqual([['CN_PIPIA'], []]);
  });

  it('leaves out what was withdrawn on the day or before', () => {
    const at = (day: string) => codes(known({}, { withdrawnAt: Date.parse(`${day}T12:00:00Z`) })).length;
    expect([at('2026-11-22'), at(DAY), at('2026-11-24')]).toEqual([0, 0, 1]);
  });

  it('takes no instrument out of facts, and no evidence that nobody attested', () => {
    const legs = [{ from: 'CN', to: 'MY' }];
    const typed = parseFacts({ asOf: DAY, legs, instruments: [{ code: 'CN_SA', status: 'LIVE' }] });
    expect(reasonOf(() => withInstruments(typed, [], FLOW))).toBe('FACTS_INVALID');
    const claimed = parseFacts({ asOf: DAY, legs, exemptionClaim: { type: 'HR', evidence: ['HR_EVIDENCE'] } });
    expect(reasonOf(() => withInstruments(claimed, [], FLOW))).toBe('FACTS_INVALID');
    const shown = known({ instrument: 'HR_EVIDENCE', regime: 'ZZ' });
    expect(withInstruments(claimed, [shown], FLOW)['instruments']).toMatchObject([{ code: 'HR_EVIDENCE' }]);
  });
});

const day = fc
  .integer({ min: 0, max: 60 })
  .map((n) => new Date(Date.parse('2026-10-25') + n * 86_400_000).toISOString().slice(0, 10));
const STATUSES = ['DRAFT', 'SIGNED', 'LIVE', 'SUSPENDED', 'TERMINATED', 'WITHDRAWN'];
const some = fc.record({
  n: fc.nat(7),
  status: fc.constantFrom(...STATUSES),
  issuedAt: fc.nat(3),
  reference: fc.constantFrom('a', 'b'),
  issuedOn: fc.option(day, { nil: undefined }),
  expiresOn: fc.option(day, { nil: undefined }),
  withdrawn: fc.option(day, { nil: undefined }),
  most: fc.option(fc.maxSafeNat(), { nil: undefined }),
});
const worlds = fc.uniqueArray(some, { maxLength: 8, selector: ({ n }) => n }).map((list) =>
  list.map(({ n, status, issuedAt, reference, issuedOn, expiresOn, withdrawn, most }) => {
    const { issuedOn: _a, expiresOn: _b, ...plain } = PLAIN;
    const { maxIndividuals: _c, ...scope } = PLAIN.scope;
    const attestation: Attestation = {
      ...plain,
      head: { ...PLAIN.head, issuedAt },
      ...{ status, reference },
      ...(issuedOn === undefined ? {} : { issuedOn }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
      scope: { ...scope, ...(most === undefined ? {} : { maxIndividuals: most }) },
    };
    const ends = withdrawn === undefined ? {} : { withdrawnAt: Date.parse(`${withdrawn}T12:00:00Z`) };
    return { digest: `${n}`.repeat(64), attestation, role: 'issuer', ...ends } satisfies KnownAttestation;
  }),
);

describe('ATT-6: of the same thing only the newest counts', () => {
  it('whatever the order and repetition in which attestations are known', () => {
    fc.assert(
      fc.property(worlds, fc.infiniteStream(fc.nat()), (list, picks) => {
        const expected = instrumentsFrom(list, FLOW, DAY);
        const shuffled = list
          .map((one) => ({ one, at: picks.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(instrumentsFrom([...shuffled, ...list], FLOW, DAY)).toEqual(expected);
        const standing = standingFor(list, FLOW, DAY);
        expect(new Set(standing.map(({ attestation }) => attestation.reference)).size).toBe(standing.length);
        for (const one of standing) expect(newestOf(one, list).digest).toBe(one.digest);
      }),
      { seed: 6, numRuns: 150 },
    );
  });
});

describe('ATT-5: FCT-9: what is not LIVE, not begun or expired is not counted by an evaluation', () => {
  const pack = small([{ id: 'A', when: 'true', outcome: 'NEEDS', needs: [['CN_PIPIA']] }]);

  it('and what an evaluation reads are facts that a file could hold', () => {
    fc.assert(
      fc.property(worlds, (list) => {
        const instruments = instrumentsFrom(list, FLOW, DAY);
        const facts = { asOf: DAY, legs: [{ from: 'CN', to: 'MY' }], counts: { flowPersons: 0 }, instruments };
        expect(readFacts(facts)).toHaveProperty('facts');
        const counted = standingFor(list, FLOW, DAY).some(({ attestation }) => {
          const { status, issuedOn = DAY, expiresOn = DAY } = attestation;
          return status === 'LIVE' && issuedOn <= DAY && DAY <= expiresOn;
        });
        const { outcome } = first(decide([pack], facts));
        expect(outcome).toBe(counted ? 'PERMIT' : 'NEEDS');
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});

describe('ATT-7: what stands on an attestation loses its ground', () => {
  const later = (over: Partial<Attestation>, more: Partial<KnownAttestation> = {}) =>
    known(
      { head: { ...PLAIN.head, issuedAt: PLAIN.head.issuedAt + 1 }, ...over },
      { digest: '22'.repeat(32), ...more },
    );
  const why = (one: KnownAttestation, ...others: KnownAttestation[]) => findLapse(one, [one, ...others], NOW, DAY)?.why;

  it('by its last day and its withdrawal, and not before', () => {
    expect(why(known({ expiresOn: DAY }))).toBeUndefined();
    expect(findLapse(known({ expiresOn: '2026-11-22' }), [], NOW, DAY)).toEqual({
      why: 'EXPIRED',
      digest: '11'.repeat(32),
      on: '2026-11-22',
    });
    expect([why(known({}, { withdrawnAt: NOW })), why(known({}, { withdrawnAt: NOW + 1 }))]).toEqual([
      'WITHDRAWN',
      undefined,
    ]);
  });

  it.each([
    ['a later last day', { expiresOn: '2029-02-19' }, undefined],
    ['no last day', { expiresOn: undefined }, undefined],
    ['a wider scope', { scope: { ...PLAIN.scope, countries: [] } }, undefined],
    ['a new number of persons', { scope: { ...PLAIN.scope, maxIndividuals: 10 } }, 'SUPERSEDED'],
    ['another destination alone', { scope: { ...PLAIN.scope, countries: ['SG'] } }, 'SUPERSEDED'],
    ['an earlier last day', { expiresOn: '2027-02-19' }, 'SUPERSEDED'],
    ['a suspension', { status: 'SUSPENDED' }, 'SUPERSEDED'],
    ['an event', { changes: ['PURPOSE'] }, 'SUPERSEDED'],
    ['another conclusion', { conclusion: 'NEITHER' }, 'SUPERSEDED'],
  ])('by a later one that says less: %s', (_, over, expected) => {
    expect(why(known(), later(over as Partial<Attestation>))).toBe(expected);
  });

  it('with the later one, once that ends, and not by one about something else', () => {
    expect(why(known(), later({}, { withdrawnAt: NOW }))).toBe('WITHDRAWN');
    expect(why(known(), later({ reference: 'other', status: 'SUSPENDED' }))).toBeUndefined();
    expect(why(later({}), known({ status: 'SUSPENDED' }))).toBeUndefined();
  });
});
