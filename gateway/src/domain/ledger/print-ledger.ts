/** The ledger of persons for officers: as it counts now, also what no row says yet. */
import { countThresholds } from '@selat/sdk/compliance';
import type { PartyId } from '@selat/sdk/model';
import { loadPacks } from '../packs/load-packs.js';
import type { Deps, PageRequest } from '../ports.js';
import type { LedgerEntryRow, LedgerYearRow } from '../rows-ledger.js';
import { printDigest } from '../views/print.js';
import { NOBODY, type Persons, subtract } from './amounts.js';
import { heldIn, sumOf } from './held.js';
import type { YearKey } from './ports.js';
import { releasedBy, type Settled, settledOf } from './settle.js';
import type { HeadroomView, LedgerDetail, LedgerEntryView, LedgerYearView } from './view-types.js';
import { offsetHere, yearAt } from './years.js';

const MOST_SETTLED = 1_000;
const SUMS = { 'counts.cnNonSensitiveYtd': 'ordinary', 'counts.cnSensitiveYtd': 'sensitive' } as const;

/** One year as it counts now. */
export async function printYear(deps: Deps, row: LedgerYearRow): Promise<LedgerYearView> {
  return (await loadYear(deps, row)).view;
}

async function loadYear(deps: Deps, row: LedgerYearRow) {
  const { reader, clock } = deps;
  const { provider, year } = row;
  const sums = await reader.sumLedgerEntries({ provider, year });
  const due = await reader.listUnsettled({ provider, year, now: clock(), limit: MOST_SETTLED });
  const settled = await settledOf(deps, due);
  const view: LedgerYearView = {
    ...{ provider, year, ...plain(subtract(row, releasedBy(settled))) },
    isRunning: yearAt(clock(), await offsetHere(deps)) === year,
    isOpened: row.opening !== null,
    held: subtract(heldIn(sums), sumOfSettled(settled)),
  };
  return { view, sums, settled };
}

const plain = ({ ordinary, sensitive }: Persons): Persons => ({ ordinary, sensitive });

function sumOfSettled(settled: readonly Settled[]): Persons {
  return settled.reduce<Persons>(
    (sum, { entry }) => ({ ordinary: sum.ordinary + entry.ordinary, sensitive: sum.sensitive + entry.sensitive }),
    NOBODY,
  );
}

/** One year with its entries and what is left of it; a year without entries is all zeros. */
export async function printLedger(deps: Deps, { provider, year }: YearKey, page: PageRequest): Promise<LedgerDetail> {
  const row = await deps.reader.findLedgerYear({ provider, year });
  const { view, sums, settled } = await loadYear(deps, row ?? { provider, year, ...NOBODY, opening: null, version: 0 });
  const booked = (kind: string) => sumOf(sums, (sum) => sum.kind === kind && sum.state === 'BOOKED');
  const states = new Map(settled.map(({ entry, state }) => [entry.id, state]));
  const { items, next } = await deps.reader.listLedgerEntries({ provider, year, ...page });
  return {
    ...view,
    ...{ opening: booked('OPENING'), exports: booked('EXPORT'), corrections: booked('CORRECTION') },
    consumed: sumOf(sums, ({ state }) => state === 'CONSUMED'),
    ...(await headroomOf(deps, view)),
    entries: {
      items: items.map((entry) => printEntry(entry, states.get(entry.id) ?? entry.state)),
      ...(next === undefined ? {} : { next }),
    },
  };
}

/** What is left below each threshold of the pack that decides here now. */
async function headroomOf(deps: Deps, year: LedgerYearView): Promise<Pick<LedgerDetail, 'headroom' | 'pack'>> {
  const now = deps.clock();
  const own = (await loadPacks(deps, now)).find(({ pack }) => pack.source.jurisdiction === deps.self.jurisdiction);
  if (own === undefined || !year.isRunning) return { headroom: [] };
  const { source } = own.pack;
  const today = new Date(now + source.utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
  const headroom = countThresholds(source, today).flatMap(({ path, ...threshold }): HeadroomView[] => {
    const sum = SUMS[path as keyof typeof SUMS];
    if (sum === undefined) return [];
    return [{ sum, left: Math.max(threshold.from - 1 - year[sum], 0), ...threshold }];
  });
  return { headroom, pack: { id: source.id, version: source.version, digest: printDigest(own.digest) } };
}

function printEntry(row: LedgerEntryRow, state: LedgerEntryRow['state']): LedgerEntryView {
  const { id, kind, ordinary, sensitive, officer, created_ms: at } = row;
  return {
    ...{ id, kind, state, ordinary, sensitive },
    ...(kind === 'RESERVATION' ? { request: printDigest(id) } : {}),
    ...(row.attestation_digest === null ? {} : { attestation: printDigest(row.attestation_digest) }),
    ...(row.under_digest === null ? {} : { under: printDigest(row.under_digest) }),
    ...(row.evidence_digest === null ? {} : { evidence: printDigest(row.evidence_digest) }),
    ...(row.reason === '' ? {} : { reason: row.reason }),
    ...{ officer, at },
    ...(row.settled_ms === null ? {} : { settledAt: row.settled_ms }),
  };
}

/** The years of a provider, or of all, as they count now. */
export async function listYears(deps: Deps, page: PageRequest & { provider?: PartyId; year?: number }) {
  const { items, next } = await deps.reader.listLedgerYears(page);
  const views: LedgerYearView[] = [];
  for (const row of items) views.push(await printYear(deps, row));
  return { items: views, ...(next === undefined ? {} : { next }) };
}
