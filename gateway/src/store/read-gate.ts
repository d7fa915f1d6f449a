/** Reads what the listing gate asks for. */
import type { Kysely } from 'kysely';
import type { GateReader } from '../domain/listing-gate/ports.js';
import type { Schema } from './schema.js';

export function gateReads(db: Kysely<Schema>): GateReader {
  return {
    findListingFacts: (id) => db.selectFrom('listing_facts').selectAll().where('id', '=', id).executeTakeFirst(),
  };
}
