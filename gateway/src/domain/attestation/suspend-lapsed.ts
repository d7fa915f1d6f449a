/** What becomes of grants when the ground that they stand on is gone. Normative text: docs/spec/attestations.md, ATT-7. */
import { GrantSuspension } from '@selat/proto/selat/v1/grant.js';
import { findLapse, type KnownAttestation, type Lapse } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import { type DigestHex, type ExchangeId, exchangeOf, type Grant } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Change, EvidenceWrite } from '../change.js';
import { actOn, grantBytes } from '../grant/act-on.js';
import { type LoadedGrant, loadGrant } from '../grant/load-grant.js';
import type { Deps } from '../ports.js';
import type { AttestationRow } from '../rows-attestation.js';
import { attestationSubject, loadAttestation, loadBeside } from './load-attestations.js';
import { dayUnder, latestDay } from './regime-days.js';

/** Files a Grant under each attestation that it pins, so that it is found when one lapses. */
export function fileUnderPins(grant: Grant, digest: DigestHex, by: ExchangeId): readonly EvidenceWrite[] {
  return grant.attestationDigests.map((pin) => ({ subject: attestationSubject(pin), digest, by }));
}

/** Grants that pin the attestation and are in force, or may come into force. */
export async function standingOn(deps: Deps, attestation: DigestHex): Promise<readonly LoadedGrant[]> {
  const filed = await deps.reader.listEvidence(attestationSubject(attestation));
  const grants = filed.filter(({ type }) => type === 'selat.v1.Grant');
  const loaded = await Promise.all(grants.map(({ digest }) => loadGrant(deps, digest)));
  return loaded.filter((one) => isInForce(one) || isOpenOffer(one));
}

const isInForce = ({ state: { state } }: LoadedGrant): boolean => state === 'active' || state === 'suspended';
/** An offer of this side that has no receipt yet leaves its request open. */
const isOpenOffer = ({ state: { state } }: LoadedGrant): boolean => state === 'offered' || state === 'requested';

const MOST_AT_ONCE = 200;

/**
 * Suspends what stands on attestations that have lapsed by now, where it is for this side to do so; looks at each until it
 * has lapsed. Safe to run at any time, twice, or in two processes: a grant is suspended once for each attestation.
 * @returns how many grants it suspended
 */
export async function suspendLapsed(deps: Deps): Promise<number> {
  let suspended = 0;
  let after: DigestHex | undefined;
  for (;;) {
    const now = deps.clock();
    const page = { now, day: latestDay(now), limit: MOST_AT_ONCE, ...(after === undefined ? {} : { after }) };
    const rows = await deps.reader.listLapsing(page);
    for (const row of rows) suspended += await settle(deps, row);
    after = rows.at(-1)?.digest;
    if (after === undefined || rows.length < MOST_AT_ONCE) return suspended;
  }
}

/** Suspends what stands on one attestation, and remembers that it was seen to. */
async function settle(deps: Deps, { digest }: AttestationRow): Promise<number> {
  if ((await lapseOf(deps, digest)) === undefined) return 0;
  const grants = await standingOn(deps, digest);
  let suspended = 0;
  for (const { state } of grants.filter(isInForce)) {
    let wrote = false;
    await deps.committer.commit(async () => {
      const change = await suspension(deps, digest, state.id);
      wrote = change !== undefined;
      return change ?? {};
    });
    if (wrote) suspended += 1;
  }
  // An offer may still be formed: until it is over, its attestations are looked at again.
  if (!grants.some(isOpenOffer)) await deps.committer.commit(() => remember(deps, digest));
  return suspended;
}

/** Why nothing stands on an attestation any more. */
type Fall = Lapse | Exhaustion;

/** More persons count under it than were assessed. [ATT-13] */
interface Exhaustion {
  readonly why: 'EXHAUSTED';
  readonly persons: number;
  readonly most: number;
}

async function lapseOf(deps: Deps, digest: DigestHex) {
  const row = await deps.reader.findAttestation(digest);
  if (row === undefined) return undefined;
  const now = deps.clock();
  const [one, known] = await Promise.all([loadAttestation(deps.reader, row), loadBeside(deps.reader, row)]);
  const lapse: Fall | undefined =
    findLapse(one, known, now, dayUnder(row.regime, now)) ?? (await exhaustionOf(deps, row, one));
  return lapse === undefined ? undefined : { row, lapse, now };
}

/** Only who keeps the ledger of the provider knows. An offer that may come to nothing exhausts no instrument. */
async function exhaustionOf({ reader }: Deps, row: AttestationRow, { attestation }: KnownAttestation) {
  const { maxIndividuals: most } = attestation.scope;
  if (row.counted_ms === null || most === undefined) return undefined;
  const { formed, entered } = await reader.sumUnder(row.digest);
  const persons = formed + entered;
  return persons > most ? ({ why: 'EXHAUSTED', persons, most } as const) : undefined;
}

