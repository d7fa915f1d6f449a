/** Facts and decisions of a flow between two exchanges. Pure; no I/O. */
export { dayIn, requireAsOf } from './as-of.js';
export { type FlowInput, factsOfFlow } from './base-facts.js';
export { type Decided, type DecisionInput, decideFlow } from './decide-flow.js';
export {
  type DecisionReferences,
  readResult,
  readStatedFacts,
  toDecisionBody,
  toFactsBody,
} from './decision-wire.js';
export type { FlowParty } from './flow-legs.js';
export { factsOfListing } from './gate-facts.js';
export { joinComparisons, mergeFacts } from './merge-facts.js';
export { orderFacts } from './order-facts.js';
export { FACT_OWNERS, type FactOwner, type FlowSide, mayState, ownerOf, requireOwnFacts } from './ownership.js';
export { type Rerun, requireSameDecision, rerunDecision } from './rerun-decision.js';
export { type Withheld, type Withholding, withholdFacts } from './withhold-facts.js';
