/** Reads acts that wait for a second officer, reviews, and what waits in the work queue. */
import { type Kysely, sql } from 'kysely';
import type { OfficeReader } from '../domain/office/ports.js';
import type { PageRequest } from '../domain/ports.js';
import { fetchLimit, inChunks, toPage } from './pages.js';
import type { Schema } from './schema.js';

export function officeReads(db: Kysely<Schema>): OfficeReader {
  return {
    findHeldAct: (id) => db.selectFrom('held_act').selectAll().where('id', '=', id).executeTakeFirst(),
    listHeldActs: (page) => heldActs(db, page),
    listReviews: (drafts) =>
      inChunks(drafts, (chunk) =>
        db.selectFrom('review').selectAll().where('draft', 'in', chunk).orderBy('reviewed_ms').execute(),
      ),
    async listOpenDrafts(page) {
      let query = db.selectFrom('draft').selectAll().where('state', '=', 'draft').orderBy('id').limit(fetchLimit(page));
      if (page.after !== undefined) query = query.where('id', '>', page.after);
      return toPage(await query.execute(), page, ({ id }) => id);
    },
    listGrantsAtHand: (page) => grantsAtHand(db, page),
    async listRegistered({ exchange, ...page }) {
      let query = db
        .selectFrom('participant')
        .selectAll()
        .where('exchange', '=', exchange)
        .where('state', '=', 'registered')
        .orderBy('id')
        .limit(fetchLimit(page));
      if (page.after !== undefined) query = query.where('id', '>', page.after);
      return toPage(await query.execute(), page, ({ id }) => id);
    },
  };
}

const toCursor = (createdMs: number, id: string): string => `${createdMs}.${id}`;

/** A cursor that nobody was given begins at the first row. */
function parseCursor(cursor: string): { createdMs: number; id: string } {
  const at = cursor.indexOf('.');
  const digits = cursor.slice(0, Math.max(at, 0));
  return { createdMs: /^\d{1,15}$/.test(digits) ? Number(digits) : 0, id: cursor.slice(at + 1) };
}

const heldActs: (
  db: Kysely<Schema>,
  page: Parameters<OfficeReader['listHeldActs']>[0],
) => ReturnType<OfficeReader['listHeldActs']> = async (db, { now, ...page }) => {
  let query = db
    .selectFrom('held_act')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('expires_ms', '>', now)
    .orderBy('created_ms')
    .orderBy('id')
    .limit(fetchLimit(page));
  if (page.after !== undefined) {
    const { createdMs, id } = parseCursor(page.after);
    query = query.where((row) => row(row.refTuple('created_ms', 'id'), '>', row.tuple(createdMs, id)));
  }
  return toPage(await query.execute(), page, (row) => toCursor(row.created_ms, row.id));
};

/** Documents by which a request or an offer is over, whoever sent them. */
const CLOSING = ['selat.v1.GrantRefusal', 'selat.v1.GrantWithdrawal', 'selat.v1.OfferWithdrawal'];

async function grantsAtHand(db: Kysely<Schema>, page: PageRequest & { readonly side: 'provider' | 'consumer' }) {
  let query = db
    .selectFrom('grant')
    .selectAll('grant')
    .where('grant.side', '=', page.side)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('evidence')
            .innerJoin('document', 'document.digest', 'evidence.document_digest')
            .select('evidence.seq')
            .where('evidence.subject', '=', sql<string>`'grant:' || ${sql.ref('grant.request_digest')}`)
            .where('document.type', 'in', CLOSING),
        ),
      ),
    )
    .orderBy('grant.created_ms')
    .orderBy('grant.request_digest')
    .limit(fetchLimit(page));
  if (page.side === 'provider') query = query.where('grant.grant_digest', 'is', null);
  else {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('document')
          .select('document.digest')
          .whereRef('document.digest', '=', 'grant.grant_digest')
          .where('document.form', '=', 'offered'),
      ),
    );
  }
  if (page.after !== undefined) {
    const { createdMs, id } = parseCursor(page.after);
    query = query.where((row) =>
      row(row.refTuple('grant.created_ms', 'grant.request_digest'), '>', row.tuple(createdMs, id)),
    );
  }
  return toPage(await query.execute(), page, (row) => toCursor(row.created_ms, row.request_digest));
}
