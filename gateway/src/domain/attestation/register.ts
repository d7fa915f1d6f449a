/** What others signed and an officer brings as a file: it is checked as if a peer had sent it, and passed on. [ATT-9] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { VerifiedDocument } from '@selat/sdk/document';
import type { Attestation, AttestationWithdrawal, DigestHex } from '@selat/sdk/model';
import type { Change, DocumentWrite } from '../change.js';
import type { Deps } from '../ports.js';
import { requireOwn } from '../receive/accept-attestation.js';
import { verifyBrought } from '../receive/verify-brought.js';
import type { Actor } from '../view-types.js';
import { attestationRows, attestationSubject, requireAttestation, withdrawnRow } from './load-attestations.js';
import { firstRole, requireAttester } from './require-attester.js';
import { type Reach, sendOn } from './send-on.js';

const TYPES = ['selat.v1.Attestation', 'selat.v1.AttestationWithdrawal'] as const;
const NEITHER = 'neither an attestation nor the withdrawal of one';

/** What an officer brought. */
export interface Registration {
  readonly change: Change;
  /** The attestation that it makes or ends. */
  readonly attestation: DigestHex;
}

/**
 * Registers an attestation, or the withdrawal of one, that somebody else signed. What is known already changes nothing.
 * @throws SelatError every reason of gate and signatures; ATTESTER_NOT_ALLOWED, ATTESTATION_MISMATCH, ATTESTATION_NOT_OWNED,
 *   ATTESTATION_UNKNOWN, PREDECESSOR_MISSING; REQUEST_INVALID for a document of another type
 */
export async function registerSigned(deps: Deps, actor: Actor, document: SignedDocument): Promise<Registration> {
  const { parsed, write, verified, isKnown } = await verifyBrought(deps, document, TYPES, NEITHER);
  const attestation = parsed.type === 'selat.v1.Attestation' ? write.digest : parsed.attestation;
  if (isKnown) return { change: {}, attestation };
  const change =
    parsed.type === 'selat.v1.Attestation'
      ? await addition(deps, parsed, write, verified)
      : await ending(deps, parsed, write);
  return { change: { officer: actor.id, documents: [write], ...change }, attestation };
}

async function addition(
  deps: Deps,
  parsed: Attestation,
  write: DocumentWrite,
  { signers }: VerifiedDocument,
): Promise<Change> {
  const role = firstRole(signers);
  await requireAttester(deps, parsed, role);
  const reach = reachOf(deps, parsed);
  const arrival = { digest: write.digest, role, source: deps.self.exchange, reach: reach.kind, now: deps.clock() };
  return { ...sendOn(write, reach), rows: await attestationRows(deps.reader, parsed, arrival) };
}

async function ending(deps: Deps, parsed: AttestationWithdrawal, write: DocumentWrite): Promise<Change> {
  const row = await requireAttestation(deps.reader, parsed.attestation);
  requireOwn(row, parsed);
  return {
    ...sendOn(write, reachOf(deps, parsed)),
    rows: [withdrawnRow(row, write.digest, parsed.effectiveAt, deps.clock())],
    evidence: [{ subject: attestationSubject(row.digest), digest: write.digest, by: deps.self.exchange }],
  };
}

/** A document says itself whom it is for. */
function reachOf({ self }: Deps, { head }: Attestation | AttestationWithdrawal): Reach {
  if (head.audience.length === 0) return { kind: 'EVERYONE' };
  const peers = head.audience.filter((exchange) => exchange !== self.exchange);
  return peers.length === 0 ? { kind: 'HOME' } : { kind: 'PEER', peers };
}
