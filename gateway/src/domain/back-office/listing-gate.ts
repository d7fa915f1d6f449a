import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { newHead } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type Listing, parseDocument } from '@selat/sdk/model';
import { findLoadedListing } from '../listing/load-listing.js';
import { gateOf } from '../listing-gate/gate.js';
import { type GateView, type ListingFactsView, printGate } from '../listing-gate/gate-view.js';
import { stateListingFacts } from '../listing-gate/state-facts.js';
import type { Actor } from '../view-types.js';
import type { Office } from './office.js';

/** What the own law asks of a listing. [CMP-24] */
export interface ListingGateCases {
  /** What the gate says of a draft, or of the newest revision where there is none. Publishes nothing. */
  checkListing(id: string): Promise<GateView>;
  /** Keeps what a listing does not say of itself, in the place of what was stated before. */
  stateListingFacts(actor: Actor, id: string, facts: object): Promise<ListingFactsView>;
}

export function listingGateCases(office: Office): ListingGateCases {
  const { deps } = office;
  const { committer, reader } = deps;
  return {
    checkListing: async (id) => printGate(reader, id, await gateOf(deps, await contentOf(office, id))),
    stateListingFacts: async (actor, id, facts) => {
      await committer.commit(() => stateListingFacts(deps, actor, id, facts));
      const row = await reader.findListingFacts(id);
      if (row === undefined) throw new Error(`the facts of ${id} are lost`);
      return { id, facts: JSON.parse(row.facts) as object, officer: row.officer, statedAt: row.stated_ms };
    },
  };
}

/** What a listing would say if it were published now. @throws SelatError LISTING_UNKNOWN, LISTING_INCOMPLETE */
async function contentOf({ deps }: Office, id: string): Promise<Listing> {
  const { reader, self, clock, random } = deps;
  const draft = await reader.findDraft(id);
  const known = await findLoadedListing(deps, id);
  if (draft !== undefined && (draft.state === 'draft' || known === undefined)) {
    const head = newHead({ env: self.env, issuer: self.exchange, audience: [], issuedAt: clock() }, random);
    const revision = BigInt((known?.state.listing.revision ?? 0) + 1);
    const supersedes = Buffer.from(known?.state.digest ?? '', 'hex');
    return parseDocument('selat.v1.Listing', { ...WireListing.decode(draft.payload), head, revision, supersedes });
  }
  if (known !== undefined) return known.state.listing;
  throw new SelatError('LISTING_UNKNOWN', `cannot check ${id}: there is neither a draft nor a listing of it`, { id });
}
