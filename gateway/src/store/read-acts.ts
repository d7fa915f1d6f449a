/** Reads the newest acts of the log, and the attempts that left no receipt. */
import type { Kysely } from 'kysely';
import type { LoggedAct, Reader } from '../domain/ports.js';
import { fetchLimit, toPage } from './pages.js';
import type { LeafTable, Schema } from './schema.js';

type ActReads = Pick<Reader, 'listActs' | 'listAttempts'>;

export function actReads(db: Kysely<Schema>): ActReads {
  return {
    async listActs({ officer, act, from, to, ...page }) {
      let query = db.selectFrom('leaf').select(COLUMNS).orderBy('idx', 'desc').limit(fetchLimit(page));
      if (page.after !== undefined) query = query.where('idx', '<', Number(page.after) || 0);
      if (officer !== undefined) {
        query = query.where((row) => row.or([row('officer', '=', officer), row('second_officer', '=', officer)]));
      }
      if (act !== undefined) query = query.where('act', '=', act);
      if (from !== undefined) query = query.where('time_ms', '>=', from);
      if (to !== undefined) query = query.where('time_ms', '<', to);
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

const COLUMNS = [
  'idx',
  'act',
  'direction',
  'chain',
  'time_ms',
  'officer',
  'second_officer',
  'about',
  'document_digest',
] as const;

type ActRow = Pick<LeafTable, (typeof COLUMNS)[number]>;

function toLoggedAct(row: ActRow): LoggedAct {
  return {
    index: row.idx,
    act: row.act,
    direction: row.direction,
    chain: row.chain,
    time: row.time_ms,
    ...(row.officer === null ? {} : { officer: row.officer }),
    ...(row.second_officer === null ? {} : { secondOfficer: row.second_officer }),
    ...(row.about === null ? {} : { about: row.about }),
    ...(row.document_digest === null ? {} : { documentDigest: row.document_digest }),
  };
}
