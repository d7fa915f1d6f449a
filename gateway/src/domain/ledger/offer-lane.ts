import type { DigestHex } from '@selat/sdk/model';
import { loadRevision } from '../listing/load-listing.js';
import type { Reader } from '../ports.js';
import { isCounted } from './counted-product.js';
import { ledgerLane } from './settle.js';

/**
 * The lane in which an offer is decided: offers that count persons of one provider would only move each other's year, and
 * would be signed again and again. Undefined where nobody is to be counted.
 */
export async function offerLane(reader: Reader, id: DigestHex): Promise<string | undefined> {
  const row = await reader.findGrant(id);
  const listing = row === undefined ? undefined : await reader.findListing(row.listing_id);
  if (listing === undefined) return undefined;
  const revision = await loadRevision(reader, listing.digest);
  return isCounted(revision) ? ledgerLane(revision.product.provider) : undefined;
}
