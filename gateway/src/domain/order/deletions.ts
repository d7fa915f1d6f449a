/** What a RECALL leaves to do: what was supplied under each formed grant in its scope is deleted, and somebody attests it. [ORD-5] */
import type { DigestHex, ExchangeId, Instant } from '@selat/sdk/model';
import { exchangeOf } from '@selat/sdk/model';
import { type GrantReads, type LoadedGrant, loadGrants } from '../grant/load-grant.js';
import type { AttestationRow } from '../rows-attestation.js';

/** The deletion that a RECALL asks for, of what was supplied under one grant. */
export interface Deletion {
  /** Document digest of the RECALL. */
  readonly order: DigestHex;
  /** Grant id. */
  readonly grant: DigestHex;
  /** Exchange of the consumer, where what was supplied lies. */
  readonly by: ExchangeId;
  /** Last instant of the deletion. */
  readonly dueBy: Instant;
  /** The attestation that proves it; absent = there is none yet. */
  readonly proof?: DigestHex;
  /** Not proven, and the instant has passed. */
  readonly isOverdue: boolean;
}

/** The deletions that orders ask for of one grant, in the order of its holds. An ended grant has supplied too. */
export async function deletionsUnder(
  { reader, clock }: GrantReads,
  { row, state }: LoadedGrant,
): Promise<readonly Deletion[]> {
  const recalls = state.holds.flatMap((hold) =>
    hold.kind === 'order' && hold.deleteBy !== undefined ? [{ ...hold, dueBy: hold.deleteBy }] : [],
  );
  if (recalls.length === 0) return [];
  const names = row.grant_digest === null ? [row.request_digest] : [row.request_digest, row.grant_digest];
  const attested = await reader.listAttestationsAbout(names);
  return recalls.map(({ digest: order, orderedAt, dueBy }): Deletion => {
    const proof = attested.find((one) => isProof(one, state.consumer, orderedAt))?.digest;
    const deletion = { order, grant: state.id, by: state.consumer, dueBy };
    if (proof !== undefined) return { ...deletion, proof, isOverdue: false };
    return { ...deletion, isOverdue: clock() > dueBy };
  });
}

/** Of the side that holds the data, or of an assessor; made after the order, because before it data may still have come. */
function isProof(row: AttestationRow, consumer: ExchangeId, orderedAt: Instant): boolean {
  const counts = row.status === 'LIVE' && row.withdrawn_ms === null && row.superseded_by === null;
  const mayKnow = exchangeOf(row.issuer) === consumer || row.role === 'assessor';
  return row.instrument === 'DESTROY' && counts && mayKnow && row.issued_ms >= orderedAt;
}

/** The grants that orders hold here, by the digest of the order. */
export type HeldGrants = ReadonlyMap<DigestHex, readonly LoadedGrant[]>;

const ROWS = 200;

/** Folds all grants: ask once for many orders. */
export async function loadHeldGrants(deps: GrantReads): Promise<HeldGrants> {
  const held = new Map<DigestHex, LoadedGrant[]>();
  let after: string | undefined;
  do {
    const page = await deps.reader.listGrants({ limit: ROWS, ...(after === undefined ? {} : { after }) });
    for (const grant of await loadGrants(deps, page.items)) {
      for (const hold of grant.state.holds) {
        if (hold.kind === 'order') held.set(hold.digest, [...(held.get(hold.digest) ?? []), grant]);
      }
    }
    after = page.next;
  } while (after !== undefined);
  return held;
}
