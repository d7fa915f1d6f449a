/** Attestations of this exchange: what its officers have seen, and what others signed and brought. [ATT-9] */
import {
  Attestation as WireAttestation,
  AttestationWithdrawal as WireWithdrawal,
} from '@selat/proto/selat/v1/attestation.js';
import { type AttesterRole, findInstrumentRule } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import { type Attestation, type DigestHex, type ExchangeId, parseDocument } from '@selat/sdk/model';
import { fileUnder, type OwnAct, signAct } from '../acts/own-act.js';
import { loadAgreements } from '../agreement/load-agreement.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { AttestationRow } from '../rows-attestation.js';
import type { Actor } from '../view-types.js';
import { keepEvidence } from './keep-evidence.js';
import {
  attestationRows,
  attestationSubject,
  loadAttestation,
  requireAttestation,
  withdrawnRow,
} from './load-attestations.js';
import { requireAttester } from './require-attester.js';
import { type Reach, sendOn } from './send-on.js';
import type { AttestInput, WithdrawInput } from './view-types.js';

const TYPE = 'selat.v1.Attestation';
const WITHDRAWAL = 'selat.v1.AttestationWithdrawal';

/**
 * Signs that an instrument exists whose evidence an officer has seen; the evidence stays here, under a salted digest.
 * @throws SelatError ATTESTER_NOT_ALLOWED, ATTESTATION_MISMATCH, PREDECESSOR_MISSING for a flow that is not known,
 *   DOCUMENT_FIELD_INVALID, REQUEST_INVALID, AGREEMENT_NOT_IN_FORCE
 */
export async function issueAttestation(deps: Deps, actor: Actor, input: AttestInput): Promise<Change> {
  const { self, clock } = deps;
  const kept = keepEvidence(deps, actor, input.evidence);
  const message = toMessage(input, kept.row.digest, self.exchange);
  const reach = await reachOf(deps, input);
  const act = await signAct(deps, { type: TYPE, message, ...(await addressed(deps, reach)) });
  const parsed = parseDocument(TYPE, WireAttestation.decode(act.write.document.payload));
  const role: AttesterRole = 'issuer';
  await requireAttester(deps, parsed, role);
  const arrival = { digest: act.digest, role, source: self.exchange, reach: reach.kind, now: clock() };
  return {
    officer: actor.id,
    documents: [act.write],
    ...sendOn(act.write, reach),
    rows: [...(await attestationRows(deps.reader, parsed, arrival)), kept],
  };
}

function toMessage(input: AttestInput, evidence: DigestHex, exchange: ExchangeId): Omit<WireAttestation, 'head'> {
  const { subject, scope = {}, changes = [] } = input;
  const { maxIndividuals, retentionMonths, onwardAllowed = '' } = scope;
  const list = (items: readonly string[] | undefined): string[] => [...(items ?? [])];
  const { head: _none, ...message } = WireAttestation.fromPartial({
    regime: input.regime ?? findInstrumentRule(input.instrument)?.regime ?? 'ZZ',
    instrument: input.instrument,
    subject: {
      kind: subject.kind,
      id: subject.id ?? '',
      digest: Buffer.from(subject.digest?.replace(/^sha256:/, '') ?? '', 'hex'),
    },
    scope: {
      purposes: list(scope.purposes),
      methods: list(scope.methods),
      categories: list(scope.categories),
      recipients: list(scope.recipients),
      countries: list(scope.countries),
      onwardAllowed,
      ...(maxIndividuals === undefined ? {} : { maxIndividuals: BigInt(maxIndividuals) }),
      ...(retentionMonths === undefined ? {} : { retentionMonths }),
    },
    referenceNumber: input.reference,
    evidenceDigest: Buffer.from(evidence, 'hex'),
    evidencePlace: exchange,
    status: input.status ?? 'LIVE',
    issuedOn: input.issuedOn ?? '',
    effectiveOn: input.effectiveOn ?? '',
    filedOn: input.filedOn ?? '',
    expiresOn: input.expiresOn ?? '',
    extensionAppliedOn: input.extensionAppliedOn ?? '',
    conclusion: input.conclusion ?? '',
    comparableStandard: input.comparableStandard ?? '',
    changes: [...changes],
  });
  return message;
}

