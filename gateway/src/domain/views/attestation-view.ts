import { toJwsJson } from '@selat/sdk/document';
import type { Instant } from '@selat/sdk/model';
import { loadAttestation } from '../attestation/load-attestations.js';
import { dayUnder } from '../attestation/regime-days.js';
import { standingOn } from '../attestation/suspend-lapsed.js';
import type { AttestationDetail, AttestationView, Standing } from '../attestation/view-types.js';
import { COUNTED_UNDER } from '../ledger/counted-product.js';
import type { Deps, Reader } from '../ports.js';
import type { AttestationRow } from '../rows-attestation.js';
import { printDigest } from './print.js';

/** One attestation as officers read it, with whether it counts now. */
export async function printAttestation(reader: Reader, row: AttestationRow, now: Instant): Promise<AttestationView> {
  const { attestation } = await loadAttestation(reader, row);
  const { instrument, regime, subject, reference, status } = attestation;
  const { issuedOn, effectiveOn, filedOn, expiresOn } = attestation;
  const days = { issuedOn, effectiveOn, filedOn, expiresOn };
  const { withdrawn_ms: withdrawnAt, superseded_by: newer } = row;
  return {
    ...{ digest: printDigest(row.digest), instrument, regime },
    subject: {
      kind: subject.kind,
      ...(subject.id === undefined ? {} : { id: subject.id }),
      ...(subject.digest === undefined ? {} : { digest: printDigest(subject.digest) }),
    },
    ...{ reference, issuer: row.issuer, role: row.role, status, standing: standingOf(row, days, now) },
    ...(Object.fromEntries(Object.entries(days).filter(([, day]) => day !== undefined)) as Partial<AttestationView>),
    ...(withdrawnAt === null ? {} : { withdrawnAt }),
    ...(newer === null ? {} : { supersededBy: printDigest(newer) }),
    ...{ source: row.source, receivedAt: row.received_ms },
  };
}

interface Days {
  readonly issuedOn: string | undefined;
  readonly effectiveOn: string | undefined;
}

function standingOf(row: AttestationRow, { issuedOn, effectiveOn }: Days, now: Instant): Standing {
  const today = dayUnder(row.regime, now);
  if (row.withdrawn_ms !== null && row.withdrawn_ms <= now) return 'withdrawn';
  if (row.superseded_by !== null) return 'superseded';
  if (row.expires_on !== null && row.expires_on < today) return 'expired';
  if (row.status !== 'LIVE') return 'not-live';
  return [issuedOn, effectiveOn].some((day) => day !== undefined && today < day) ? 'not-begun' : 'counts';
}

/** The same with everything that it says, and the grants that stand on it. */
export async function printAttestationDetail(deps: Deps, row: AttestationRow): Promise<AttestationDetail> {
  const { reader, clock } = deps;
  const { attestation } = await loadAttestation(reader, row);
  const stored = await reader.findDocument(row.digest);
  const kept = await reader.findAttestationEvidence(attestation.evidenceDigest);
  const grants = (await standingOn(deps, row.digest)).filter(({ state: { state } }) =>
    ['active', 'suspended'].includes(state),
  );
  if (stored === undefined) throw new Error(`attestation ${row.digest} is lost`);
  const { scope, conclusion, comparableStandard, changes, evidenceDigest, evidencePlace } = attestation;
  return {
    ...(await printAttestation(reader, row, clock())),
    ...{ scope, changes },
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(comparableStandard === undefined ? {} : { comparableStandard }),
    ...{ evidenceDigest: printDigest(evidenceDigest), evidencePlace },
    ...(kept === undefined ? {} : { evidenceFile: kept.place }),
    ...(await personsUnder(deps, row, scope.maxIndividuals)),
    grants: grants.map(({ state }) => printDigest(state.id)),
    document: toJwsJson(stored.document),
  };
}

/** Persons are counted under the law that asks for it, by the exchange of the provider: others would show zeros. [ATT-11] */
async function personsUnder(
  { reader, self }: Deps,
  { digest, regime }: AttestationRow,
  most: number | undefined,
): Promise<Pick<AttestationDetail, 'persons'>> {
  if (most === undefined || regime !== COUNTED_UNDER || self.jurisdiction !== COUNTED_UNDER) return {};
  return { persons: { ...(await reader.sumUnder(digest)), most } };
}
