export { type ChainHead, followChain, nextInChain } from './chain.js';
export {
  type Checkpoint,
  type OpenCheckpoint,
  type OriginParts,
  openCheckpoint,
  originOf,
  parseCheckpoint,
  parseOrigin,
  shardOf,
  signCheckpoint,
  toCheckpointText,
} from './checkpoint.js';
export {
  BROADCAST_CHAIN,
  checkLeaf,
  ENTRY_BYTES,
  ENTRY_VERSION,
  type LeafOpening,
  LOCAL_CHAIN,
  openLeaf,
  type SealedLeaf,
  sealLeaf,
} from './leaf.js';
export {
  cosignNote,
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  type Note,
  type NoteSignature,
  type NoteSigner,
  type NoteVerification,
  parseNote,
  parseSignatureLines,
  signNote,
  toNote,
  toSignatureLine,
  type VerifiedNote,
  verifyNote,
} from './note.js';
export {
  type ConsistencyClaim,
  consistencyNodes,
  consistencyProof,
  type HashAt,
  hashAtOver,
  type InclusionClaim,
  inclusionNodes,
  inclusionProof,
  type SubtreeRef,
  verifyConsistency,
  verifyInclusion,
} from './proof.js';
export { type BatchPlan, EMPTY_TAIL, type LeafRequest, type LogTail, type PlannedLeaf, planBatch } from './sequence.js';
export {
  appendLeaf,
  appendLeaves,
  EMPTY_FRONTIER,
  EMPTY_ROOT,
  encodeFrontier,
  type Frontier,
  HASH_BYTES,
  leafHash,
  nodeHash,
  parseFrontier,
  rootOf,
} from './tree.js';
export { isKeyName, type NoteKey, type NoteKeyType, noteKeyId, parseVkey, toNoteKey, toVkey } from './vkey.js';
