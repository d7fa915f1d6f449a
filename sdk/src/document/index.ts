export { parseBase64url, toBase64url } from './base64url.js';
export { checkCanonical, checkCanonicalPart, FORMATS, type Format, limitsOf } from './canonical/index.js';
export {
  type Digest,
  type DocumentNames,
  documentDigest,
  documentNames,
  pae,
  parseDigestText,
  submissionDigest,
  toDigestText,
} from './digests.js';
export { gate, MAX_CLOCK_SKEW_MS } from './gate.js';
export type { Expectation, Gated, Position } from './gated.js';
export { type Head, newHead, parseHead, toHead } from './head.js';
export {
  MAX_HEADER_BYTES,
  MAX_SIGNATURES,
  type ProtectedHeader,
  parseHeader,
  parseSignerEntry,
  type SignerEntry,
  toHeaderBytes,
  toSignerEntry,
} from './header.js';
export { type JwsJson, parseJwsJson, parseJwsText, toJwsJson } from './jws-json.js';
export { canHoldRole, homeExchange, isSigningParty } from './parties.js';
export {
  assembleDocument,
  type OpenedPreparation,
  openPrepared,
  type PreparedDocument,
  prepareDocument,
  signPrepared,
} from './prepare.js';
export {
  type AwaitedSigner,
  type Countersignature,
  countersign,
  type DocumentSigner,
  type Draft,
  offerDocument,
  signDocument,
} from './sign.js';
export { signingInput } from './signing-input.js';
export {
  type Verification,
  type VerifiedDocument,
  type VerifiedPosition,
  verifyDocument,
  verifyGated,
} from './verify.js';
