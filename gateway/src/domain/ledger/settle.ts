/** Reservations follow their grants: consumed once formed, released where nothing was formed. [LGR-5] */
import type { GrantState } from '@selat/sdk/lifecycle';
import type { DigestHex, PartyId } from '@selat/sdk/model';
import type { Change, RowWrite } from '../change.js';
import { loadGrants } from '../grant/load-grant.js';
import type { Deps } from '../ports.js';
import type { GrantRow } from '../rows.js';
import type { LedgerEntryRow, LedgerYearRow } from '../rows-ledger.js';
import { add, NOBODY, type Persons, subtract } from './amounts.js';
import { countedRow } from './under.js';

const MOST_AT_ONCE = 200;

/** A reservation whose grant says more than its row. */
export interface Settled {
  readonly entry: LedgerEntryRow;
  readonly state: 'CONSUMED' | 'RELEASED';
}

/** What becomes of a reservation by the state of its grant; undefined = it stays held. */
export function settlementOf({
  state,
  formedAt,
}: Pick<GrantState, 'state' | 'formedAt'>): Settled['state'] | undefined {
  if (formedAt !== undefined) return 'CONSUMED';
  return state === 'requested' || state === 'offered' ? undefined : 'RELEASED';
}

/** The held reservations among these whose grant says more now. */
export async function settledOf(deps: Deps, entries: readonly LedgerEntryRow[]): Promise<readonly Settled[]> {
  const rows = await Promise.all(entries.map(({ id }) => deps.reader.findGrant(id)));
  const known = rows.filter((row): row is GrantRow => row !== undefined);
  const grants = new Map((await loadGrants(deps, known)).map((one) => [one.row.request_digest, one.state]));
  return entries.flatMap((entry): Settled[] => {
    const grant = grants.get(entry.id);
    const state = grant === undefined ? undefined : settlementOf(grant);
    return state === undefined ? [] : [{ entry, state }];
  });
}

/** The row of a reservation that is settled. */
export function settledRow({ entry, state }: Settled, now: number): RowWrite {
  const { version, ...columns } = entry;
  return { table: 'ledger_entry', expectedVersion: version, row: { ...columns, state, settled_ms: now } };
}

/** What the released ones among these had reserved. */
export function releasedBy(settled: readonly Settled[]): Persons {
  const released = settled.filter(({ state }) => state === 'RELEASED');
  return released.reduce<Persons>((sum, { entry }) => add(sum, entry), NOBODY);
}

/** The row of a year with other sums. */
export function yearWrite(year: Omit<LedgerYearRow, 'version'> & { readonly version: number }): RowWrite {
  const { version, ...row } = year;
  return { table: 'ledger_year', expectedVersion: version, row };
}

/**
 * Consumes the reservation of a grant that is being formed, in the Change that forms it. One that was released
 * meanwhile counts again: who signed in time is not refused for it, though it may exhaust an instrument. [ATT-13]
 */
export async function consume(
  deps: Deps,
  requestDigest: DigestHex,
  pins: readonly DigestHex[],
): Promise<readonly RowWrite[]> {
  const entry = await deps.reader.findLedgerEntry(requestDigest);
  if (entry === undefined || entry.state === 'CONSUMED') return [];
  const consumed = settledRow({ entry, state: 'CONSUMED' }, deps.clock());
  if (entry.state === 'HELD') return [consumed];
  const { provider, year } = entry;
  const row = await deps.reader.findLedgerYear({ provider, year });
  const before = row ?? { provider, year, ...NOBODY, opening: null, version: 0 };
  const instruments = await Promise.all(pins.map((pin) => deps.reader.findAttestation(pin)));
  const counted = instruments.flatMap((one) => (one === undefined ? [] : [countedRow(one, deps.clock())]));
  return [consumed, yearWrite({ ...before, ...add(before, entry) }), ...counted];
}

/** Acts on the years of one provider go one after another: each would only move the row of the others. */
export function ledgerLane(provider: PartyId): string {
  return `ledger ${provider}`;
}

/**
 * Writes what became of reservations since they were made. Safe to run at any time, twice, or in two processes.
 * @returns how many it settled
 */
export async function settleLedger(deps: Deps): Promise<number> {
  let settled = 0;
  let after: string | undefined;
  for (;;) {
    const due = { now: deps.clock(), limit: MOST_AT_ONCE, ...(after === undefined ? {} : { after }) };
    const entries = await deps.reader.listUnsettled(due);
    for (const { provider, year } of distinctYears(entries)) {
      let decided: Change = {};
      const decide = async () => {
        decided = await settlement(deps, provider, year);
        return decided;
      };
      await deps.committer.commit(decide, ledgerLane(provider));
      settled += decided.rows?.filter(({ table }) => table === 'ledger_entry').length ?? 0;
    }
    after = entries.at(-1)?.id;
    if (after === undefined || entries.length < MOST_AT_ONCE) return settled;
  }
}

function distinctYears(entries: readonly LedgerEntryRow[]) {
  const years = new Map(entries.map(({ provider, year }) => [`${year} ${provider}`, { provider, year }]));
  return [...years.values()];
}

async function settlement(deps: Deps, provider: PartyId, year: number): Promise<Change> {
  const { reader, clock } = deps;
  const now = clock();
  const row = await reader.findLedgerYear({ provider, year });
  const due = await settledOf(deps, await reader.listUnsettled({ provider, year, now, limit: MOST_AT_ONCE }));
  if (due.length === 0) return {};
  const rows = due.map((one) => settledRow(one, now));
  const moves = row === undefined ? [] : [yearWrite({ ...row, ...subtract(row, releasedBy(due)) })];
  return { rows: [...rows, ...moves] };
}
