/** What cases run with: the subject, the suite's peers and how they stand to it. */
import type { RawClient } from '../client/index.js';
import type { Letter } from '../wire/index.js';
import type { Endpoint } from './endpoint.js';
import type { PeerName, SuitePeer, World } from './peer.js';
import type { ReceiptLedger } from './receipt-ledger.js';
import type { Operator, Subject } from './subject.js';

/** A peer of the suite, connected. */
export interface ConnectedPeer extends Omit<SuitePeer, 'name'> {
  readonly name: PeerName;
  readonly client: RawClient;
  readonly endpoint: Endpoint;
  readonly descriptor: Letter;
  /** Document digest of its agreement with the subject; absent = none in force. */
  readonly agreement?: Buffer;
}

/** Everything that a case needs. */
export interface Suite {
  readonly world: World;
  readonly subject: Subject;
  readonly peers: Readonly<Record<PeerName, ConnectedPeer>>;
  /** Has the operator of the subject act. @throws Error where there is none */
  readonly operate: Operator;
  /** Moves the clock of subject and suite forward by milliseconds; absent = the subject has no harness. */
  readonly advance?: (ms: number) => Promise<void>;
  /** What earlier receipts of the run said, which later ones must not contradict. */
  readonly ledger: ReceiptLedger;
}
