/** Whether an attestation says what its signer may say. What needs the store, such as who holds a flow, comes on top. */
import { SelatError } from '../../errors/index.js';
import { type Attestation, exchangeOf } from '../../model/index.js';
import { type AttesterRole, findInstrumentRule } from './instrument-rules.js';

/** Who signed first, as the gate verified it. */
export interface Attester {
  readonly role: AttesterRole;
  /** Jurisdiction of the exchange that the attester belongs to, where it is known. */
  readonly jurisdiction?: string | undefined;
}

/**
 * Checks role, regime and kind of subject against the table, and that exchange and participant speak of their own. [ATT-2] [ATT-3]
 * @throws SelatError ATTESTER_NOT_ALLOWED, ATTESTATION_MISMATCH; CODE_UNKNOWN for an instrument that this build has no rule for
 */
export function checkAttester(attestation: Attestation, attester: Attester): void {
  const { instrument, regime, subject } = attestation;
  const rule = findInstrumentRule(instrument);
  if (rule === undefined) {
    const message = `cannot use an attestation of ${instrument}: this build has no rule on who may attest it`;
    throw new SelatError('CODE_UNKNOWN', message, {
      path: 'instrument',
      code: instrument,
      registry: 'instrument-code',
    });
  }
  const { attesters, subjects } = rule.instrumentClass;
  if (!attesters.includes(attester.role)) {
    throw notAllowed(attestation, attester, `${instrument} is attested by ${attesters.join(', ')}`);
  }
  if (rule.regime !== 'ZZ' && rule.regime !== regime) {
    throw mismatch(attestation, 'regime', `${instrument} belongs to the law of ${rule.regime}, not of ${regime}`);
  }
  if (!subjects.includes(subject.kind)) {
    throw mismatch(attestation, 'subject.kind', `${instrument} is about ${subjects.join(' or ')}, not ${subject.kind}`);
  }
  requireOwnLaw(attestation, attester);
  requireOwnSubject(attestation, attester);
}

/** An authority speaks for its own law alone. */
function requireOwnLaw(attestation: Attestation, attester: Attester): void {
  const { regime } = attestation;
  const { role, jurisdiction } = attester;
  if (role !== 'authority' || regime === 'ZZ' || jurisdiction === undefined || jurisdiction === regime) return;
  throw notAllowed(attestation, attester, `it is an authority of ${jurisdiction}, not of ${regime}`);
}

/** Exchanges, their officers and participants speak of what is theirs; authorities and assessors of anybody's. */
function requireOwnSubject(attestation: Attestation, attester: Attester): void {
  const { head, subject } = attestation;
  const { role } = attester;
  if (subject.id === undefined || role === 'authority' || role === 'assessor') return;
  const home = exchangeOf(head.issuer);
  if (exchangeOf(subject.id) !== home) {
    throw notAllowed(attestation, attester, `${subject.id} does not belong to ${home}`);
  }
  const isParticipant = role === 'provider' || role === 'consumer';
  if (isParticipant && subject.kind === 'PARTICIPANT' && subject.id !== head.issuer) {
    throw notAllowed(attestation, attester, `${subject.id} is another participant`);
  }
}

/** @throws nothing: returns the refusal of an attester, with why in words */
export function notAllowed({ instrument, head }: Attestation, { role }: Attester, why: string): SelatError {
  const message = `cannot take the word of ${head.issuer} as ${role} for ${instrument}: ${why}`;
  return new SelatError('ATTESTER_NOT_ALLOWED', message, { issuer: head.issuer, role, instrument, why });
}

function mismatch({ instrument }: Attestation, path: string, why: string): SelatError {
  return new SelatError('ATTESTATION_MISMATCH', `cannot use an attestation of ${instrument}: ${why}`, { path, why });
}
