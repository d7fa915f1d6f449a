import { SelatError } from '@selat/sdk/errors';
import type { DocumentOf, DocumentType } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import { acceptPeerAgreement } from './accept-agreement.js';
import { acceptAgreementNotice } from './accept-agreement-notice.js';
import { acceptAttestation, acceptAttestationWithdrawal } from './accept-attestation.js';
import { acceptComplianceDecision, acceptFlowFacts } from './accept-decision.js';
import { acceptGrant, acceptGrantRequest } from './accept-grant.js';
import { acceptGrantNotice } from './accept-grant-notice.js';
import { acceptDescriptor, acceptKeyRevocation, acceptParticipantRecord } from './accept-identity.js';
import { acceptListing, acceptListingNotice } from './accept-listing.js';
import { acceptOrder } from './accept-order.js';
import { acceptPackCatalogue, acceptRulePack } from './accept-pack.js';
import type { Acceptor, Effect, Received } from './received.js';

type AcceptorTable = { readonly [T in DocumentType]?: Acceptor<DocumentOf<T>> };

/** Who decides on which type. Receipts are answers: nobody submits them. */
const TABLE: AcceptorTable = {
  'selat.v1.ExchangeDescriptor': acceptDescriptor,
  'selat.v1.KeyRevocation': acceptKeyRevocation,
  'selat.v1.PeerAgreement': acceptPeerAgreement,
  'selat.v1.AgreementNotice': acceptAgreementNotice,
  'selat.v1.ParticipantRecord': acceptParticipantRecord,
  'selat.v1.Listing': acceptListing,
  'selat.v1.ListingSuspension': acceptListingNotice,
  'selat.v1.ListingWithdrawal': acceptListingNotice,
  'selat.v1.Attestation': acceptAttestation,
  'selat.v1.AttestationWithdrawal': acceptAttestationWithdrawal,
  'selat.v1.RulePack': acceptRulePack,
  'selat.v1.PackCatalogue': acceptPackCatalogue,
  'selat.v1.FlowFacts': acceptFlowFacts,
  'selat.v1.ComplianceDecision': acceptComplianceDecision,
  'selat.v1.GrantRequest': acceptGrantRequest,
  'selat.v1.Grant': acceptGrant,
  'selat.v1.GrantWithdrawal': acceptGrantNotice,
  'selat.v1.OfferWithdrawal': acceptGrantNotice,
  'selat.v1.GrantRefusal': acceptGrantNotice,
  'selat.v1.GrantSuspension': acceptGrantNotice,
  'selat.v1.GrantResumption': acceptGrantNotice,
  'selat.v1.GrantRevocation': acceptGrantNotice,
  'selat.v1.GrantEnd': acceptGrantNotice,
  'selat.v1.RegulatoryOrder': acceptOrder,
};

/** Document types that may be submitted to this build. */
export const ACCEPTED_TYPES: readonly string[] = Object.keys(TABLE);

/**
 * Decides on a received document by its type.
 * @throws SelatError NOT_IN_THIS_BUILD, and the reasons of the type's acceptor
 */
export function acceptDocument(deps: Deps, received: Received): Promise<Effect> {
  // The table is keyed by the type whose narrowed form its acceptor takes, so the pair always fits.
  const acceptor = TABLE[received.parsed.type] as Acceptor | undefined;
  if (acceptor !== undefined) return acceptor(deps, received);
  throw notTaken(received.parsed.type);
}

/** @throws SelatError NOT_IN_THIS_BUILD for a type that nobody submits, or that this build lacks [ERR-5] */
export function requireSubmittable(type: string): void {
  if (!ACCEPTED_TYPES.includes(type)) throw notTaken(type);
}

function notTaken(type: string): SelatError {
  const message = `cannot accept ${type}: this build takes no submission of it`;
  return new SelatError('NOT_IN_THIS_BUILD', message, { type });
}
