import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, PartyId } from '@selat/sdk/model';
import { requireAttestation } from '../attestation/load-attestations.js';
import { dayUnder } from '../attestation/regime-days.js';
import type { Deps } from '../ports.js';

/**
 * Requires an attestation that numbers of a provider may rest on: about the provider, and standing today.
 * @param request flow that it may be about instead
 * @throws SelatError LEDGER_EVIDENCE_UNFIT, ATTESTATION_UNKNOWN [LGR-7]
 */
export async function requireFit(
  { reader, self, clock }: Deps,
  provider: PartyId,
  attestation: DigestHex,
  request?: DigestHex,
): Promise<void> {
  const row = await requireAttestation(reader, attestation);
  const named = { attestation: `sha256:${attestation}` };
  const isAbout = row.subject_id === provider || (request !== undefined && row.subject_digest === request);
  if (!isAbout) throw unfit(provider, `${named.attestation} is not about it`, named);
  const isOver = row.expires_on !== null && row.expires_on < dayUnder(self.jurisdiction, clock());
  const isWithdrawn = row.withdrawn_ms !== null && row.withdrawn_ms <= clock();
  const why = isWithdrawn ? 'was withdrawn' : isOver ? `expired after ${row.expires_on}` : undefined;
  if (why !== undefined) throw unfit(provider, `${named.attestation} ${why}`, named);
}

/** What numbers rest on does not carry them. */
export function unfit(provider: PartyId, why: string, facts: Readonly<Record<string, string>>): SelatError {
  const message = `cannot enter persons in the ledger of ${provider}: ${why}`;
  return new SelatError('LEDGER_EVIDENCE_UNFIT', message, { provider, why, ...facts });
}
