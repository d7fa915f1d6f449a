/**
 * What follows the transaction of a batch: the signed head, then the receipts, each signed once and stored before it
 * leaves. The same steps complete a batch after a crash or a failed disk. Normative text: docs/spec/log.md, LOG-11.
 */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { Signer } from '@selat/sdk/keys';
import { type NoteKey, rootOf, signCheckpoint } from '@selat/sdk/log';
import type { DigestHex } from '@selat/sdk/model';
import type { Probe } from '../domain/ports.js';
import type { BatchWriter, UnsignedReceipt } from '../store/batch-writer.js';
import type { LogReader } from '../store/read-log.js';
import { encodeSignatures } from '../store/signatures.js';
import type { HeadStore } from './head-store.js';
import type { LogContext } from './plan-batch.js';
import { signReceipt } from './sign-receipt.js';

/** Signed receipts by document digest. */
export type SignedReceipts = ReadonlyMap<DigestHex, SignedDocument>;

/** The key of the log: its origin is its name. */
export interface LogKey {
  readonly key: NoteKey;
  readonly signer: Signer;
}

/** What a finisher works with. */
export interface FinisherParts {
  readonly context: LogContext;
  readonly writer: BatchWriter;
  readonly log: LogReader;
  readonly heads: HeadStore;
  readonly logKey: LogKey;
  readonly receiptSigners: readonly Signer[];
  readonly probe: Probe;
}

/** A batch as far as its head and receipts go. */
export interface Unfinished {
  readonly size: number;
  readonly root: Buffer;
  readonly receipts: readonly UnsignedReceipt[];
}

export class Finisher {
  readonly #parts: FinisherParts;
  /** Size that the stored head covers. */
  #headSize: number;
  /** Whether a batch is durable whose head or receipts are not. */
  #isBehind = true;

  /** @param headSize size that the stored head covers, 0 without one */
  constructor(parts: FinisherParts, headSize: number) {
    this.#parts = parts;
    this.#headSize = headSize;
  }

  /** Signs and stores the head that covers the batch, then its receipts. @throws SelatError STORE_FULL, STORE_FAILED */
  async finish({ size, root, receipts }: Unfinished): Promise<SignedReceipts> {
    this.#isBehind = true;
    if (size > this.#headSize) await this.#swapHead(size, root);
    const signed = receipts.length > 0 ? await this.#sign(receipts) : new Map<DigestHex, SignedDocument>();
    this.#isBehind = false;
    return signed;
  }

  /** Completes what an earlier batch, or an earlier process, left unfinished. */
  async catchUp(): Promise<void> {
    if (!this.#isBehind) return;
    const { log } = this.#parts;
    const [{ frontier }, receipts] = [await log.readState(), await log.listUnsigned()];
    await this.finish({ size: frontier.size, root: rootOf(frontier), receipts });
  }

  async #swapHead(size: number, root: Buffer): Promise<void> {
    const { context, heads, logKey } = this.#parts;
    const checkpoint = { origin: context.origin, size, root };
    const note = await signCheckpoint(checkpoint, logKey.key, logKey.signer);
    await heads.swap(this.#headSize, { checkpoint, note });
    this.#headSize = size;
  }

  async #sign(receipts: readonly UnsignedReceipt[]): Promise<SignedReceipts> {
    const { context, writer, receiptSigners, probe } = this.#parts;
    probe.hit('receipt:before-sign');
    const signed = await Promise.all(
      receipts.map(async (receipt) => {
        const document = await signReceipt(receipt, context.exchange, receiptSigners);
        return { digest: receipt.digest, document };
      }),
    );
    probe.hit('receipt:before-store');
    await writer.storeSignatures(
      signed.map(({ digest, document }) => ({ digest, signatures: encodeSignatures(document.signatures) })),
    );
    probe.hit('receipt:after-store');
    return new Map(signed.map(({ digest, document }) => [digest, document]));
  }
}
