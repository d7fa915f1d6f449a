export { makeTlsIdentity, pinOf, type TlsIdentity, type TlsPair } from './certificate.js';
export { documentDigest, submissionDigest } from './digests.js';
export {
  type Algorithm,
  generateKey,
  importKey,
  isAlgorithm,
  isSignature,
  kidOf,
  otherS,
  type PublicKey,
  type SuiteKey,
} from './keys.js';
export {
  countersignLetter,
  type Header,
  type Letter,
  type LetterSignature,
  type LetterSigner,
  signAgain,
  signerEntries,
  signingInput,
  signLetter,
  toDocument,
  toHeaderBytes,
  toLetter,
} from './letter.js';
export { NON_CANONICAL, toNonCanonical } from './non-canonical.js';
export { BadDocument, decodeCanonical, openDocument } from './open-document.js';
