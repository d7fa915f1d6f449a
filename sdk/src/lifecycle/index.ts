export type { Act, PendingAct, ReceiptFact } from './acts.js';
export { foldAgreement, isCovered } from './agreement.js';
export { type ArrivingNotice, mayNoticeArrive, NOTICE_VERBS } from './agreement-arrival.js';
export type {
  AgreementAct,
  AgreementEvidence,
  AgreementHold,
  AgreementState,
  AgreementStateName,
} from './agreement-state.js';
export {
  AGREEMENT_TRANSITIONS,
  type AgreementMove,
  type AgreementSide,
  type AgreementVerb,
  mayActOnAgreement,
  refuseOnAgreement,
} from './agreement-transitions.js';
export { type Countersignature, type CountersignatureVerdict, judgeCountersignature } from './countersignature.js';
export {
  attestationsOf,
  checkGrantDecisions,
  checkRequestDecision,
  checkResumption,
  type GrantDecisions,
  needsDecisions,
  type RequestDecision,
  type ResumptionToCheck,
  requirePinned,
} from './decision-checks.js';
export type { DecisionFact, DecisionFacts } from './decision-state.js';
export {
  countIdentityKeys,
  identityKidsOf,
  requireNextDescriptor,
  requireRevocable,
  type Succession,
} from './descriptor-chain.js';
export { foldGrant } from './grant.js';
export { mayArrive } from './grant-arrival.js';
export { checkOffer, checkRequest, type OfferToCheck } from './grant-checks.js';
export type { SignatureDoubt } from './grant-contested.js';
export { checkGrantEnd } from './grant-end-rules.js';
export {
  type AgreementFacts,
  ARRIVAL_GRACE_MS,
  END_CAUSES,
  type EndCause,
  type GrantAct,
  type GrantDocument,
  type GrantEvidence,
  type GrantState,
  type GrantStateName,
  type Hold,
} from './grant-state.js';
export { type GrantMove, type GrantSide, type GrantVerb, mayAct, TRANSITIONS } from './grant-transitions.js';
export {
  foldListing,
  type ListingAct,
  type ListingEvidence,
  type ListingState,
  type ListingStateName,
} from './listing.js';
export { checkListingNotice, checkRevision } from './listing-revision.js';
export { findPriceFault, isNegotiated, isPriceAsAsked, type LicencePrice } from './negotiated-price.js';
export { findOrderHolds, mayLift, type OrderPair } from './order-holds.js';
export { type Flow, findUnreached, isBound, orderScopeDigest } from './order-scope.js';
export type { OrderAct, OrderEvidence, OrderHold } from './order-state.js';
export { uncuredNeeds } from './refusal-needs.js';
export {
  checkSuccession,
  formedGrantOf,
  type Predecessor,
  requireSupersedable,
  type SupersededGrant,
} from './succession.js';
