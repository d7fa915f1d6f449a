/** Reads the newest acts of the log, and the attempts that left no receipt. */
import type { Kysely } from 'kysely';
import type { LoggedAct, Reader } from '../domain/ports.js';
import { fetchLimit, toPage } from './pages.js';
import type { LeafTable, Schema } from './schema.js';

type ActReads = Pick<Reader, 'listActs' | 'listAttempts'>;

export function actReads(db: Kysely<Schema>): ActReads {
  return {
    async listActs(page) {
      let query = db
        .selectFrom('leaf')
        .select(['idx', 'act', 'direction', 'chain', 'time_ms', 'officer', 'document_digest'])
        .orderBy('idx', 'desc')
        .limit(fetchLimit(page));
      if (page.after !== undefined) query = query.where('idx', '<', Number(page.after) || 0);
      return toPage((await query.execute()).map(toLoggedAct), page, ({ index }) => String(index));
    },
    async listAttempts(limit) {
      const rows = await db.selectFrom('attempt').selectAll().orderBy('id', 'desc').limit(limit).execute();
      return rows.map(({ peer, at_ms: at, type, digest, reason, message }) => ({
        peer,
        at,
        type,
        ...(digest === null ? {} : { digest }),
        reason,
        message,
      }));
    },
  };
}

type ActRow = Pick<LeafTable, 'idx' | 'act' | 'direction' | 'chain' | 'time_ms' | 'officer' | 'document_digest'>;

function toLoggedAct(row: ActRow): LoggedAct {
  return {
    index: row.idx,
    act: row.act,
    direction: row.direction,
    chain: row.chain,
    time: row.time_ms,
    ...(row.officer === null ? {} : { officer: row.officer }),
    ...(row.document_digest === null ? {} : { documentDigest: row.document_digest }),
  };
}
