import { FORMATS } from '@selat/sdk/document';
import type { CatalogueRecord, ListingPart } from './record.js';

/** Slug of a record, or why it has none. */
export type SlugResult = { readonly slug: string } | { readonly reason: string };

/** `sdg_04-6-1` -> `sdg-04-6-1`: lower case, and a hyphen for every run of other characters. */
export function toSlug(id: string): string {
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Most records that a reason names. */
const MAX_NAMES = 5;

/** Slugs of all records of one import. A slug that two records share is given to neither, whatever their order. */
export function assignSlugs(
  records: readonly { readonly record: CatalogueRecord; readonly listing: ListingPart }[],
): readonly SlugResult[] {
  const slugs = records.map(({ record, listing }) => listing.slug ?? toSlug(record.id));
  const owners = new Map<string, number[]>();
  for (const [index, slug] of slugs.entries()) {
    const group = owners.get(slug) ?? [];
    group.push(index);
    owners.set(slug, group);
  }
  return slugs.map((slug, index) => {
    if (FORMATS['slug']?.matches(slug) !== true) {
      const why = slug === '' ? 'its name has no letter a-z or digit' : `"${slug}" has more than 64 characters`;
      return { reason: `${why}: give a slug of at most 64 in the overlay` };
    }
    const others = (owners.get(slug) ?? []).filter((other) => other !== index);
    if (others.length === 0) return { slug };
    const shown = others.slice(0, MAX_NAMES).map((other) => records[other]?.record.file);
    const names = [...shown, ...(others.length > MAX_NAMES ? [`${others.length - MAX_NAMES} more`] : [])].join(', ');
    return { reason: `its slug "${slug}" is also that of ${names}: give slugs in the overlay` };
  });
}
