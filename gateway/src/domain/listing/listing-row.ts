import { type DigestHex, exchangeOf, type Listing } from '@selat/sdk/model';
import type { RowWrite } from '../change.js';
import type { ListingRow } from '../rows.js';

/** Subject under which the documents of one listing are filed. */
export function listingSubject(id: string): string {
  return `listing:${id}`;
}

/** Row write that projects a revision which follows the newest one; it opens a suspended listing again. [LST-4] [LST-6] */
export function projectRevision(known: ListingRow | undefined, listing: Listing, digest: DigestHex): RowWrite {
  const { id, revision, product, visibility, validFrom, validUntil } = listing;
  const row = {
    id,
    exchange: exchangeOf(id),
    digest,
    revision,
    state: 'open' as const,
    provider: product.provider,
    product: product.id,
    titles: JSON.stringify(Object.fromEntries(product.titles.map(({ language, text }) => [language, text]))),
    form: product.form,
    visibility,
    valid_from_ms: validFrom,
    valid_until_ms: validUntil,
  };
  return { table: 'listing', expectedVersion: known?.version ?? 0, row };
}

/** Row write that projects a suspension or withdrawal. [LST-6] [LST-9] */
export function projectClosing({ version, ...columns }: ListingRow, state: 'suspended' | 'withdrawn'): RowWrite {
  return { table: 'listing', expectedVersion: version, row: { ...columns, state } };
}
