/** What this exchange stated for the request or grant that a new one takes the place of. */
import { readStatedFacts } from '@selat/sdk/compliance';
import type { UseScope } from '@selat/sdk/model';
import type { LoadedGrant } from '../grant/load-grant.js';
import type { Deps } from '../ports.js';
import type { FactsInput } from '../view-types.js';

/**
 * The own facts of the predecessor, so that nobody has to state them again; without those of its legs where the places of the
 * new one are others. Counts of the own books are read anew.
 */
export async function statedBefore(
  { self }: Deps,
  predecessor: LoadedGrant | undefined,
  scope: UseScope,
): Promise<FactsInput['facts']> {
  const documents = predecessor?.set.acts.map(({ document }) => document) ?? [];
  const own = documents.flatMap((one) =>
    one.type === 'selat.v1.FlowFacts' && one.head.issuer === self.exchange ? [one] : [],
  );
  const newest = own.sort((a, b) => b.head.issuedAt - a.head.issuedAt)[0];
  if (newest === undefined) return undefined;
  const { asOf: _day, legs, ...facts } = readStatedFacts(newest);
  const before = predecessor?.state.request?.scope;
  const isSameWay = JSON.stringify(wayOf(before)) === JSON.stringify(wayOf(scope));
  return isSameWay ? { ...facts, legs } : facts;
}

function wayOf(scope: UseScope | undefined) {
  return [scope?.processingPlaces, scope?.onward.map(({ country, recipient, mode }) => [country, recipient, mode])];
}
