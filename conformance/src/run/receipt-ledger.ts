/** Holds every receipt of a run against those before it: what each says alone may be right, and all together wrong. */
import type { Receipt, ReceiptBatch } from '@selat/proto/selat/v1/receipt.js';
import { BadDocument } from '../wire/index.js';
import type { Subject } from './subject.js';

/** Times by log index, of one log. */
export class ReceiptLedger {
  readonly #times = new Map<number, number>();

  /**
   * Takes what a verified receipt says. [RCP-1, RCP-4, RCP-11]
   * @param submitter exchange that the receipt answers
   * @throws BadDocument
   */
  take(receipt: Receipt | ReceiptBatch, subject: Subject, submitter: string): void {
    const { head, logOrigin, chainHeads } = receipt;
    const items = 'items' in receipt ? receipt.items : receipt.item === undefined ? [] : [receipt.item];
    if (head?.issuer !== subject.exchange) throw new BadDocument(`the receipt is issued by ${head?.issuer}`);
    if (head.audience.join() !== submitter)
      throw new BadDocument(
        `the receipt is addressed to ${head.audience.join(', ') || 'everyone'}, not to ${submitter}`,
      );
    if (!subject.logOrigins.includes(logOrigin))
      throw new BadDocument(`the receipt names log ${logOrigin}, the descriptor ${subject.logOrigins.join(', ')}`);
    const chains = chainHeads.map(({ chain }) => chain).sort();
    if (chains.join() !== ['*', submitter].sort().join())
      throw new BadDocument(`the receipt states the heads of chains ${chains.join(', ')}, not of ${submitter} and *`);
    for (const { logIndex, timeMs, verdict, reason } of items) {
      if (verdict === 'REFUSED' && reason === '') throw new BadDocument('the receipt refuses without a reason');
      this.#takeTime(Number(logIndex), Number(timeMs));
    }
  }

  #takeTime(index: number, time: number): void {
    for (const [other, its] of this.#times) {
      const isBackwards = other < index ? its > time : other > index ? its < time : its !== time;
      if (!isBackwards) continue;
      throw new BadDocument(`the receipt dates leaf ${index} at ${time}, and an earlier one leaf ${other} at ${its}`);
    }
    this.#times.set(index, time);
  }
}
