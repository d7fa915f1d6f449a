/** Writes each minute what became of reservations: those of offers that lapsed are free again. [LGR-5] */
import { settleLedger } from '../domain/ledger/settle.js';
import type { Parts } from './parts.js';
import { watchMinutely } from './watch-minutely.js';

export function watchLedger(parts: Parts): () => Promise<void> {
  const look = async () => {
    await settleLedger(parts.opened.deps);
    return undefined;
  };
  return watchMinutely(parts, { failure: 'cannot settle the ledger of persons', look });
}
