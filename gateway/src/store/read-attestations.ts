/** Reads attestations and the evidence that this exchange keeps. */
import type { Kysely } from 'kysely';
import type { AttestationReader } from '../domain/attestation/ports.js';
import { fetchLimit, toPage } from './pages.js';
import type { Schema } from './schema.js';

const MOST_ABOUT = 1_000;

export function attestationReads(db: Kysely<Schema>): AttestationReader {
  return {
    findAttestation: (digest) =>
      db.selectFrom('attestation').selectAll().where('digest', '=', digest).executeTakeFirst(),
    listAttestations: (page) => listPage(db, page),
    listAttestationsAbout: async (subjects) => {
      if (subjects.length === 0) return [];
      return db
        .selectFrom('attestation')
        .selectAll()
        .where((row) => row.or([row('subject_id', 'in', subjects), row('subject_digest', 'in', subjects)]))
        .orderBy('digest')
        .limit(MOST_ABOUT)
        .execute();
    },
    listLapsing: async ({ now, day, limit, after }) => {
      let query = db
        .selectFrom('attestation')
        .selectAll()
        .where('lapsed_ms', 'is', null)
        .where((row) =>
          row.or([
            row('withdrawn_ms', '<=', now),
            row('superseded_by', 'is not', null),
            row('expires_on', '<', day),
            row('counted_ms', 'is not', null),
          ]),
        );
      if (after !== undefined) query = query.where('digest', '>', after);
      return query.orderBy('digest').limit(limit).execute();
    },
    findAttestationEvidence: (digest) =>
      db.selectFrom('attestation_evidence').selectAll().where('digest', '=', digest).executeTakeFirst(),
  };
}

const listPage: (
  db: Kysely<Schema>,
  page: Parameters<AttestationReader['listAttestations']>[0],
) => ReturnType<AttestationReader['listAttestations']> = async (db, { subject, instrument, issuer, ...page }) => {
  let query = db.selectFrom('attestation').selectAll().orderBy('digest').limit(fetchLimit(page));
  if (subject !== undefined) {
    query = query.where((row) => row.or([row('subject_id', '=', subject), row('subject_digest', '=', subject)]));
  }
  if (instrument !== undefined) query = query.where('instrument', '=', instrument);
  if (issuer !== undefined) query = query.where('issuer', '=', issuer);
  if (page.after !== undefined) query = query.where('digest', '>', page.after);
  return toPage(await query.execute(), page, ({ digest }) => digest);
};