/** A flow concerns its two parties alone, and a listing that stays at home nobody else. [ATT-4] */
async function reachOf({ reader, self }: Deps, { subject, to, home }: AttestInput): Promise<Reach> {
  if (home === true) return { kind: 'HOME' };
  if (to !== undefined) {
    if (to !== self.exchange) return { kind: 'PEER', peers: [to] };
    const message = `cannot send an attestation to ${to}: that is this exchange`;
    throw new SelatError('REQUEST_INVALID', message, { to });
  }
  if (subject.kind === 'FLOW') {
    const grant = await reader.findGrant(subject.digest?.replace(/^sha256:/, '') ?? '');
    if (grant !== undefined) return { kind: 'PEER', peers: [grant.peer] };
  }
  const listing = subject.kind === 'LISTING' ? await reader.findListing(subject.id ?? '') : undefined;
  return listing?.visibility === 'HOME' ? { kind: 'HOME' } : { kind: 'EVERYONE' };
}

/** Audience of a document, and the agreement that it pins where that is one peer. @throws SelatError AGREEMENT_NOT_IN_FORCE */
async function addressed(deps: Deps, reach: Reach, pinned?: DigestHex) {
  const [to] = reach.kind === 'PEER' ? reach.peers : [];
  if (to === undefined) return {};
  const agreements = await loadAgreements(deps, to);
  const inForce = agreements.find(({ state }) => state.state === 'in-force')?.digest ?? pinned;
  if (inForce !== undefined) return { to, agreementDigest: inForce };
  const message = `cannot send an attestation to ${to}: no agreement with it is in force`;
  throw new SelatError('AGREEMENT_NOT_IN_FORCE', message, { peer: to, state: 'none' });
}

/**
 * Takes back an attestation of this exchange; everybody who got it is told. [ATT-8]
 * @throws SelatError ATTESTATION_UNKNOWN, ATTESTATION_NOT_OWNED, DOCUMENT_CHANGED where it is withdrawn already
 */
export async function withdrawAttestation(
  deps: Deps,
  actor: Actor,
  digest: DigestHex,
  { reason, effectiveAt }: WithdrawInput,
): Promise<Change> {
  const { reader, self, clock } = deps;
  const row = await requireAttestation(reader, digest);
  requireWithdrawable(row, self.exchange);
  const { attestation } = await loadAttestation(reader, row);
  const reach = reachAgain(row, attestation);
  const message = WireWithdrawal.fromPartial({
    attestation: Buffer.from(digest, 'hex'),
    reason,
    effectiveAtMs: BigInt(effectiveAt ?? 0),
  });
  const to = await addressed(deps, reach, attestation.head.agreementDigest);
  const act: OwnAct = await signAct(deps, { type: WITHDRAWAL, message, ...to });
  return {
    officer: actor.id,
    documents: [act.write],
    ...sendOn(act.write, reach),
    rows: [withdrawnRow(row, act.digest, effectiveAt, clock())],
    evidence: [fileUnder(attestationSubject(digest), act, self.exchange)],
  };
}

/** Whoever got the attestation gets its withdrawal. */
function reachAgain({ reach }: AttestationRow, { head }: Attestation): Reach {
  return reach === 'PEER' ? { kind: 'PEER', peers: head.audience } : { kind: reach };
}

function requireWithdrawable(row: AttestationRow, self: ExchangeId): void {
  const facts = { attestation: `sha256:${row.digest}`, attester: row.issuer };
  if (row.issuer !== self) {
    const message = `cannot withdraw attestation ${facts.attestation}: it was made by ${row.issuer}`;
    throw new SelatError('ATTESTATION_NOT_OWNED', message, facts);
  }
  if (row.withdrawn_ms === null) return;
  const message = `cannot withdraw attestation ${facts.attestation}: it is withdrawn already`;
  throw new SelatError('DOCUMENT_CHANGED', message, facts);
}
