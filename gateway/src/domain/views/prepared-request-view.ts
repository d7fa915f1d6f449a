import { exchangeOf } from '@selat/sdk/model';
import type { PreparationRow } from '../rows-members.js';
import type { GrantDetail, GrantView } from '../view-types.js';
import { printDigest } from './print.js';

/** Prints a request that its consumer has not signed yet: nothing of it has left, so it is no state of the protocol. */
export function printPreparedRequest({ digest, participant, subject, state }: PreparationRow): GrantView {
  const isWaiting = state === 'waiting';
  return {
    id: printDigest(digest),
    request: printDigest(digest),
    state: 'prepared',
    reason: isWaiting ? `waits for the signature of ${participant}` : `${state}, never sent`,
    peer: exchangeOf(subject),
    side: 'consumer',
    listing: subject,
    consumer: participant,
    signers: [],
    requestSigners: [],
    decisions: [],
    pending: [],
    holds: [],
    contested: [],
    needs: [],
    isOverdue: false,
  };
}

/** The same, as of a grant without documents. */
export function printPreparedDetail(row: PreparationRow): GrantDetail {
  return {
    ...printPreparedRequest(row),
    history: [],
    decided: [],
    documents: [],
    records: [],
    receipts: [],
    deletions: [],
  };
}
