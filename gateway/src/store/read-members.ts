/** Reads enrolments, documents that wait for a member's signature, and evidence of identity checks. */
import type { Kysely } from 'kysely';
import type { MemberReader } from '../domain/participant/ports.js';
import { compiledRead } from './compiled-read.js';
import { fetchLimit, toPage } from './pages.js';
import type { Schema } from './schema.js';

export function memberReads(db: Kysely<Schema>): MemberReader {
  const prepared = compiledRead(db, ['digest'], ({ digest }) =>
    db.selectFrom('preparation').selectAll().where('digest', '=', digest),
  );
  return {
    findEnrolment: (number) => db.selectFrom('enrolment').selectAll().where('number', '=', number).executeTakeFirst(),
    findEnrolmentByTokenHash: (hash) =>
      db.selectFrom('enrolment').selectAll().where('token_hash', '=', hash).executeTakeFirst(),
    listEnrolments: (participant) =>
      db
        .selectFrom('enrolment')
        .selectAll()
        .where('participant', '=', participant)
        .orderBy('created_ms', 'desc')
        .orderBy('number')
        .execute(),
    findPreparation: async (digest) => (await prepared({ digest }))[0],
    listWaitingOver: (subject) =>
      db
        .selectFrom('preparation')
        .selectAll()
        .where('subject', '=', subject)
        .where('state', '=', 'waiting')
        .orderBy('digest')
        .execute(),
    async listPreparations(page) {
      let query = db.selectFrom('preparation').selectAll().where('state', '=', 'waiting');
      if (page.participant !== undefined) query = query.where('participant', '=', page.participant);
      if (page.after !== undefined) query = query.where('digest', '>', page.after);
      return toPage(await query.orderBy('digest').limit(fetchLimit(page)).execute(), page, ({ digest }) => digest);
    },
    findIdentityEvidence: (digest) =>
      db.selectFrom('identity_evidence').selectAll().where('digest', '=', digest).executeTakeFirst(),
  };
}
