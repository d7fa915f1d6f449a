/** What the suite reads out of the chapters of the specification. */
export { type Pair, pairsOf, pairsOfAll, statedPairs, toPair } from './pairs.js';
export { findSpec, type Reason, type Requirement, readSpec, type Spec } from './read-spec.js';
