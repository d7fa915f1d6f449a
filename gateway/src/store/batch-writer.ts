/** The writing side of a store, as the committer sees it: whole batches, one at a time. */
import type { DigestHex, Instant } from '@selat/sdk/model';
import type { Change } from '../domain/change.js';

/** Changes that want to be applied in one transaction, in this order. */
export interface ProposedBatch {
  readonly changes: readonly Change[];
  /** The clock; the batch bears the later of it and the time of the batch before. */
  readonly now: Instant;
  /** Fresh random bytes for salts and nonces: `randomBytesFor(changes)`. */
  readonly random: Buffer;
}

/**
 * What became of one Change. `moved`: a row has another version than it expects, or an earlier Change of the batch
 * took the row; it has to be decided again. `answered`: its submission has a receipt already.
 */
export type Outcome =
  | { readonly kind: 'applied'; readonly leafIndexes: readonly number[]; readonly receipt?: DigestHex }
  | { readonly kind: 'moved' }
  | { readonly kind: 'answered' };

/** A receipt that waits for its one signing. */
export interface UnsignedReceipt {
  readonly digest: DigestHex;
  readonly type: string;
  readonly payload: Buffer;
}

/** A durable batch. */
export interface AppliedBatch {
  /** Log time of its acts. */
  readonly time: Instant;
  /** One for each Change, in order. */
  readonly outcomes: readonly Outcome[];
  readonly receipts: readonly UnsignedReceipt[];
  /** Leaves in the log after it. */
  readonly size: number;
  /** Root over them, 32 bytes. */
  readonly root: Buffer;
}

/** The signatures of one receipt, as `encodeSignatures` writes them. */
export interface ReceiptSignatures {
  readonly digest: DigestHex;
  readonly signatures: Buffer;
}

/**
 * Writes batches. Calls do not overlap: the next one starts when the last one has settled.
 * Every method throws SelatError STORE_FULL, STORE_CORRUPT or STORE_FAILED where the database does; nothing of that call
 * is then stored, and a later call may succeed.
 */
export interface BatchWriter {
  /** Applies what it can of a batch in one transaction, durably. */
  apply(batch: ProposedBatch): Promise<AppliedBatch>;
  /** Stores signatures of receipts that have none; those that have some keep them. */
  storeSignatures(receipts: readonly ReceiptSignatures[]): Promise<void>;
}
