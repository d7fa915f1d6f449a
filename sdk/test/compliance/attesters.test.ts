import { REGISTRIES } from '@selat/proto/schema.js';
import { Attestation as Wire } from '@selat/proto/selat/v1/attestation.js';
import { describe, expect, it } from 'vitest';
import { checkAttester, findInstrumentRule, INSTRUMENT_CLASSES } from '../../src/compliance/index.js';
import { type Attestation, parseAttestation } from '../../src/model/index.js';
import { CHAPTER, FLOW, known, PLAIN, reasonOf, WIRE } from './example-attestation.js';

describe('ATT-2: who may attest what is a table', () => {
  it('has every instrument once, and is the one of the chapter', () => {
    const listed = INSTRUMENT_CLASSES.flatMap(({ codes: byLaw }) => Object.values(byLaw).flat());
    expect([...listed].sort()).toEqual(Object.keys(REGISTRIES['instrument-code'] ?? {}).sort());
    for (const { name, attesters, subjects, codes: byLaw } of INSTRUMENT_CLASSES) {
      const cells = [name, attesters.join(', '), subjects.join(', '), Object.values(byLaw).flat().join(', ')];
      expect(CHAPTER).toContain(`| ${cells.join(' | ')} |`);
    }
  });

  it.each([
    ['a provider on the decision of an authority', { instrument: 'CN_SA' }, 'provider', undefined],
    ['an assessor on an identity', { instrument: 'IDENTITY_VERIFICATION', regime: 'ZZ' }, 'assessor', undefined],
    ['an authority of another law', { instrument: 'CN_SA' }, 'authority', 'MY'],
    ['an exchange on a product of another', { subject: { kind: 'PRODUCT', id: 'my.example/d/x' } }, 'issuer', 'CN'],
  ] as const)('refuses %s', (_, over, role, jurisdiction) => {
    const { attestation } = known(over as Partial<Attestation>);
    expect(reasonOf(() => checkAttester(attestation, { role, jurisdiction }))).toBe('ATTESTER_NOT_ALLOWED');
  });

  it('refuses a participant on another one, and takes it on itself', () => {
    const by = { ...PLAIN.head, issuer: 'szdex.example/p/port' };
    const about = (id: string) =>
      known({ head: by, instrument: 'CN_SCONSENT', subject: { kind: 'PARTICIPANT', id } }).attestation;
    expect(reasonOf(() => checkAttester(about('szdex.example/p/other'), { role: 'provider' }))).toBe(
      'ATTESTER_NOT_ALLOWED',
    );
    expect(reasonOf(() => checkAttester(about('szdex.example/p/port'), { role: 'provider' }))).toBeUndefined();
  });

  it('takes every instrument from an exchange on its own, under the law that it belongs to', () => {
    for (const code of Object.keys(REGISTRIES['instrument-code'] ?? {})) {
      const rule = findInstrumentRule(code);
      const kind = rule?.instrumentClass.subjects[0] ?? 'FLOW';
      const subject = {
        kind,
        id: { PRODUCT: FLOW.product, LISTING: FLOW.listing, PARTICIPANT: FLOW.provider, FLOW: '' }[kind],
      };
      const { attestation } = known({ instrument: code, regime: rule?.regime ?? '', subject });
      expect(
        reasonOf(() => checkAttester(attestation, { role: 'issuer', jurisdiction: 'CN' })),
        code,
      ).toBeUndefined();
    }
  });
});

describe('ATT-3: law and kind of subject are those of the instrument', () => {
  it.each([
    ['another law', { regime: 'MY' }],
    ['another kind', { instrument: 'ANONYMISATION_REPORT', subject: { kind: 'PARTICIPANT', id: FLOW.provider } }],
  ] as const)('refuses %s', (_, over) => {
    const { attestation } = known(over as Partial<Attestation>);
    expect(reasonOf(() => checkAttester(attestation, { role: 'issuer' }))).toBe('ATTESTATION_MISMATCH');
  });

  it.each([
    ['a last day before the first', { expiresOn: '2026-02-19' }, 'expires_on'],
    ['a product by the id of a listing', { subject: { ...WIRE.subject, id: FLOW.listing } }, 'subject.id'],
    ['a product with a digest', { subject: { ...WIRE.subject, digest: Buffer.alloc(32, 1) } }, 'subject.digest'],
    ['a flow without a digest', { subject: { kind: 'FLOW', id: '', digest: Buffer.alloc(0) } }, 'subject.digest'],
    ['a flow with an id', { subject: { kind: 'FLOW', id: FLOW.product, digest: Buffer.alloc(32, 1) } }, 'subject.id'],
  ])('DOC-11: refuses %s', (_, over, path) => {
    expect(() => parseAttestation(Wire.fromPartial({ ...WIRE, ...over } as Wire))).toThrow(path);
  });
});
