/** Reads deliveries. */
import type { Kysely } from 'kysely';
import type { OutboxEntry, Reader } from '../domain/ports.js';
import { compiledRead } from './compiled-read.js';
import type { Schema } from './schema.js';
import { toSignedDocument } from './signatures.js';

type OutboxReads = Pick<Reader, 'listDue' | 'findNextDue' | 'listOutbox'>;

export function outboxReads(db: Kysely<Schema>): OutboxReads {
  const due = compiledRead(db, ['peer', 'state', 'now', 'limit'], ({ peer, state, now, limit }) =>
    entries(db)
      .where('outbox.peer', '=', peer)
      .where('outbox.state', '=', state)
      .where('outbox.next_at_ms', '<=', now)
      .orderBy('outbox.urgency')
      .orderBy('outbox.next_at_ms')
      .orderBy('outbox.id')
      .limit(limit),
  );
  const nextDue = compiledRead(db, ['peer', 'state', 'limit'], ({ peer, state, limit }) =>
    db
      .selectFrom('outbox')
      .select('next_at_ms')
      .where('peer', '=', peer)
      .where('state', '=', state)
      .orderBy('next_at_ms')
      .limit(limit),
  );
  return {
    listDue: async (peer, now, limit) => (await due({ peer, state: 'due', now, limit })).map(toOutboxEntry),
    findNextDue: async (peer) => (await nextDue({ peer, state: 'due', limit: 1 }))[0]?.next_at_ms,
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
