export {
  type AdmissionRules,
  type CallPeer,
  type MethodRule,
  type MethodTable,
  PROTOCOL_KEY,
  peerOf,
} from './admission.js';
export {
  type FederationServer,
  type FederationServerOptions,
  openFederationServer,
  type ServedService,
} from './federation-server.js';
export { failStream, unary } from './handlers.js';
export {
  type ClientConstructor,
  DEFAULT_DEADLINE_MS,
  openPeerChannel,
  type PeerChannel,
  type PeerChannelOptions,
} from './peer-channel.js';
export {
  DEFAULT_LIMITS,
  type IdentityStore,
  type PinnedPeer,
  type PinStore,
  type TlsIdentity,
  type TransportLimits,
} from './pin-store.js';
export { ERROR_DOMAIN, FAULT_CODES, type Incidents, parseStatus, toStatus } from './status.js';
