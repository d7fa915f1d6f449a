import type * as wire from '@selat/proto/selat/v1/attestation.js';
import { type Head, parseHead } from './head.js';
import { given, present, requireField, toHex, toHexOrAbsent, toInstant, toNumber, toTextOrAbsent } from './narrow.js';
import type { DigestHex, Instant, PartyId } from './scalars.js';

const ATTESTATION = 'selat.v1.Attestation';
const WITHDRAWAL = 'selat.v1.AttestationWithdrawal';

/** Letter of the ids that each kind of subject has; a flow has none. */
const LETTERS = { PRODUCT: 'd', LISTING: 'l', PARTICIPANT: 'p' } as const;

export type SubjectKind = keyof typeof LETTERS | 'FLOW';

/** What an attestation is about. [ATT-3] */
export interface AttestationSubject {
  readonly kind: SubjectKind;
  /** Present for all kinds but FLOW. */
  readonly id?: PartyId;
  /** Listing revision, request or grant; always present for FLOW, never for PRODUCT and PARTICIPANT. */
  readonly digest?: DigestHex;
}

/** What an instrument covers; an empty or absent part does not limit. */
export interface AttestationScope {
  readonly purposes: readonly string[];
  readonly methods: readonly string[];
  readonly categories: readonly string[];
  readonly maxIndividuals?: number;
  readonly recipients: readonly PartyId[];
  readonly countries: readonly string[];
  readonly onwardAllowed?: string;
  readonly retentionMonths?: number;
}

/** Somebody's word that an instrument exists; the evidence stays where it is. [ATT-1] */
export interface Attestation {
  readonly type: typeof ATTESTATION;
  readonly head: Head;
  /** ISO 3166-1 alpha-2, or ZZ. */
  readonly regime: string;
  /** Code of registry `instrument-code`. */
  readonly instrument: string;
  readonly subject: AttestationSubject;
  readonly scope: AttestationScope;
  readonly reference: string;
  readonly evidenceDigest: DigestHex;
  readonly evidencePlace: PartyId;
  /** Code of registry `instrument-status`. */
  readonly status: string;
  /** Days, `YYYY-MM-DD`. */
  readonly issuedOn?: string;
  readonly effectiveOn?: string;
  readonly filedOn?: string;
  readonly expiresOn?: string;
  readonly extensionAppliedOn?: string;
  readonly conclusion?: string;
  readonly comparableStandard?: string;
  readonly changes: readonly string[];
}

/** Ends the effect of an attestation. [ATT-8] */
export interface AttestationWithdrawal {
  readonly type: typeof WITHDRAWAL;
  readonly head: Head;
  readonly attestation: DigestHex;
  /** Code of registry `withdrawal-reason`. */
  readonly reason: string;
  /** When the effect ends; absent or past = when logged. */
  readonly effectiveAt?: Instant;
}

function parseSubject(message: wire.AttestationSubject | undefined): AttestationSubject {
  const { kind, id, digest } = present(message, ATTESTATION, 'subject');
  const isFlow = kind === 'FLOW';
  if (!isFlow) {
    const letter = LETTERS[kind as keyof typeof LETTERS];
    requireField(id.includes(`/${letter}/`), ATTESTATION, 'subject.id', `is no id of a ${kind.toLowerCase()}`);
  } else {
    requireField(id === '', ATTESTATION, 'subject.id', 'is present: a flow is named by a digest');
    requireField(digest.length > 0, ATTESTATION, 'subject.digest', 'is missing: a flow is named by it');
  }
  const mayHaveDigest = isFlow || kind === 'LISTING' || digest.length === 0;
  requireField(mayHaveDigest, ATTESTATION, 'subject.digest', 'is present: the id is enough');
  return { kind: kind as SubjectKind, ...given({ id: toTextOrAbsent(id), digest: toHexOrAbsent(digest) }) };
}

function parseScope(message: wire.AttestationScope | undefined): AttestationScope {
  const scope = present(message, ATTESTATION, 'scope');
  const { purposes, methods, categories, recipients, countries, maxIndividuals, retentionMonths } = scope;
  const most = maxIndividuals === undefined ? undefined : toNumber(maxIndividuals);
  requireField((most ?? 0) >= 0, ATTESTATION, 'scope.max_individuals', 'is below 0');
  requireField((retentionMonths ?? 0) >= 0, ATTESTATION, 'scope.retention_months', 'is below 0');
  return {
    ...{ purposes, methods, categories, recipients, countries },
    ...given({ maxIndividuals: most, retentionMonths, onwardAllowed: toTextOrAbsent(scope.onwardAllowed) }),
  };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseAttestation(message: wire.Attestation): Attestation {
  const days = given({
    issuedOn: toTextOrAbsent(message.issuedOn),
    effectiveOn: toTextOrAbsent(message.effectiveOn),
    filedOn: toTextOrAbsent(message.filedOn),
    expiresOn: toTextOrAbsent(message.expiresOn),
    extensionAppliedOn: toTextOrAbsent(message.extensionAppliedOn),
  });
  for (const first of [days.issuedOn, days.effectiveOn]) {
    const isInOrder = first === undefined || days.expiresOn === undefined || first <= days.expiresOn;
    requireField(isInOrder, ATTESTATION, 'expires_on', `is before ${first}, the day from which it counts`);
  }
  return {
    type: ATTESTATION,
    head: parseHead(message.head, ATTESTATION, 'any'),
    regime: message.regime,
    instrument: message.instrument,
    subject: parseSubject(message.subject),
    scope: parseScope(message.scope),
    reference: message.referenceNumber,
    evidenceDigest: toHex(message.evidenceDigest),
    evidencePlace: message.evidencePlace,
    status: message.status,
    ...days,
    changes: message.changes,
    ...given({
      conclusion: toTextOrAbsent(message.conclusion),
      comparableStandard: toTextOrAbsent(message.comparableStandard),
    }),
  };
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseAttestationWithdrawal(message: wire.AttestationWithdrawal): AttestationWithdrawal {
  return {
    type: WITHDRAWAL,
    head: parseHead(message.head, WITHDRAWAL, 'any'),
    attestation: toHex(message.attestation),
    reason: message.reason,
    ...given({ effectiveAt: toInstant(message.effectiveAtMs) }),
  };
}
