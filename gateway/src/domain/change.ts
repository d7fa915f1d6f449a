import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { DigestHex, ExchangeId, PartyId, ReceiptItem } from '@selat/sdk/model';
import type { Tables } from './rows.js';

/**
 * What a verb decided, as data: the committer applies all of it in one transaction, or nothing.
 * A verb reads, decides and returns a Change; it never writes. Plain values only: a Change crosses to a worker thread.
 */
export interface Change {
  /** Officer who acts; absent for acts of a peer and of the gateway itself. */
  readonly officer?: PartyId;
  /** Officer who approved the act of another; absent where one is enough. [BOF-2] */
  readonly secondOfficer?: PartyId;
  readonly documents?: readonly DocumentWrite[];
  readonly leaves?: readonly LeafWrite[];
  readonly rows?: readonly RowWrite[];
  readonly evidence?: readonly EvidenceWrite[];
  readonly outbox?: readonly OutboxWrite[];
  /** Forms to deliver to every peer that has formed an agreement, as the peers stand inside the transaction. */
  readonly broadcast?: readonly BroadcastWrite[];
  /** Peers that shall get every standing order, active participant record and open listing of this exchange. */
  readonly backfill?: readonly ExchangeId[];
  /** Receipts that a peer gave; settles the outbox rows of their submissions. */
  readonly receiptsGot?: readonly ReceiptGot[];
  /** Outcome of failed deliveries. */
  readonly outboxFailures?: readonly OutboxFailure[];
  /** The answer that this act gives to a submitter. */
  readonly answer?: AnswerWrite;
  /** A failure before any receipt, for the operator to see; not logged, not stored by digest. */
  readonly attempt?: AttemptWrite;
}

/** A document in the form now known. A fuller form of a stored document replaces its signatures, never its payload. */
export interface DocumentWrite {
  readonly digest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly issuer: PartyId;
  readonly form: 'offered' | 'complete';
  readonly document: SignedDocument;
  /** A refused form is kept as it was received, and does not take the place of the one that stands. */
  readonly isRefused?: boolean;
}

/** One log entry to append, in this order. */
export interface LeafWrite {
  /** Full message name, or `local/<verb>`. */
  readonly act: string;
  readonly direction: 'in' | 'out' | 'local';
  /** Exchange id of the peer, `*` for broadcast, `-` for local acts. */
  readonly chain: string;
  /** Id of what a local act is about, such as the officer who is added; never leaves this exchange. */
  readonly about?: string;
  /** Absent for local acts without a document. */
  readonly documentDigest?: DigestHex;
  readonly submissionDigest?: DigestHex;
}

/** Inserts (`expectedVersion` 0) or replaces one row; somebody else's version makes the whole Change a conflict. */
export type RowWrite = {
  [T in keyof Tables]: {
    readonly table: T;
    readonly expectedVersion: number;
    readonly row: Omit<Tables[T], 'version'>;
  };
}[keyof Tables];

/** Files a document under the thing whose fold reads it: `grant:<request digest>`, `agreement:<peer>`, `listing:<id>`. */
export interface EvidenceWrite {
  readonly subject: string;
  readonly digest: DigestHex;
  /** Exchange that made the act. */
  readonly by: ExchangeId;
}

/** A document to deliver. The form is the one that `submissionDigest` names. */
export interface OutboxWrite {
  readonly peer: ExchangeId;
  readonly digest: DigestHex;
  readonly submissionDigest: DigestHex;
  /** Goes ahead of everything that is not. [ORD-8] */
  readonly isUrgent?: boolean;
}

/** A document to deliver to many. */
export interface BroadcastWrite extends Omit<OutboxWrite, 'peer'> {
  /** Also to peers that are pinned and have no agreement yet: it is of a type that they may be sent. */
  readonly toPinned?: boolean;
}

/** A receipt of a peer over submissions of ours. */
export interface ReceiptGot {
  readonly peer: ExchangeId;
  readonly digest: DigestHex;
  readonly document: SignedDocument;
  readonly items: readonly ReceiptItem[];
}

/** What happened to a delivery that got no receipt. */
export interface OutboxFailure {
  readonly id: number;
  readonly reason: string;
  readonly message: string;
  /** When to try again; absent = the same bytes will never succeed, an operator must look. */
  readonly nextAt?: number;
}

/** The receipt item that this Change gives. Index and time are the committer's. */
export interface AnswerWrite {
  readonly submitter: ExchangeId;
  /** Answers of one channel in one batch share a signature; a unary call has a channel of its own. */
  readonly channel: string;
  readonly kind: 'unary' | 'stream';
  readonly act: string;
  readonly documentDigest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  readonly reason?: string;
  readonly detail?: string;
  /** Index of the first leaf of a document that came before; absent = the first leaf of this Change. */
  readonly firstLeaf?: number;
}

/** A refused or broken submission that left no receipt. */
export interface AttemptWrite {
  readonly peer: ExchangeId;
  readonly at: number;
  readonly type: string;
  readonly digest?: DigestHex;
  readonly reason: string;
  readonly message: string;
}

/** What the committer says once a Change is durable, logged and covered by a signed head. */
export interface Committed {
  /** Time of the batch, the log time of its acts. */
  readonly time: number;
  /** Indexes of the leaves, in the order of `Change.leaves`. */
  readonly leafIndexes: readonly number[];
  /** The signed Receipt or ReceiptBatch that holds the answer; absent without an answer. */
  readonly receipt?: SignedDocument;
}
