export {
  type Attestation,
  type AttestationScope,
  type AttestationSubject,
  type AttestationWithdrawal,
  parseAttestation,
  parseAttestationWithdrawal,
  type SubjectKind,
} from './attestation.js';
export {
  type ComplianceDecision,
  type DecisionMode,
  type DecisionOutcome,
  parseComplianceDecision,
} from './compliance-decision.js';
export {
  type DocumentOf,
  type DocumentType,
  type DomainDocument,
  isSupportedType,
  PARSERS,
  parseDocument,
  SUPPORTED_TYPES,
} from './domain-document.js';
export {
  type Authority,
  type ExchangeDescriptor,
  type LogInfo,
  parseExchangeDescriptor,
} from './exchange-descriptor.js';
export { flawOfExternalId } from './external-id.js';
export { type AttestedComparison, parseFlowFacts, type StatedFacts } from './flow-facts.js';
export { type Grant, parseGrant } from './grant.js';
export {
  type GrantRefusal,
  type OfferWithdrawal,
  parseGrantRefusal,
  parseOfferWithdrawal,
  type RefusalNeed,
} from './grant-answer.js';
export {
  type GrantEnd,
  type GrantResumption,
  type GrantRevocation,
  type GrantSuspension,
  parseGrantEnd,
  parseGrantResumption,
  parseGrantRevocation,
  parseGrantSuspension,
} from './grant-notice.js';
export { type GrantRequest, type GrantWithdrawal, parseGrantRequest, parseGrantWithdrawal } from './grant-request.js';
export { audienceOf, type Head, newHead, parseHead, type Reach } from './head.js';
export { type KeyRevocation, parseKeyRevocation } from './key-revocation.js';
export type { LicenceTerms } from './licence-terms.js';
export { type DataProduct, type FieldProvenance, findTerms, type Listing, parseListing } from './listing.js';
export { missingFromListing, PROVENANCE_REQUIRED, TITLE_LANGUAGES } from './listing-completeness.js';
export {
  type ListingSuspension,
  type ListingWithdrawal,
  parseListingSuspension,
  parseListingWithdrawal,
} from './listing-notice.js';
export {
  type IdentityCheck,
  type ParticipantRecord,
  type ParticipantSigning,
  parseParticipantRecord,
  type RevokedKey,
  SIGNING_KINDS,
  type SigningKind,
} from './participant-record.js';
export {
  type AgreementNotice,
  type AgreementParty,
  type NoticeKind,
  type PeerAgreement,
  parseAgreementNotice,
  parsePeerAgreement,
} from './peer-agreement.js';
export { isAgreedPrice } from './price.js';
export {
  type ChainHead,
  parseReceipt,
  parseReceiptBatch,
  type Receipt,
  type ReceiptBatch,
  type ReceiptItem,
} from './receipt.js';
export type { RegisteredKey } from './registered-key.js';
export {
  ORDER_KINDS,
  ORDER_SCOPES,
  type OrderKind,
  type OrderScope,
  type OrderScopeKind,
  parseRegulatoryOrder,
  type RegulatoryOrder,
} from './regulatory-order.js';
export { type PackCatalogue, parsePackCatalogue, parseRulePack, type SignedPack } from './rule-pack.js';
export {
  type DigestHex,
  type Environment,
  type ExchangeId,
  exchangeOf,
  type Instant,
  isExchange,
  isOwnedBy,
  type PartyId,
  type PartyKind,
} from './scalars.js';
export type { StatusEntry, UseScope } from './use-scope.js';
