/** Persons that were supplied under an instrument, whose assessed scale they take up. [LGR-11] [ATT-13] */
import type { DigestHex, PartyId } from '@selat/sdk/model';
import { loadAttestation, requireAttestation } from '../attestation/load-attestations.js';
import { findFlowProvider } from '../attestation/require-attester.js';
import type { RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import type { AttestationRow } from '../rows-attestation.js';
import { belowZero, type Persons } from './amounts.js';
import { unfit } from './require-fit.js';

/** What an officer enters under an instrument. */
export interface UnderInput extends Persons {
  readonly provider: PartyId;
  readonly year: number;
  readonly under: DigestHex;
}

/**
 * The row of the instrument, whose scale is looked at from now on. It need not stand any more: what was supplied was supplied.
 * @throws SelatError ATTESTATION_UNKNOWN; LEDGER_EVIDENCE_UNFIT where it is about another provider or states no scale;
 *   LEDGER_BELOW_ZERO where a correction takes away more than was entered under it
 */
export async function countUnder(deps: Deps, verb: string, input: UnderInput): Promise<RowWrite> {
  const { reader, clock } = deps;
  const { provider, under, year, ordinary, sensitive } = input;
  const row = await requireAttestation(reader, under);
  const named = { attestation: `sha256:${under}` };
  if ((await findProvider(deps, row)) !== provider) {
    throw unfit(provider, `${row.instrument} ${row.reference} is about neither it, nor a product or flow of it`, named);
  }
  const { attestation } = await loadAttestation(reader, row);
  if (attestation.scope.maxIndividuals === undefined) {
    throw unfit(provider, `${row.instrument} ${row.reference} states no scale that persons could take up`, named);
  }
  const { entered } = await reader.sumUnder(under);
  const sum = entered + ordinary + sensitive;
  if (sum < 0) throw belowZero(verb, { provider, year, which: `under ${row.instrument} ${row.reference}`, sum });
  return countedRow(row, clock());
}

/** Its scale is looked at again, also where it was found exhausted before: the numbers have moved. */
export function countedRow({ version, ...columns }: AttestationRow, now: number): RowWrite {
  return { table: 'attestation', expectedVersion: version, row: { ...columns, counted_ms: now, lapsed_ms: null } };
}

/** Whom the instrument is about: a provider, or the provider of a product, listing or flow. */
async function findProvider(deps: Deps, row: AttestationRow): Promise<PartyId | undefined> {
  const { reader } = deps;
  const { subject_kind: kind, subject_id: id, subject_digest: digest } = row;
  if (kind === 'PARTICIPANT') return id;
  if (kind === 'PRODUCT') return reader.findProviderOf(id);
  if (kind === 'LISTING' && id !== '') return (await reader.findListing(id))?.provider;
  return findFlowProvider(deps, digest);
}
