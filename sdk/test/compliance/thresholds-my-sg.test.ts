import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateFlow, type FlowFacts, parseFacts } from '../../src/compliance/index.js';
import { addDays, addMonths } from '../../src/compliance/language/days.js';
import { casesOf, PACK_IDS, readPack } from './shipped-packs.js';

const isHere = PACK_IDS.includes('my') && PACK_IDS.includes('sg');
const packs = isHere ? ['my', 'sg'].map((id) => readPack(id).pack) : [];
const cases = isHere ? new Map(['my', 'sg'].flatMap(casesOf).map((one) => [one.id, one.facts])) : new Map();

/** Facts of a case with parts put in the place of others. */
const facts = (id: string, parts: object): FlowFacts => parseFacts({ ...cases.get(id), ...parts });
const run = (flow: FlowFacts) => evaluateFlow(packs, flow).legs[0]?.jurisdictions[0];

const near = (limit: number) => fc.integer({ min: Math.max(0, limit - 3), max: limit + 3 });
const day = fc.integer({ min: -1_200, max: 1_200 }).map((days) => addDays('2026-11-23', days));

describe.skipIf(!isHere)('FCT-5: numbers in the law of Malaysia and Singapore split where the law says', () => {
  it('an officer is due above 20,000 persons, or above 10,000 with sensitive data', () => {
    fc.assert(
      fc.property(near(20_000), near(10_000), (mySubjects, mySensitiveSubjects) => {
        const result = run(facts('my-scc', { counts: { flowPersons: 5000, mySubjects, mySensitiveSubjects } }));
        const isDue = mySubjects > 20_000 || mySensitiveSubjects > 10_000;
        expect(result?.duties.includes('MY_DPO')).toBe(isDue);
        expect(result?.duties.includes('MY_DPIA')).toBe(isDue);
        expect(result?.outcome).toBe(isDue ? 'NEEDS' : 'PERMIT');
      }),
    );
  });

  it('a breach is notified above 1,000 persons in Malaysia and from 500 in Singapore, or at any harm', () => {
    const harms = ['physicalOrFinancialHarm', 'misuseForIllegal', 'sensitive', 'identityFraudMix'] as const;
    const tri = fc.constantFrom('yes', 'no');
    fc.assert(
      fc.property(fc.oneof(near(1000), near(500)), fc.tuple(tri, tri, tri, tri), (subjects, told) => {
        const incident = { subjects, ...Object.fromEntries(harms.map((harm, i) => [harm, told[i]])) };
        const isHarm = told.includes('yes');
        const my = run(facts('my-scc', { incident: { ...incident, jurisdiction: 'MY' } }))?.duties;
        expect(my?.includes('MY_BREACH_COMMISSIONER')).toBe(isHarm || subjects > 1000);
        expect(my?.includes('MY_BREACH_SUBJECTS')).toBe(isHarm);
        const sg = run(facts('sg-personal', { incident: { ...incident, jurisdiction: 'SG' } }))?.ruleIds;
        expect(sg?.includes('SG-17')).toBe(isHarm || subjects >= 500);
        expect(sg?.includes('SG-17-INDIVIDUALS')).toBe(isHarm);
      }),
    );
  });
});

describe.skipIf(!isHere)('FCT-8: days in the law of Malaysia and Singapore split where the law says', () => {
  it('an assessment serves from its day to three years later, since 29 April 2025', () => {
    const ages = fc
      .constantFrom(0, 36)
      .chain((months) => fc.tuple(fc.constant(months), fc.integer({ min: -2, max: 2 })));
    fc.assert(
      fc.property(day, ages, (issuedOn, [months, days]) => {
        const asOf = addDays(addMonths(issuedOn, months), days);
        fc.pre(asOf >= '2025-04-29');
        const tia = { code: 'MY_TIA', status: 'LIVE', issuedOn, conclusion: 'ADEQUATE', scope: { countries: ['CN'] } };
        const counts = issuedOn <= asOf && asOf <= addMonths(issuedOn, 36);
        const result = run(facts('my-none', { asOf, instruments: [tia] }));
        expect(result?.outcome).toBe(counts ? 'PERMIT' : 'NEEDS');
        expect(result?.validUntil).toBe(counts ? addMonths(issuedOn, 36) : undefined);
      }),
    );
  });

  it('biometric data are sensitive from 1 April 2025, and public interest is a basis until the day before', () => {
    const around = fc.integer({ min: -3, max: 3 }).map((days) => addDays('2025-04-01', days));
    fc.assert(
      fc.property(around, (asOf) => {
        const isNew = asOf >= '2025-04-01';
        const biometric = { ...(cases.get('my-scc')?.['data'] as object), mySensitiveClasses: ['BIOMETRIC'] };
        const consent = { transfer: 'no', withdrawn: 'no', explicitSensitive: 'no' };
        expect(run(facts('my-scc', { asOf, data: biometric, consent }))?.outcome).toBe(isNew ? 'NEEDS' : 'PERMIT');
        expect(run(facts('my-public-interest', { asOf }))?.outcome).toBe(isNew ? 'NEEDS' : 'PERMIT');
      }),
    );
  });

  it('a Global CBPR certificate serves from 2 March 2026 to its last day', () => {
    const end = fc.integer({ min: -5, max: 5 }).map((days) => addDays('2026-03-04', days));
    const around = fc.integer({ min: -5, max: 8 }).map((days) => addDays('2026-03-02', days));
    fc.assert(
      fc.property(around, end, (asOf, expiresOn) => {
        const certificate = { scheme: 'GLOBAL_CBPR', recognisedByDestination: 'yes', expiresOn };
        const [leg] = (cases.get('sg-none')?.['legs'] ?? []) as readonly { readonly recipient: object }[];
        const legs = [{ ...leg, recipient: { ...leg?.recipient, certifications: [certificate] } }];
        const counts = asOf >= '2026-03-02' && asOf <= expiresOn;
        expect(run(facts('sg-none', { asOf, legs }))?.outcome).toBe(counts ? 'PERMIT' : 'NEEDS');
      }),
    );
  });
});
