export { BUILDERS } from './builders.js';
export { describeExpected } from './difference.js';
export { type ExampleListing, exampleListing } from './examples.js';
export { MEMBER, toOperatorRequest } from './operator-request.js';
export {
  describePeer,
  fingerprintOf,
  keysBy,
  makePeer,
  OWN_PEERS,
  type OwnPeerName,
  PEER_NAMES,
  type PeerName,
  PROTOCOL,
  type SuitePeer,
  toJwsJson,
  type World,
} from './peer.js';
export { ReceiptLedger } from './receipt-ledger.js';
export { type CaseEnd, type CaseVerdict, runCase } from './run-case.js';
export { type Operator, parseDescriptorJws, readSubject, type Subject, type VerbArguments } from './subject.js';
export type { ConnectedPeer, Suite } from './suite.js';
export {
  acceptAgreement,
  callAs,
  closeSuite,
  offerAgreement,
  openSuite,
  type PeerOnDisk,
  recordParticipant,
  withAgreement,
} from './suite-setup.js';
