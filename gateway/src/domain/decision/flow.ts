/** One flow of data as decisions on it read it. Normative text: docs/spec/compliance.md, CMP-13 to CMP-17. */
import { type FlowFacts, type FlowParty, type FlowSubject, factsOfFlow } from '@selat/sdk/compliance';
import type { DigestHex, ExchangeId, Listing, PartyId, UseScope } from '@selat/sdk/model';
import { loadShared, type SharedOrKept } from '../attestation/shared.js';
import { findRecord } from '../participant/participant-record.js';
import type { Deps, Reader } from '../ports.js';

/** What is asked for, as far as decisions read it. */
export interface DecidedFlow {
  readonly listing: Listing;
  /** Document digest of that revision. */
  readonly revision: DigestHex;
  /** Of the request, also where the offer is narrower. */
  readonly scope: UseScope;
  readonly consumer: PartyId;
  /** Document digests of the request and the grant, as far as there are any. */
  readonly acts: readonly DigestHex[];
}

/** What both exchanges derive from listing, request and the records of the parties. [CMP-14] */
export async function baseFacts({ reader }: Deps, flow: DecidedFlow, asOf: string): Promise<FlowFacts> {
  const { listing, scope, consumer } = flow;
  const parties = [listing.product.provider, consumer].map((id) => partyOf(reader, id));
  const [provider, buyer] = (await Promise.all(parties)) as [FlowParty, FlowParty];
  return factsOfFlow({ listing, scope, provider, consumer: buyer, asOf });
}

async function partyOf(reader: Reader, id: PartyId): Promise<FlowParty> {
  const record = await findRecord(reader, id);
  return record === undefined ? { id } : { id, establishedIn: record.legalEntity.country };
}

/** The things that attestations about the flow name. */
export function subjectOf({ listing, revision, consumer, acts }: DecidedFlow): Omit<FlowSubject, 'modes'> {
  const { id: product, provider } = listing.product;
  return { product, listing: listing.id, revision, provider, consumer, acts };
}

/** Every attestation that is known about the flow, apart by whether the other exchange of the flow gets it. [ATT-12] */
export function attestationsOn(
  deps: Pick<Deps, 'reader' | 'self'>,
  flow: DecidedFlow,
  peer: ExchangeId,
): Promise<SharedOrKept> {
  const { product, listing, revision, provider, consumer, acts } = subjectOf(flow);
  const about = [product, listing, revision, provider, ...(consumer === undefined ? [] : [consumer]), ...acts];
  return loadShared(deps, about, peer);
}
