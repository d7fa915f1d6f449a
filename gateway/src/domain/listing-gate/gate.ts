/** The listing gate: what the own law asks of a listing before it is published. [CMP-24] */
import {
  type Explained,
  explainFlow,
  factsOfListing,
  mergeFacts,
  type Need,
  type Verdict,
  withInstruments,
} from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';
import type { Listing } from '@selat/sdk/model';
import { loadAttestationsAbout } from '../attestation/load-attestations.js';
import { type LoadedPack, loadPacks } from '../packs/load-packs.js';
import type { Deps } from '../ports.js';
import { factsOfRow } from './state-facts.js';

/** What the gate says. */
export interface Gate {
  readonly explained: Explained;
  readonly verdict: Verdict;
  /** Packs that it was decided with. */
  readonly packs: readonly LoadedPack[];
}

/**
 * Evaluates the rules of level LISTING on what the listing says, what an officer stated, and what is attested about product,
 * listing and provider.
 * @returns undefined where no pack of the own law is in effect, or none of its rules is about listings
 * @throws SelatError FACTS_CONFLICT where an officer stated otherwise than the listing
 */
export async function gateOf(deps: Deps, listing: Listing): Promise<Gate | undefined> {
  const { clock, reader, self } = deps;
  const now = clock();
  const packs = await loadPacks(deps, now);
  const own = packs.find(({ pack }) => pack.source.jurisdiction === self.jurisdiction);
  if (own === undefined) return undefined;
  const asOf = new Date(now + own.pack.source.utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
  const stated = await reader.findListingFacts(listing.id);
  const derived = factsOfListing(listing, asOf);
  const facts = stated === undefined ? derived : mergeFacts(derived, factsOfRow(stated, asOf));
  const { id: product, provider } = listing.product;
  const attested = await loadAttestationsAbout(reader, [listing.id, product, provider]);
  const subject = { product, listing: listing.id, revision: '', provider, acts: [], modes: [] };
  const pure = packs.map(({ pack }) => pack);
  const explained = explainFlow(pure, withInstruments(facts, attested, subject));
  const verdict = explained.result.listing;
  return verdict === undefined || explained.listing?.places.length === 0 ? undefined : { explained, verdict, packs };
}

/** @throws SelatError LISTING_GATE with everything that is missing, and as `gateOf` */
export async function requireGate(deps: Deps, listing: Listing): Promise<void> {
  const gate = await gateOf(deps, listing);
  if (gate === undefined || gate.verdict.outcome === 'PERMIT') return;
  const { outcome, needs, missingFacts, citations, ruleIds } = gate.verdict;
  const says = outcome === 'DENY' ? 'says DENY' : `says NEEDS: ${gapsOf(needs, missingFacts)}`;
  const message = `cannot publish ${listing.id}: the listing gate of ${deps.self.jurisdiction} ${says} (${citations.join('; ')})`;
  throw new SelatError('LISTING_GATE', message, {
    ...{ id: listing.id, outcome, needs: printNeeds(needs), missingFacts: missingFacts.join(' ') },
    ...{ citations: citations.join('; '), ruleIds: ruleIds.join(' ') },
  });
}

const printNeeds = (needs: readonly Need[]) => needs.map(({ anyOf }) => anyOf.join(' or ')).join(', ');

function gapsOf(needs: readonly Need[], missingFacts: readonly string[]): string {
  const get = needs.length === 0 ? [] : [`get ${printNeeds(needs)}`];
  const state = missingFacts.length === 0 ? [] : [`state ${missingFacts.join(', ')}`];
  return [...get, ...state].join('; ');
}
