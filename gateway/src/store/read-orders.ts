/** Reads orders of regulators. */
import type { Kysely } from 'kysely';
import type { OrderReader } from '../domain/order/ports.js';
import type { OrderRow } from '../domain/rows-orders.js';
import { fetchLimit, toPage } from './pages.js';
import type { Schema } from './schema.js';

export function orderReads(db: Kysely<Schema>): OrderReader {
  return {
    findOrder: (digest) =>
      db.selectFrom('regulatory_order').selectAll().where('digest', '=', digest).executeTakeFirst(),
    async listOrders(page) {
      let query = db
        .selectFrom('regulatory_order')
        .selectAll()
        .orderBy('created_ms', 'desc')
        .orderBy('digest', 'desc')
        .limit(fetchLimit(page));
      if (page.after !== undefined) {
        const [createdMs = '', digest = ''] = page.after.split('.');
        const at = /^\d{1,15}$/.test(createdMs) ? Number(createdMs) : 0;
        query = query.where((row) => row(row.refTuple('created_ms', 'digest'), '<', row.tuple(at, digest)));
      }
      return toPage(await query.execute(), page, toCursor);
    },
    listStandingOrders: (home) =>
      db
        .selectFrom('regulatory_order as standing')
        .selectAll()
        .where('standing.home', '=', home)
        .where('standing.kind', '<>', 'RESUME')
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('regulatory_order as resume')
                .select('resume.digest')
                .whereRef('resume.resumes', '=', 'standing.digest')
                .where('resume.is_whole', '=', 1),
            ),
          ),
        )
        .orderBy('standing.created_ms')
        .orderBy('standing.digest')
        .execute(),
  };
}

const toCursor = ({ created_ms, digest }: OrderRow): string => `${created_ms}.${digest}`;
