/** What cases run with: the subject, the suite's peers and how they stand to it. */
import type { RawClient } from '../client/index.js';
import type { Letter } from '../wire/index.js';
import type { Endpoint } from './endpoint.js';
import type { PeerName, SuitePeer, World } from './peer.js';
import type { Operator, Subject } from './subject.js';

/** A peer of the suite, connected. */
export interface ConnectedPeer extends SuitePeer {
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
  readonly operate: Operator;
}
