import { type Attester, type AttesterRole, checkAttester, notAllowed } from '@selat/sdk/compliance';
import { parseSignerEntry } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Attestation, type DigestHex, type ExchangeId, exchangeOf, type PartyId } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Deps } from '../ports.js';

/** The role in which a document was signed first. */
export function firstRole(signers: readonly string[]): AttesterRole {
  const [first = ''] = signers;
  return parseSignerEntry(first).role as AttesterRole;
}

/**
 * The attester may say this, about this subject. [ATT-2] [ATT-3] [ATT-4]
 * @param from peer that brings it; absent where it is made or registered here
 * @throws SelatError ATTESTER_NOT_ALLOWED, ATTESTATION_MISMATCH; CODE_UNKNOWN and PREDECESSOR_MISSING, which are retryable
 */
export async function requireAttester(
  deps: Deps,
  attestation: Attestation,
  role: AttesterRole,
  from?: ExchangeId,
): Promise<void> {
  const home = exchangeOf(attestation.head.issuer);
  const { self, reader } = deps;
  const jurisdiction = home === self.exchange ? self.jurisdiction : (await reader.findPeer(home))?.jurisdiction;
  const attester: Attester = { role, jurisdiction };
  checkAttester(attestation, attester);
  const { subject } = attestation;
  if (subject.kind === 'FLOW') await requireFlowParty(deps, attestation, attester, from);
  if (subject.kind === 'LISTING' && role === 'provider') await requireProvider(deps, attestation, attester);
}

/** Who takes part in a flow. */
interface FlowParties {
  readonly exchanges: readonly ExchangeId[];
  readonly provider?: PartyId | undefined;
  readonly consumer?: PartyId | undefined;
}

async function requireFlowParty(deps: Deps, attestation: Attestation, attester: Attester, from?: ExchangeId) {
  const { head, subject } = attestation;
  const parties = await findParties(deps, subject.digest ?? '', from);
  if (parties === undefined) {
    const facts = { issuer: head.issuer, subject: `sha256:${subject.digest}` };
    const message = `cannot accept the attestation of ${facts.issuer}: its flow ${facts.subject} is not known here`;
    throw new SelatError('PREDECESSOR_MISSING', message, facts);
  }
  const { role } = attester;
  if (role === 'authority' || role === 'assessor') return;
  const isParty =
    role === 'provider' || role === 'consumer'
      ? parties[role] === head.issuer
      : parties.exchanges.includes(exchangeOf(head.issuer));
  if (!isParty) throw notAllowed(attestation, attester, `${head.issuer} is no party of flow sha256:${subject.digest}`);
}

/** Provider of a request, grant or listing revision that is known here. */
export async function findFlowProvider(deps: Deps, digest: DigestHex): Promise<PartyId | undefined> {
  return (await findParties(deps, digest, undefined))?.provider;
}

/** Parties of a request, grant or listing revision. Nobody learns of a grant between others. */
async function findParties(
  { reader, self }: Deps,
  digest: string,
  from: ExchangeId | undefined,
): Promise<FlowParties | undefined> {
  const grant = await reader.findGrant(digest);
  if (grant !== undefined && (from === undefined || from === grant.peer)) {
    const provider = (await reader.findListing(grant.listing_id))?.provider;
    return { exchanges: [self.exchange, grant.peer], provider, consumer: grant.consumer };
  }
  const stored = await reader.findDocument(digest);
  const listing = stored?.type === 'selat.v1.Listing' ? parseStored(stored) : undefined;
  if (listing?.type !== 'selat.v1.Listing') return undefined;
  return { exchanges: [exchangeOf(listing.id)], provider: listing.product.provider };
}

/** Of a listing that is known, its provider alone speaks as such. */
async function requireProvider({ reader }: Deps, attestation: Attestation, attester: Attester): Promise<void> {
  const { id = '' } = attestation.subject;
  const provider = (await reader.findListing(id))?.provider;
  if (provider === undefined || provider === attestation.head.issuer) return;
  throw notAllowed(attestation, attester, `the provider of ${id} is ${provider}`);
}
