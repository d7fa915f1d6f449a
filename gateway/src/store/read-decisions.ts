/** Reads what decisions keep beside their documents. */
import type { Kysely } from 'kysely';
import type { DecisionReader } from '../domain/decision/ports.js';
import type { Schema } from './schema.js';

export function decisionReads(db: Kysely<Schema>): DecisionReader {
  return {
    findLawReview: (peer) => db.selectFrom('law_review').selectAll().where('peer', '=', peer).executeTakeFirst(),
  };
}
