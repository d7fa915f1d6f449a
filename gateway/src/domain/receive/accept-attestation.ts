import { SelatError } from '@selat/sdk/errors';
import type { Attestation, AttestationWithdrawal } from '@selat/sdk/model';
import { attestationRows, attestationSubject, withdrawnRow } from '../attestation/load-attestations.js';
import { firstRole, requireAttester } from '../attestation/require-attester.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

/** Somebody states that an instrument exists; a peer may relay it. [ATT-4] */
export async function acceptAttestation(
  deps: Deps,
  { peer, parsed, digest, verified, now }: Received<Attestation>,
): Promise<Effect> {
  const role = firstRole(verified.signers);
  await requireAttester(deps, parsed, role, peer);
  const arrival = { digest, role, source: peer, reach: 'HOME', now } as const;
  return { rows: await attestationRows(deps.reader, parsed, arrival) };
}

/** Whoever attested takes the word back. [ATT-8] */
export async function acceptAttestationWithdrawal(
  { reader }: Deps,
  { peer, parsed, digest, now }: Received<AttestationWithdrawal>,
): Promise<Effect> {
  const row = await reader.findAttestation(parsed.attestation);
  const facts = { peer, attestation: `sha256:${parsed.attestation}` };
  if (row === undefined) {
    const message = `cannot accept the withdrawal of ${peer}: attestation ${facts.attestation} is not known here`;
    throw new SelatError('PREDECESSOR_MISSING', message, facts);
  }
  requireOwn(row, parsed);
  return {
    rows: [withdrawnRow(row, digest, parsed.effectiveAt, now)],
    evidence: [{ subject: attestationSubject(row.digest), digest, by: peer }],
  };
}

/** @throws SelatError ATTESTATION_NOT_OWNED */
export function requireOwn(
  { digest, issuer }: { readonly digest: string; readonly issuer: string },
  { head }: AttestationWithdrawal,
) {
  if (head.issuer === issuer) return;
  const facts = { attestation: `sha256:${digest}`, attester: issuer, issuer: head.issuer };
  const message = `cannot withdraw attestation ${facts.attestation}: it was made by ${issuer}, the withdrawal by ${head.issuer}`;
  throw new SelatError('ATTESTATION_NOT_OWNED', message, facts);
}
