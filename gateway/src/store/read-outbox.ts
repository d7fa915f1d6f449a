/** Reads deliveries. */
import type { Kysely } from 'kysely';
import type { OutboxEntry, Reader } from '../domain/ports.js';
import type { Schema } from './schema.js';
import { toSignedDocument } from './signatures.js';

type OutboxReads = Pick<Reader, 'listDue' | 'findNextDue' | 'listOutbox'>;

export function outboxReads(db: Kysely<Schema>): OutboxReads {
  return {
    async listDue(peer, now, limit) {
      const rows = await entries(db)
        .where('outbox.peer', '=', peer)
        .where('outbox.state', '=', 'due')
        .where('outbox.next_at_ms', '<=', now)
        .orderBy('outbox.urgency')
        .orderBy('outbox.next_at_ms')
        .orderBy('outbox.id')
        .limit(limit)
        .execute();
      return rows.map(toOutboxEntry);
    },
    async findNextDue(peer) {
      const row = await db
        .selectFrom('outbox')
        .select('next_at_ms')
        .where('peer', '=', peer)
        .where('state', '=', 'due')
        .orderBy('next_at_ms')
        .limit(1)
        .executeTakeFirst();
      return row?.next_at_ms;
    },
    async listOutbox(limit) {
      return (await entries(db).orderBy('outbox.id').limit(limit).execute()).map(toOutboxEntry);
    },
  };
}

/** Deliveries with the form that they deliver: mostly the newest one, which is in `document`. */
const entries = (db: Kysely<Schema>) =>
  db
    .selectFrom('outbox')
    .innerJoin('document', 'document.digest', 'outbox.document_digest')
    .leftJoin('submission', 'submission.submission_digest', 'outbox.submission_digest')
    .select([
      'outbox.id',
      'outbox.peer',
      'outbox.document_digest',
      'outbox.submission_digest',
      'outbox.attempts',
      'outbox.next_at_ms',
      'outbox.state',
      'outbox.last_reason',
      'outbox.last_message',
      'document.type',
      'document.payload',
      'document.signatures as newest_signatures',
      'submission.signatures as older_signatures',
    ]);

type EntryRow = Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number];

function toOutboxEntry(row: EntryRow): OutboxEntry {
  const signatures = row.older_signatures ?? row.newest_signatures;
  return {
    id: row.id,
    peer: row.peer,
    digest: row.document_digest,
    submissionDigest: row.submission_digest,
    type: row.type,
    document: toSignedDocument({ type: row.type, payload: row.payload, signatures }),
    attempts: row.attempts,
    nextAt: row.next_at_ms,
    state: row.state,
    ...(row.last_reason === null ? {} : { lastReason: row.last_reason }),
    ...(row.last_message === null ? {} : { lastMessage: row.last_message }),
  };
}
