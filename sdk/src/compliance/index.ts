/** Cross-border rules as data: facts and packs in, a decision with its articles out. Pure; no I/O. */

export { type Attester, checkAttester, notAllowed } from './attestation/check-attester.js';
export {
  type AttesterRole,
  findInstrumentRule,
  INSTRUMENT_CLASSES,
  type InstrumentClass,
  type InstrumentRule,
} from './attestation/instrument-rules.js';
export { type FlowSubject, instrumentsFrom, standingFor, withInstruments } from './attestation/instruments-from.js';
export {
  findLapse,
  isSameThing,
  type KnownAttestation,
  type Lapse,
  newestOf,
  saysNoLess,
} from './attestation/standing.js';
export { differences, type Expectation } from './cases/compare.js';
export { coverageOf, type RuleCoverage } from './cases/coverage.js';
export { parseCases, readCases, type WorkedCase } from './cases/parse-cases.js';
export * from './decision/index.js';
export { type AttestedTruths, attestedTruths } from './evaluate/attested.js';
export { COUNSEL, type Evaluated, NO_GROUND, openNeedsOf } from './evaluate/combine.js';
export { type EvaluateOptions, evaluateFlow, type Observed } from './evaluate/evaluate-flow.js';
export {
  type Effect,
  type Explained,
  explainFlow,
  type LegNote,
  type MissingNote,
  type NeedNote,
  type PlaceNote,
  type RuleNote,
} from './evaluate/explain-flow.js';
export type { IdleInstrument, IdleReason } from './evaluate/idle-instruments.js';
export { NO_PACK } from './evaluate/no-pack.js';
export { decisionDifferences, isPackAcceptable, OVERLAP_MS, validUntilMs } from './evaluate/rerun.js';
export {
  type JurisdictionResult,
  type LegResult,
  type Need,
  type Outcome,
  type Result,
  type Verdict,
  worst,
} from './evaluate/result.js';
export { nearestOf } from './facts/nearest.js';
export { type FactsProblem, type FlowFacts, parseFacts, readFacts } from './facts/parse-facts.js';
export { type Day, isDay } from './language/days.js';
export { type FactsObject, type FactsValue, isPlace, type Truth, Unknown, type Value } from './language/values.js';
export { type PackCatalogueBody, toPackCatalogue } from './pack/catalogue-wire.js';
export { PACK_LANGUAGE, type Pack, type Rule, requirePack } from './pack/compile-pack.js';
export { type CountThreshold, countThresholds } from './pack/count-thresholds.js';
export type { NotEncoded } from './pack/pack-parts.js';
export type { PackSource, RuleOutcome, RuleSource, Support } from './pack/pack-source.js';
export { type CodeText, LANGUAGES, type Language, type RuleText } from './pack/pack-texts.js';
export { compareVersions } from './pack/pack-version.js';
export { type RulePackBody, readRulePack, toRulePack } from './pack/pack-wire.js';
export type { Finding, PackFile } from './pack/pack-yaml.js';
export { type AuthoredPack, parsePack } from './pack/parse-pack.js';
