/** A store with the ledger verbs over it: grants are rows, and a flow is let through below a threshold. */
import { SelatError } from '@selat/sdk/errors';
import type { Change } from '../../src/domain/change.js';
import { touch } from '../../src/domain/grant/load-grant.js';
import { ledgerCounts, reserve } from '../../src/domain/ledger/reserve.js';
import { ledgerLane } from '../../src/domain/ledger/settle.js';
import type { Deps } from '../../src/domain/ports.js';
import type { GrantRow } from '../../src/domain/rows.js';
import { NOON, type OpenNode, PEER, SELF, seededRandom } from '../store/temp-node.js';

export const PROVIDER = `${SELF}/p/port`;
export const WANG = { id: `${SELF}/o/wang`, role: 'compliance' as const };
/** Noon of the tests is in 2026, in UTC and in Shanghai. */
export const TODAY = '2026-09-21';
export const DEADLINE = NOON + 3_600_000;

export const digestOf = (n: number): string => n.toString(16).padStart(64, '0');

/** What verbs are given, over the store and committer of a node; nothing here signs. */
export function depsOf(
  { store, committer, clock }: Pick<OpenNode, 'store' | 'committer' | 'clock'>,
  more: Partial<Deps> = {},
): Deps {
  const self = { exchange: SELF, jurisdiction: 'CN', env: 'SANDBOX' as const, descriptorDigest: digestOf(0) };
  const plain = { self, reader: store.reader, committer, clock, random: seededRandom('ledger') };
  return { ...plain, signing: { document: [], receipt: [] }, probe: { hit: () => undefined }, ...more };
}

export function grantRow(n: number, over: Partial<GrantRow> = {}): Omit<GrantRow, 'version'> {
  const { version: _, ...row }: GrantRow = {
    ...{ request_digest: digestOf(n), grant_digest: null, peer: PEER, side: 'provider', listing_id: `${SELF}/l/calls` },
    ...{ consumer: `${PEER}/p/padi`, created_ms: NOON + n, version: 1 },
    ...over,
  };
  return row;
}

/** Requests 1 to `count`, as a peer sent them. */
export async function requested({ committer }: Pick<Deps, 'committer'>, count: number, first = 1): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => grantRow(first + i));
  await committer.commit(async () => ({ rows: rows.map((row) => ({ table: 'grant', expectedVersion: 0, row })) }));
}

export interface Wanted {
  readonly ordinary?: number;
  readonly sensitive?: number;
  readonly asOf?: string;
  /** Persons from which on the answer is no. */
  readonly threshold?: number;
  readonly utcOffsetMinutes?: number;
  readonly attestation?: string;
}

/** Decides and offers like the gateway does: the count with this flow decides, the reservation is in the same Change. */
export async function offerChange(deps: Deps, n: number, wanted: Wanted = {}): Promise<Change> {
  const { ordinary = 1, sensitive = 0, asOf = TODAY, threshold = Number.POSITIVE_INFINITY } = wanted;
  const { utcOffsetMinutes, attestation } = wanted;
  const reading = await ledgerCounts(deps, { provider: PROVIDER, asOf, utcOffsetMinutes });
  const total = reading.counts.cnNonSensitiveYtd + ordinary;
  if (total >= threshold) throw new SelatError('GRANT_TRANSITION_REFUSED', `threshold ${total}`, {});
  const input = { requestDigest: digestOf(n), ordinary, sensitive, offerDeadline: DEADLINE, attestation };
  const row = await deps.reader.findGrant(digestOf(n));
  if (row === undefined) throw new Error(`no request ${n}`);
  const rows = await reserve(deps, WANG, reading, input);
  return { officer: WANG.id, rows: [touch(row, { grant_digest: digestOf(n + 1_000_000) }), ...rows] };
}

/** Offers in the lane of the provider, as the back office does. */
export const offer = (deps: Deps, n: number, wanted?: Wanted) =>
  deps.committer.commit(() => offerChange(deps, n, wanted), ledgerLane(PROVIDER));

export const countsOf = async (deps: Deps, asOf = TODAY) =>
  (await ledgerCounts(deps, { provider: PROVIDER, asOf })).counts;
