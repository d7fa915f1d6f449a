/**
 * Every table of the store: the versioned ones of the domain, and those that only the committer writes.
 * Columns are what SQLite and PostgreSQL store alike: text, 53-bit integers, bytes. Digests are lower-case hex.
 */
import type { ColumnType } from 'kysely';
import type { Tables } from '../domain/rows.js';

/** A document in its fullest known form. Its payload never changes. */
export interface DocumentTable {
  readonly digest: string;
  readonly type: string;
  readonly issuer: string;
  readonly form: 'offered' | 'complete';
  /** Names the form below; earlier and other forms are in `submission`. */
  readonly submission_digest: string;
  /** Exchange that brought this form. */
  readonly submitter: string;
  readonly payload: Uint8Array;
  /** Encoded selat.v1.SignedDocument with nothing but its signatures. */
  readonly signatures: Uint8Array;
  /** Leaf that logged this form; null where an earlier leaf stands for it. */
  readonly leaf_index: number | null;
  /** First leaf that logged the document in any form. */
  readonly first_leaf: number | null;
}

/** A received or sent form of a document that is not its fullest one, kept as it was. */
export interface SubmissionTable {
  readonly submission_digest: string;
  readonly document_digest: string;
  readonly submitter: string;
  readonly signatures: Uint8Array;
  readonly leaf_index: number | null;
}

/** One log entry and what this exchange knows of it. */
export interface LeafTable {
  readonly idx: number;
  /** What tiles carry, 33 bytes: nothing but a commitment. */
  readonly entry: Uint8Array;
  readonly leaf_hash: Uint8Array;
  readonly act: string;
  readonly direction: 'in' | 'out' | 'local';
  readonly chain: string;
  readonly chain_sequence: number;
  readonly officer: string | null;
  /** Officer who approved the act of the first. */
  readonly second_officer: string | null;
  /** What a local act is about. */
  readonly about: string | null;
  readonly time_ms: number;
  readonly document_digest: string | null;
}

/** The opening of one entry, apart from it so that it can be erased. */
export interface OpeningTable {
  readonly idx: number;
  readonly opening: Uint8Array;
}

/** The newest entry of one chain. */
export interface ChainHeadTable {
  readonly chain: string;
  readonly sequence: number;
  readonly leaf_hash: Uint8Array;
}

/** The state of the log and of the counters; one row. */
export interface LogStateTable {
  readonly id: 1;
  readonly origin: string;
  readonly size: number;
  readonly frontier: Uint8Array;
  /** Frontier before the newest batch: what the signed head covers after a crash between transaction and head. */
  readonly previous_frontier: Uint8Array;
  /** Time of the newest batch; the next one is never earlier. */
  readonly time_ms: number;
  /** Next free id of evidence and outbox; ids grow and are not dense. */
  readonly next_id: number;
  /** Next id of an attempt; dense. */
  readonly next_attempt: number;
  /** Grows whenever a process opens the store to write; a process with an older one cannot write any more. */
  readonly fence: number;
}

/** A document filed under a subject. */
export interface EvidenceTable {
  readonly subject: string;
  readonly document_digest: string;
  readonly by_exchange: string;
  /** Order of arrival. */
  readonly seq: number;
}

/** A delivery that waits, or that failed for good. */
export interface OutboxTable {
  readonly id: number;
  readonly peer: string;
  readonly document_digest: string;
  readonly submission_digest: string;
  readonly attempts: number;
  readonly next_at_ms: number;
  readonly state: 'due' | 'failed';
  readonly last_reason: string | null;
  readonly last_message: string | null;
  /** 0 before everything, 1 in turn. */
  readonly urgency: number;
}

/** A Receipt or ReceiptBatch, given or got. */
export interface ReceiptTable {
  readonly digest: string;
  readonly direction: 'given' | 'got';
  readonly peer: string;
  readonly type: string;
  readonly payload: Uint8Array;
  /** As in `document`; null from the transaction until the one signing. */
  readonly signatures: Uint8Array | null;
}

/** One answered submission. */
export interface ReceiptItemTable {
  readonly issuer: string;
  readonly submitter: string;
  readonly submission_digest: string;
  readonly document_digest: string;
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  readonly reason: string | null;
  readonly detail: string | null;
  readonly log_index: number;
  readonly time_ms: number;
  readonly receipt_digest: string;
}

/** A submission that left no receipt. */
export interface AttemptTable {
  readonly id: number;
  readonly peer: string;
  readonly at_ms: number;
  readonly type: string;
  readonly digest: string | null;
  readonly reason: string;
  readonly message: string;
}

/** Whose turn it is to write a store that several processes share; one row. Only engines that can share one have it. */
export interface LeaseTable {
  readonly id: 1;
  /** The process whose turn it is; null = nobody's. */
  readonly holder: ColumnType<string | null, undefined>;
  /** Process id of the server for the holder's connection: once that is gone, so is the holder. */
  readonly backend: ColumnType<number | null, undefined>;
  /** End of the turn unless it is renewed, by the server's clock. */
  readonly until_ms: number;
  /** The process that gets the turn next. */
  readonly wanted_by: ColumnType<string | null, undefined>;
}

/** A step of the schema that this store has taken. */
export interface MigrationTable {
  readonly number: number;
  readonly name: string;
}

/** All tables by name. */
export interface Schema extends Tables {
  document: DocumentTable;
  submission: SubmissionTable;
  leaf: LeafTable;
  opening: OpeningTable;
  chain_head: ChainHeadTable;
  log_state: LogStateTable;
  evidence: EvidenceTable;
  outbox: OutboxTable;
  receipt: ReceiptTable;
  receipt_item: ReceiptItemTable;
  attempt: AttemptTable;
  lease: LeaseTable;
  migration: MigrationTable;
}
