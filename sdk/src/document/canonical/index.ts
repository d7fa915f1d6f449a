export {
  type CanonicalGate,
  checkCanonical,
  checkCanonicalPart,
  createGate,
  type DocumentLimits,
  limitsOf,
} from './check-canonical.js';
export { FORMATS, type Format } from './formats.js';
export type { RegistryTable, SchemaTable } from './plan.js';
export { ShortTexts } from './short-texts.js';
