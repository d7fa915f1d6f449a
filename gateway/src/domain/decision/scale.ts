/** The assessed scale of instruments when a flow is decided. [ATT-11] */
import type { KnownAttestation } from '@selat/sdk/compliance';
import type { DigestHex } from '@selat/sdk/model';
import type { Persons } from '../ledger/amounts.js';
import type { Deps } from '../ports.js';

/** An attestation whose scale has no room for the flow. */
export interface FullInstrument {
  readonly one: KnownAttestation;
  /** Persons that count under it already. */
  readonly counted: number;
  readonly most: number;
}

/** Attestations, apart by whether their scale has room for the persons of a flow. */
export interface ByScale {
  readonly within: readonly KnownAttestation[];
  readonly full: readonly FullInstrument[];
}

/**
 * Counts the flow together with the grants that pin an attestation and are offered or formed, and with what officers entered
 * under it.
 * @param request digest of the request, whose own persons are those given
 */
export async function byScale(
  { reader }: Deps,
  attestations: readonly KnownAttestation[],
  { ordinary, sensitive }: Persons,
  request: DigestHex,
): Promise<ByScale> {
  const within: KnownAttestation[] = [];
  const full: FullInstrument[] = [];
  for (const one of attestations) {
    const { maxIndividuals: most } = one.attestation.scope;
    const { held, formed, entered } = most === undefined ? NOBODY_UNDER : await reader.sumUnder(one.digest, request);
    const counted = held + formed + entered;
    if (most !== undefined && counted + ordinary + sensitive > most) full.push({ one, counted, most });
    else within.push(one);
  }
  return { within, full };
}

const NOBODY_UNDER = { held: 0, formed: 0, entered: 0 };
