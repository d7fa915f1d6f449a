export { BUILDERS } from './builders.js';
export { type ExampleListing, exampleListing } from './examples.js';
export { fingerprintOf, PEER_NAMES, type PeerName, toJwsJson, type World } from './peer.js';
export { type CaseVerdict, runCase } from './run-case.js';
export { type Operator, readSubject, type Subject } from './subject.js';
export type { ConnectedPeer, Suite } from './suite.js';
export { acceptAgreement, closeSuite, offerAgreement, openSuite, recordParticipant } from './suite-setup.js';
