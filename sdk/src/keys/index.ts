export { ALGORITHM_NAMES, ALGORITHMS, type Algorithm, isAlgorithm, parseAlgorithm } from './algorithms.js';
export { type DeviceInput, deviceSigner, type KeyDevice } from './device-signer.js';
export { type Jwk, parseJwk, toJwk } from './jwk.js';
export {
  KEY_PURPOSES,
  type KeyPurpose,
  type KeyRecord,
  type KeyResolver,
  keySet,
  parseKeyPurpose,
} from './key-set.js';
export { generatePrivateKey, localSigner, PrivateKey, parsePkcs8 } from './private-key.js';
export { kidOf, type PublicKey, parsePublicKey, verifySignature } from './public-key.js';
export type { AlgorithmRow, KeyHandle } from './row.js';
export type { Signer } from './signer.js';
export { SM2_SIGNER_ID, signerDigest } from './sm2.js';
export type { Clock, Instant, Random } from './time-and-random.js';
