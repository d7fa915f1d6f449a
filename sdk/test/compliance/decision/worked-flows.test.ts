/** Flows between two exchanges from the statements to the cure, with the packs that ship. */
import { describe, expect, it } from 'vitest';
import { type KnownAttestation, requireSameDecision } from '../../../src/compliance/index.js';
import type { Attestation } from '../../../src/model/index.js';
import { known, PLAIN } from '../example-attestation.js';
import { BUYER, flowOf, malaysianFlow, personal } from './flow-world.js';
import { CN_MY, MY_CN, signedOut, TwoSides, told } from './two-sides.js';

/** Somebody's word that an instrument exists, about the product of the example. */
function attested(instrument: string, over: Partial<Attestation> = {}): KnownAttestation {
  const { expiresOn: _, ...plain } = PLAIN;
  const scope = { ...PLAIN.scope, countries: [], maxIndividuals: 200_000 };
  const digest = Buffer.from(instrument.padEnd(32)).toString('hex');
  return known({ ...plain, instrument, reference: instrument, scope, ...over }, { digest });
}

/** Both decisions, each of which the other side runs again as it arrives. */
function decided(world: TwoSides, attestations: readonly KnownAttestation[] = []): readonly string[] {
  return (['provider', 'consumer'] as const).flatMap((side) => {
    const decision = signedOut(world.decide(side, attestations));
    const again = requireSameDecision(decision, world.input(side, attestations));
    expect(again.mode).toBe('FULL');
    expect(decision.attestationDigests).toEqual(attestations.map(({ digest }) => digest).sort());
    return told(again);
  });
}

const recipient = { ...BUYER, foreignAuthority: 'no', onCnRestrictedList: 'no', underCnCountermeasure: 'no' };
const ofSeller = (persons: number) => ({
  data: { secret: 'no', exportControlled: 'no' },
  provider: { ciio: 'no', kind: 'COMPANY', ftz: { registered: 'no' } },
  counts: { cnNonSensitiveYtd: persons, cnSensitiveYtd: 0, cnHandledTotal: persons },
  exemptionClaim: { type: 'NONE' },
  legalBasis: 'CONSENT',
  notice: { cnExport: 'yes' },
  consent: { separate: 'yes', withdrawn: 'no' },
});
const retention = { purposeExhausted: 'no', overseasMonths: 12 };

describe('CMP-17: CMP-19: a Chinese seller and a Malaysian buyer, by the number of persons', () => {
  const flow = (persons: number) =>
    new TwoSides(flowOf({ personalData: personal(persons), form: 'API_QUERY' }), CN_MY, {
      provider: ofSeller(persons),
      consumer: { legs: [{ from: 'CN', to: 'MY', recipient }], retention },
    });
  const assessed = attested('CN_PIPIA');

  it('99,999 need no more than the assessment, to the end of the year there', () => {
    expect(decided(flow(99_999))).toEqual(['CN-MY CN NEEDS CN_PIPIA', 'CN-MY MY PERMIT']);
    expect(decided(flow(99_999), [assessed])).toEqual(['CN-MY CN PERMIT', 'CN-MY MY PERMIT']);
    expect(flow(99_999).decide('provider', [assessed]).validUntil).toBe(Date.parse('2026-12-31T16:00:00Z'));
  });

  it('100,000 need the contract or the certificate, and an attested contract cures it', () => {
    expect(decided(flow(100_000), [assessed])).toEqual(['CN-MY CN NEEDS CN_CERT|CN_SC', 'CN-MY MY PERMIT']);
    const contract = attested('CN_SC', { effectiveOn: '2026-03-01' });
    expect(decided(flow(100_000), [assessed, contract])).toEqual(['CN-MY CN PERMIT', 'CN-MY MY PERMIT']);
    const withdrawn = { ...contract, withdrawnAt: Date.parse('2026-11-22T00:00:00Z') };
    expect(told(flow(100_000).decide('provider', [assessed, withdrawn]))).toEqual(['CN-MY CN NEEDS CN_CERT|CN_SC']);
  });

  it('and the buyer’s exchange comes to what the seller’s signed only with the same attestations', () => {
    const world = flow(100_000);
    const all = [assessed, attested('CN_SC', { effectiveOn: '2026-03-01' })];
    const decision = signedOut(world.decide('provider', all));
    expect(() => requireSameDecision(decision, world.input('provider', [assessed]))).toThrow(
      'outcome: PERMIT, run again NEEDS',
    );
  });
});

