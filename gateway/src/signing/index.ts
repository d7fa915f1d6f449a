export type { KeyCustody } from './key-custody.js';
export { DEFAULT_KDF, deriveKeys, type KdfParameters, kdfSchema } from './key-derivation.js';
export {
  type Custody,
  KEY_PURPOSES,
  type KeyEntry,
  type KeyPurpose,
  type SigningPurpose,
} from './key-purpose.js';
export { createKeystore, type Keystore, type NewKeystore, openKeystore } from './keystore.js';
export { writeOpenFile, writePrivateFile } from './private-file.js';
