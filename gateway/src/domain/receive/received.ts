import type { VerifiedDocument } from '@selat/sdk/document';
import type { DigestHex, DomainDocument, ExchangeId, Instant } from '@selat/sdk/model';
import type { Change } from '../change.js';
import type { Deps, StoredDocument } from '../ports.js';

/** A document of a peer that passed gate, signatures and authorisation. */
export interface Received<T extends DomainDocument = DomainDocument> {
  /** Exchange that submitted it, as mutual TLS proved it. */
  readonly peer: ExchangeId;
  readonly verified: VerifiedDocument;
  readonly parsed: T;
  readonly digest: DigestHex;
  readonly submissionDigest: DigestHex;
  /** What was known of the same bytes before, in a form with fewer signatures. */
  readonly existing?: StoredDocument;
  readonly now: Instant;
}

/** What an accepted document changes, beside being stored, logged and answered. */
export type Effect = Pick<Change, 'rows' | 'evidence' | 'outbox' | 'backfill'>;

/**
 * Decides on one type of document: returns the effect of accepting it.
 * @throws SelatError a reason of fault `deferred` leaves no trace and may be sent again; any other is a stored refusal
 */
export type Acceptor<T extends DomainDocument = DomainDocument> = (
  deps: Deps,
  received: Received<T>,
) => Promise<Effect>;
