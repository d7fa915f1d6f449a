/** Reads the ledger of persons. */
import { exchangeOf } from '@selat/sdk/model';
import { type Kysely, sql } from 'kysely';
import type { LedgerReader, UnderSum } from '../domain/ledger/ports.js';
import type { LedgerEntryRow, LedgerYearRow } from '../domain/rows-ledger.js';
import { fetchLimit, toPage } from './pages.js';
import type { Schema } from './schema.js';

export function ledgerReads(db: Kysely<Schema>): LedgerReader {
  return {
    findLedgerYear: ({ provider, year }) =>
      db
        .selectFrom('ledger_year')
        .selectAll()
        .where('provider', '=', provider)
        .where('year', '=', year)
        .executeTakeFirst(),
    findLedgerEntry: (id) => db.selectFrom('ledger_entry').selectAll().where('id', '=', id).executeTakeFirst(),
    listLedgerYears: (page) => listYears(db, page),
    listLedgerEntries: (page) => listEntries(db, page),
    sumLedgerEntries: async ({ provider, year }) => {
      const total = (column: 'ordinary' | 'sensitive') => sql<number>`sum(${sql.ref(column)})`;
      const rows = await db
        .selectFrom('ledger_entry')
        .select(['kind', 'state', total('ordinary').as('ordinary'), total('sensitive').as('sensitive')])
        .select(({ fn }) => fn.countAll<number>().as('entries'))
        .where('provider', '=', provider)
        .where('year', '=', year)
        .groupBy(['kind', 'state'])
        .orderBy('kind')
        .orderBy('state')
        .execute();
      // PostgreSQL gives sums as text.
      return rows.map(({ ordinary, sensitive, entries, ...row }) => ({
        ...row,
        ordinary: Number(ordinary),
        sensitive: Number(sensitive),
        entries: Number(entries),
      }));
    },
    sumUnder: (attestation, without) => sumUnder(db, attestation, without),
    findProviderOf: (product) => findProviderOf(db, product),
    listUnsettled: (due) => listUnsettled(db, due),
  };
}

async function sumUnder(db: Kysely<Schema>, attestation: string, without = ''): Promise<UnderSum> {
  const persons = sql<number | null>`sum(entry.ordinary + entry.sensitive)`.as('persons');
  const flows = await db
    .selectFrom('evidence')
    .innerJoin('grant', 'grant.grant_digest', 'evidence.document_digest')
    .innerJoin('ledger_entry as entry', 'entry.id', 'grant.request_digest')
    .select(['entry.state', persons])
    .where('evidence.subject', '=', `attestation:${attestation}`)
    .where('entry.state', 'in', ['HELD', 'CONSUMED'])
    .where('entry.id', '<>', without)
    .groupBy('entry.state')
    .execute();
  const entered = await db
    .selectFrom('ledger_entry as entry')
    .select(persons)
    .where('entry.under_digest', '=', attestation)
    .executeTakeFirst();
  const of = (state: string) => Number(flows.find((row) => row.state === state)?.persons ?? 0);
  return { held: of('HELD'), formed: of('CONSUMED'), entered: Number(entered?.persons ?? 0) };
}

/** Through the listings of its exchange, which alone lists it: an index by product would slow each listing that arrives. */
async function findProviderOf(db: Kysely<Schema>, product: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('listing')
    .select('provider')
    .where('exchange', '=', exchangeOf(product))
    .where('product', '=', product)
    .limit(1)
    .executeTakeFirst();
  return row?.provider;
}

const listUnsettled: (
  db: Kysely<Schema>,
  due: Parameters<LedgerReader['listUnsettled']>[0],
) => Promise<readonly LedgerEntryRow[]> = (db, { provider, year, now, limit, after }) => {
  let query = db
    .selectFrom('ledger_entry as entry')
    .innerJoin('grant', 'grant.request_digest', 'entry.id')
    .selectAll('entry')
    .where('entry.state', '=', 'HELD')
    .where((row) =>
      row.or([
        row('entry.lapses_ms', '<', now),
        row('grant.version', '<>', row.ref('entry.grant_version')),
        row.exists(
          row
            .selectFrom('receipt_item as item')
            .select('item.log_index')
            .whereRef('item.document_digest', '=', 'grant.grant_digest')
            .where('item.verdict', '=', 'REFUSED'),
        ),
      ]),
    );
  if (provider !== undefined) query = query.where('entry.provider', '=', provider);
  if (year !== undefined) query = query.where('entry.year', '=', year);
  if (after !== undefined) query = query.where('entry.id', '>', after);
  return query.orderBy('entry.id').limit(limit).execute();
};

const listYears: (
  db: Kysely<Schema>,
  page: Parameters<LedgerReader['listLedgerYears']>[0],
) => ReturnType<LedgerReader['listLedgerYears']> = async (db, { provider, year, ...page }) => {
  let query = db
    .selectFrom('ledger_year')
    .selectAll()
    .orderBy('provider')
    .orderBy('year', 'desc')
    .limit(fetchLimit(page));
  if (provider !== undefined) query = query.where('provider', '=', provider);
  if (year !== undefined) query = query.where('year', '=', year);
  if (page.after !== undefined) {
    const { at, name } = parseCursor(page.after);
    query = query.where((row) =>
      row.or([row('provider', '>', name), row.and([row('provider', '=', name), row('year', '<', at)])]),
    );
  }
  const toCursor = (row: LedgerYearRow) => `${row.year}.${row.provider}`;
  return toPage(await query.execute(), page, toCursor);
};

const listEntries: (
  db: Kysely<Schema>,
  page: Parameters<LedgerReader['listLedgerEntries']>[0],
) => ReturnType<LedgerReader['listLedgerEntries']> = async (db, { provider, year, ...page }) => {
  let query = db
    .selectFrom('ledger_entry')
    .selectAll()
    .where('provider', '=', provider)
    .where('year', '=', year)
    .orderBy('created_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(fetchLimit(page));
  if (page.after !== undefined) {
    const { at, name } = parseCursor(page.after);
    query = query.where((row) => row(row.refTuple('created_ms', 'id'), '<', row.tuple(at, name)));
  }
  return toPage(await query.execute(), page, ({ created_ms, id }) => `${created_ms}.${id}`);
};

/** A cursor that nobody was given finds nothing before it. */
function parseCursor(cursor: string): { at: number; name: string } {
  const dot = cursor.indexOf('.');
  const at = cursor.slice(0, Math.max(dot, 0));
  return { at: /^\d{1,15}$/.test(at) ? Number(at) : 0, name: cursor.slice(dot + 1) };
}
