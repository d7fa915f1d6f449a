/** Reads the own identity and the keys that were lost. */
import type { Kysely } from 'kysely';
import type { KeyReader } from '../domain/keys/ports.js';
import type { Schema } from './schema.js';

export function keyReads(db: Kysely<Schema>): KeyReader {
  return {
    findOwnDescriptor: (exchange) =>
      db.selectFrom('own_descriptor').selectAll().where('exchange', '=', exchange).executeTakeFirst(),
    listKeysOf: (kid) => db.selectFrom('key').selectAll().where('kid', '=', kid).orderBy('owner').execute(),
    listCompromisedKeys: () =>
      db
        .selectFrom('key')
        .selectAll()
        .where('compromised_since_ms', 'is not', null)
        .orderBy('owner')
        .orderBy('kid')
        .execute(),
  };
}