describe('CMP-17: a Malaysian seller and a Chinese buyer', () => {
  const world = new TwoSides(malaysianFlow({ personalData: personal(5_000), form: 'API_QUERY' }), MY_CN, {
    provider: {
      data: { publicSectorOrigin: 'NONE', commercial: 'yes' },
      provider: { systematicMonitoring: 'no', pdpaRegistration: 'NOT_REQUIRED' },
      counts: { mySubjects: 5_000, mySensitiveSubjects: 0 },
      exemptionClaim: { type: 'NONE' },
      consent: { transfer: 'no' },
      notice: { myGiven: 'yes', myThirdPartyClass: 'yes', myPurpose: 'yes', myBilingual: 'yes' },
    },
    consumer: { retention },
  });
  const scope = { ...PLAIN.scope, countries: ['CN'], maxIndividuals: 10_000 };

  it('need a basis of section 129, such as a transfer impact assessment', () => {
    expect(decided(world)).toEqual([
      'MY-CN MY NEEDS MY_CERT|MY_CONSENT|MY_SCC|MY_TIA|NECESSITY_MEMO',
      'MY-CN CN PERMIT',
    ]);
    const assessed = attested('MY_TIA', { scope, conclusion: 'SIMILAR' });
    expect(decided(world, [assessed])).toEqual(['MY-CN MY PERMIT', 'MY-CN CN PERMIT']);
    const elsewhere = { ...assessed, attestation: { ...assessed.attestation, scope: { ...scope, countries: ['SG'] } } };
    expect(told(world.decide('provider', [elsewhere]))[0]).toContain('NEEDS');
  });
});

describe('CMP-17: from China through Malaysia to Singapore', () => {
  const onward = [{ country: 'SG', recipient: 'sg-lab', mode: 'COPY' }];
  const flow = flowOf({ personalData: personal(500), form: 'API_QUERY' }, { onward });
  const lab = { ...recipient, id: 'sg-lab', establishedIn: 'SG' };
  const buyer = { ...recipient, systematicMonitoring: 'no', pdpaRegistration: 'NOT_REQUIRED' };
  const consumer = {
    legs: [
      { from: 'CN', to: 'MY', recipient: buyer },
      { from: 'MY', to: 'SG', recipient: lab },
    ],
    retention,
    counts: { mySubjects: 5_000, mySensitiveSubjects: 0 },
    notice: { myGiven: 'yes', myThirdPartyClass: 'yes', myPurpose: 'yes', myBilingual: 'yes' },
  };
  const seller = ofSeller(500);
  const provider = { ...seller, data: { ...seller.data, publicSectorOrigin: 'NONE', commercial: 'yes' } };
  const world = new TwoSides(flow, CN_MY, { provider, consumer: { ...consumer, consent: { transfer: 'no' } } });
  const assessed = attested('CN_PIPIA');

  it('each exchange decides its own law and that of Singapore on every leg', () => {
    expect(decided(world, [assessed])).toEqual([
      'CN-MY CN PERMIT',
      'MY-SG CN PERMIT',
      'MY-SG SG PERMIT',
      'CN-MY MY PERMIT',
      'MY-SG MY NEEDS MY_CERT|MY_CONSENT|MY_SCC|MY_TIA|NECESSITY_MEMO',
      'MY-SG SG PERMIT',
    ]);
  });

  it('and the buyer’s assessment of Singapore cures the second leg', () => {
    const scope = { ...PLAIN.scope, countries: ['SG'], maxIndividuals: 10_000 };
    const tia = attested('MY_TIA', { scope, conclusion: 'SIMILAR' });
    expect(decided(world, [assessed, tia]).filter((line) => !line.endsWith('PERMIT'))).toEqual([]);
  });
});
