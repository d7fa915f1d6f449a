export { DEFAULT_SLOTS, FairGate } from './fair-gate.js';
export { type CallKind, PeerLimiter } from './peer-limiter.js';
export { type Rate, TokenBucket } from './token-bucket.js';
