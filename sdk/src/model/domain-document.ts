import { CODECS, codecOf } from '@selat/proto/schema.js';
import { SelatError } from '../errors/index.js';
import { parseAttestation, parseAttestationWithdrawal } from './attestation.js';
import { parseComplianceDecision } from './compliance-decision.js';
import { parseExchangeDescriptor } from './exchange-descriptor.js';
import { parseFlowFacts } from './flow-facts.js';
import { parseGrant } from './grant.js';
import { parseGrantRefusal, parseOfferWithdrawal } from './grant-answer.js';
import { parseGrantEnd, parseGrantResumption, parseGrantRevocation, parseGrantSuspension } from './grant-notice.js';
import { parseGrantRequest, parseGrantWithdrawal } from './grant-request.js';
import { parseKeyRevocation } from './key-revocation.js';
import { parseListing } from './listing.js';
import { parseListingSuspension, parseListingWithdrawal } from './listing-notice.js';
import { parseParticipantRecord } from './participant-record.js';
import { parseAgreementNotice, parsePeerAgreement } from './peer-agreement.js';
import { parseReceipt, parseReceiptBatch } from './receipt.js';
import { parseRegulatoryOrder } from './regulatory-order.js';
import { parsePackCatalogue, parseRulePack } from './rule-pack.js';

/** Every document type that this build acts on, with the parser that narrows its message. */
export const PARSERS = {
  'selat.v1.ExchangeDescriptor': parseExchangeDescriptor,
  'selat.v1.KeyRevocation': parseKeyRevocation,
  'selat.v1.PeerAgreement': parsePeerAgreement,
  'selat.v1.AgreementNotice': parseAgreementNotice,
  'selat.v1.ParticipantRecord': parseParticipantRecord,
  'selat.v1.Listing': parseListing,
  'selat.v1.ListingWithdrawal': parseListingWithdrawal,
  'selat.v1.ListingSuspension': parseListingSuspension,
  'selat.v1.Attestation': parseAttestation,
  'selat.v1.AttestationWithdrawal': parseAttestationWithdrawal,
  'selat.v1.RulePack': parseRulePack,
  'selat.v1.PackCatalogue': parsePackCatalogue,
  'selat.v1.FlowFacts': parseFlowFacts,
  'selat.v1.ComplianceDecision': parseComplianceDecision,
  'selat.v1.GrantRequest': parseGrantRequest,
  'selat.v1.GrantWithdrawal': parseGrantWithdrawal,
  'selat.v1.Grant': parseGrant,
  'selat.v1.OfferWithdrawal': parseOfferWithdrawal,
  'selat.v1.GrantRefusal': parseGrantRefusal,
  'selat.v1.GrantSuspension': parseGrantSuspension,
  'selat.v1.GrantResumption': parseGrantResumption,
  'selat.v1.GrantRevocation': parseGrantRevocation,
  'selat.v1.GrantEnd': parseGrantEnd,
  'selat.v1.RegulatoryOrder': parseRegulatoryOrder,
  'selat.v1.Receipt': parseReceipt,
  'selat.v1.ReceiptBatch': parseReceiptBatch,
} as const;

/** Full name of a document that this build acts on. */
export type DocumentType = keyof typeof PARSERS;

/** A document of the type, narrowed. */
export type DocumentOf<T extends DocumentType> = ReturnType<(typeof PARSERS)[T]>;

/** Any narrowed document; `type` tells which. */
export type DomainDocument = DocumentOf<DocumentType>;

/** Full names of the documents that this build acts on: what its descriptor lists. [ERR-5] */
export const SUPPORTED_TYPES: readonly DocumentType[] = Object.keys(PARSERS) as DocumentType[];

/** Whether this build acts on documents of the type. */
export function isSupportedType(type: string): type is DocumentType {
  return Object.hasOwn(PARSERS, type);
}

/**
 * Narrows a decoded message and checks the rules that relate several of its fields.
 * @param message what the codec of `type` decoded, after the gate of sdk/src/document
 * @throws SelatError NOT_IN_THIS_BUILD, DOCUMENT_TYPE_UNKNOWN, DOCUMENT_FIELD_INVALID, KEY_MALFORMED,
 *   LISTING_INCOMPLETE, LISTING_NOT_OWNED, GRANT_DECISION_ABSENT
 */
export function parseDocument<T extends string>(
  type: T,
  message: unknown,
): T extends DocumentType ? DocumentOf<T> : DomainDocument;
export function parseDocument(type: string, message: unknown): DomainDocument {
  if (!isSupportedType(type)) throw unsupported(type);
  // The codec of `type` made the message, so it has the shape that the parser of `type` takes.
  const parse = PARSERS[type] as (message: unknown) => DomainDocument;
  return parse(message);
}

function unsupported(type: string): SelatError {
  if (Object.hasOwn(CODECS, type)) {
    return new SelatError('NOT_IN_THIS_BUILD', `cannot use ${type}: this build does not act on it`, { type });
  }
  const why = codecOf(type) === undefined ? 'the protocol has no such type' : 'it is a part, not a document';
  return new SelatError('DOCUMENT_TYPE_UNKNOWN', `cannot use ${type}: ${why}`, { type, why });
}
