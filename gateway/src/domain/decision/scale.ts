/** The assessed scale of instruments when a flow is decided. [ATT-11] */
import type { KnownAttestation } from '@selat/sdk/compliance';
import type { DigestHex } from '@selat/sdk/model';
import type { Persons } from '../ledger/amounts.js';
import type { Deps } from '../ports.js';

/**
 * Leaves out the attestations whose scale a flow would exceed, together with the grants that pin them and are offered or
 * formed, and with what officers entered under them.
 * @param request digest of the request, whose own persons are those given
 */
export async function withinScale(
  { reader }: Deps,
  attestations: readonly KnownAttestation[],
  { ordinary, sensitive }: Persons,
  request: DigestHex,
): Promise<readonly KnownAttestation[]> {
  const within: KnownAttestation[] = [];
  for (const one of attestations) {
    const { maxIndividuals } = one.attestation.scope;
    if (maxIndividuals !== undefined) {
      const { held, formed, entered } = await reader.sumUnder(one.digest, request);
      if (held + formed + entered + ordinary + sensitive > maxIndividuals) continue;
    }
    within.push(one);
  }
  return within;
}
