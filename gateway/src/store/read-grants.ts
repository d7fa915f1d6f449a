/** Reads grants and the status indexes in use. */
import type { Kysely } from 'kysely';
import type { Reader } from '../domain/ports.js';
import type { GrantRow } from '../domain/rows.js';
import { compiledRead } from './compiled-read.js';
import { fetchLimit, toPage } from './pages.js';
import type { Schema } from './schema.js';

type GrantReads = Pick<Reader, 'findGrant' | 'listGrants' | 'isStatusIndexTaken' | 'findRequestKey'>;

export function grantReads(db: Kysely<Schema>): GrantReads {
  const named = compiledRead(db, ['id'], ({ id }) =>
    db
      .selectFrom('grant')
      .selectAll()
      .where((row) => row.or([row('request_digest', '=', id), row('grant_digest', '=', id)])),
  );
  const taken = compiledRead(db, ['list', 'position'], ({ list, position }) =>
    db.selectFrom('status_index').select('position').where('list', '=', list).where('position', '=', position),
  );
  return {
    findGrant: async (id) => (await named({ id }))[0],
    async listGrants(page) {
      let query = db
        .selectFrom('grant')
        .selectAll()
        .orderBy('created_ms', 'desc')
        .orderBy('request_digest', 'desc')
        .limit(fetchLimit(page));
      if (page.after !== undefined) {
        const { createdMs, digest } = parseCursor(page.after);
        query = query.where((row) =>
          row(row.refTuple('created_ms', 'request_digest'), '<', row.tuple(createdMs, digest)),
        );
      }
      return toPage(await query.execute(), page, toCursor);
    },
    findRequestKey: (key) => db.selectFrom('request_key').selectAll().where('key', '=', key).executeTakeFirst(),
    isStatusIndexTaken: async (list, position) => (await taken({ list, position })).length > 0,
  };
}

const toCursor = ({ created_ms, request_digest }: GrantRow): string => `${created_ms}.${request_digest}`;

/** A cursor that nobody was given finds nothing before it. */
function parseCursor(cursor: string): { createdMs: number; digest: string } {
  const [createdMs = '', digest = ''] = cursor.split('.');
  return { createdMs: /^\d{1,15}$/.test(createdMs) ? Number(createdMs) : 0, digest };
}
