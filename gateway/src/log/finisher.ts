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
import { requireHead } from './recovery.js';
import { signReceipt } from './sign-receipt.js';

/** Signed receipts by document digest. */
export type SignedReceipts = ReadonlyMap<DigestHex, SignedDocument>;

/** The key of the log: its origin is its name. */
export interface LogKey {
  readonly key: NoteKey;
  readonly signer: Signer;
}

/** Keys of the log and its receipts, as they are at each reading: they change while the gateway runs. */
export interface LogSigning {
  readonly logKey: LogKey;
  /** Keys that signed heads before; a head that one of them signed is signed again. Absent = none. */
  readonly formerLogKeys?: readonly NoteKey[];
  /** Receipt keys of the exchange, in the order of the signers list. */
  readonly receiptSigners: readonly Signer[];
}

/** What a finisher works with. */
export interface FinisherParts {
  readonly context: LogContext;
  readonly writer: BatchWriter;
  readonly log: LogReader;
  readonly heads: HeadStore;
  readonly signing: LogSigning;
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
  /** Size that the stored head covers; undefined where it has to be looked up. */
  #headSize: number | undefined;
  /** Key that signed the stored head; another one now signs it again. */
  #headKey: Buffer | undefined;
  /** Whether a batch is durable whose head or receipts are not. */
  #isBehind = true;

  constructor(parts: FinisherParts) {
    this.#parts = parts;
  }

  /** Another process may have written, or nobody knows whether a step was done: everything is looked up again. */
  forget(): void {
    this.#isBehind = true;
    this.#headSize = undefined;
  }

  /** Signs and stores the head that covers the batch, then its receipts. @throws SelatError STORE_FULL, STORE_FAILED, LOG_HEAD_AHEAD */
  async finish({ size, root, receipts }: Unfinished): Promise<SignedReceipts> {
    this.#isBehind = true;
    const covered = this.#headSize ?? (await this.#findHead());
    const isFormer = this.#headKey !== undefined && !this.#headKey.equals(this.#parts.signing.logKey.key.publicKey);
    if (size > covered || isFormer) await this.#swapHead(covered, { size, root });
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

  async #findHead(): Promise<number> {
    const { log, heads, signing } = this.#parts;
    const { size, key } = await requireHead({ log, heads, ...readKeys(signing) });
    this.#headSize = size;
    this.#headKey = key;
    return size;
  }

  async #swapHead(covered: number, { size, root }: { size: number; root: Buffer }): Promise<void> {
    const { context, heads, signing } = this.#parts;
    const { logKey } = signing;
    const checkpoint = { origin: context.origin, size, root };
    const note = await signCheckpoint(checkpoint, logKey.key, logKey.signer);
    // A swap that fails may have been done.
    this.#headSize = undefined;
    await heads.swap(covered, { checkpoint, note });
    this.#headSize = size;
    this.#headKey = logKey.key.publicKey;
  }

  async #sign(receipts: readonly UnsignedReceipt[]): Promise<SignedReceipts> {
    const { context, writer, signing, probe } = this.#parts;
    const { receiptSigners } = signing;
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

function readKeys({ logKey, formerLogKeys = [] }: LogSigning): { logKey: LogKey; formerLogKeys: readonly NoteKey[] } {
  return { logKey, formerLogKeys };
}