async function remember(deps: Deps, digest: DigestHex): Promise<Change> {
  const lapsed = await lapseOf(deps, digest);
  if (lapsed === undefined || lapsed.row.lapsed_ms !== null) return {};
  const { version, ...columns } = lapsed.row;
  const row = { ...columns, lapsed_ms: lapsed.now };
  return { rows: [{ table: 'attestation', expectedVersion: version, row }] };
}

/**
 * The suspension of one grant because of one attestation; undefined where nothing lapsed, where the grant is suspended for it
 * already or was before, or where the other side has to do it.
 */
export async function suspension(deps: Deps, attestation: DigestHex, grant: DigestHex): Promise<Change | undefined> {
  const lapsed = await lapseOf(deps, attestation);
  if (lapsed === undefined) return undefined;
  const loaded = await loadGrant(deps, grant);
  if (!isInForce(loaded) || wasSuspendedFor(loaded, lapsed)) return undefined;
  if (!(await isForThisSide(deps, loaded, lapsed))) return undefined;
  const message = GrantSuspension.fromPartial({
    grant: grantBytes(loaded),
    reason: 'COMPLIANCE',
    cause: Buffer.from(attestation, 'hex'),
    note: describeLapse(lapsed.row, lapsed.lapse),
  });
  return actOn(deps, undefined, loaded, [{ type: 'selat.v1.GrantSuspension', message }]);
}

/** Why, for people: names the instrument, its number and the attestation. */
export function describeLapse(
  { instrument, reference, digest }: Pick<AttestationRow, 'instrument' | 'reference' | 'digest'>,
  lapse: Fall,
): string {
  const what = `${instrument} ${reference}, attestation sha256:${digest}`;
  if (lapse.why === 'EXHAUSTED') return `${what}, is exhausted: ${lapse.persons} persons of ${lapse.most}`;
  const { why, on, digest: by } = lapse;
  if (why === 'EXPIRED') return `${what}, expired after ${on}`;
  if (why === 'WITHDRAWN') return `${what}, was withdrawn`;
  return `${what}, was superseded by sha256:${by}, which says less`;
}

/** What is known of an attestation on which nothing stands any more. */
type Lapsed = NonNullable<Awaited<ReturnType<typeof lapseOf>>>;

/**
 * Whoever resumes a grant has looked at the attestation: it does not suspend a second time. An exhausted one does, when
 * further persons were counted after that.
 */
function wasSuspendedFor({ set, state: { holds } }: LoadedGrant, { row, lapse }: Lapsed): boolean {
  const open = new Set(holds.flatMap((hold) => (hold.kind === 'act' ? [hold.digest] : [])));
  const since = lapse.why === 'EXHAUSTED' ? (row.counted_ms ?? 0) : 0;
  return set.evidence.some((item) => {
    const document = item.type === 'selat.v1.GrantSuspension' ? parseStored(item) : undefined;
    if (document?.type !== 'selat.v1.GrantSuspension' || document.cause !== row.digest) return false;
    return open.has(item.digest) || document.head.issuedAt >= since;
  });
}

/**
 * The side whose law the instrument belongs to; where that is neither or both, the side of the attester; where that is
 * neither, the provider's.
 */
async function isForThisSide(
  { self, reader }: Deps,
  { row }: LoadedGrant,
  { row: lapsed, lapse }: Lapsed,
): Promise<boolean> {
  if (lapse.why === 'EXHAUSTED') return row.side === 'provider';
  const peer = await reader.findPeer(row.peer);
  const isOwnLaw = lapsed.regime === self.jurisdiction;
  const isTheirLaw = lapsed.regime === peer?.jurisdiction;
  if (isOwnLaw !== isTheirLaw) return isOwnLaw;
  const home = exchangeOf(lapsed.issuer);
  if (home === self.exchange || home === row.peer) return home === self.exchange;
  return row.side === 'provider';
}

/** Refuses to stand on what has lapsed or is not known. @throws SelatError ATTESTATION_LAPSED; PREDECESSOR_MISSING */
export async function requireStanding(deps: Deps, pins: readonly DigestHex[]): Promise<void> {
  for (const pin of pins) {
    const facts = { attestation: `sha256:${pin}` };
    const row = await deps.reader.findAttestation(pin);
    if (row === undefined) {
      const message = `cannot stand on attestation ${facts.attestation}: it is not known here`;
      throw new SelatError('PREDECESSOR_MISSING', message, facts);
    }
    const lapsed = await lapseOf(deps, pin);
    if (lapsed === undefined) continue;
    const message = `cannot stand on ${describeLapse(row, lapsed.lapse)}`;
    throw new SelatError('ATTESTATION_LAPSED', message, { ...facts, why: lapsed.lapse.why });
  }
}
