/** Reads rule packs. */
import type { Kysely } from 'kysely';
import type { PackReader } from '../domain/packs/ports.js';
import type { Schema } from './schema.js';

const MOST_PACKS = 1_000;

export function packReads(db: Kysely<Schema>): PackReader {
  return {
    findPack: (digest) => db.selectFrom('rule_pack').selectAll().where('digest', '=', digest).executeTakeFirst(),
    findPackLine: (publisher, jurisdiction) =>
      db
        .selectFrom('pack_line')
        .selectAll()
        .where('publisher', '=', publisher)
        .where('jurisdiction', '=', jurisdiction)
        .executeTakeFirst(),
    findPackInEffect: (publisher, jurisdiction, at) =>
      db
        .selectFrom('rule_pack')
        .selectAll()
        .where('jurisdiction', '=', jurisdiction)
        .where('publisher', '=', publisher)
        .where('takes_effect_ms', '<=', at)
        .orderBy('takes_effect_ms', 'desc')
        .executeTakeFirst(),
    listPacks: () =>
      db
        .selectFrom('rule_pack')
        .selectAll()
        .orderBy('jurisdiction')
        .orderBy('publisher')
        .orderBy('takes_effect_ms')
        .limit(MOST_PACKS)
        .execute(),
  };
}
