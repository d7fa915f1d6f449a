import { isObject } from './field-map.js';
import { type Layer, type ListingPart, listingPath, type Part, type Provenance, protoPath } from './record.js';

/** All layers as one. */
export interface Merged {
  readonly product: Part;
  readonly listing: ListingPart;
  readonly provenance: readonly Provenance[];
  /** Statements of the record that an overlay replaced, such as `updateFrequency`. */
  readonly replaced: readonly string[];
}

/** How a later layer meets what is there. Parts that are not named here: messages key by key, anything else replaced. */
const JOINED: Readonly<Record<string, (base: unknown, over: unknown) => unknown>> = {
  titles: joinLanguages,
  descriptions: joinLanguages,
  notes: append,
  registrations: append,
};

/** Merges the layers of an overlay over a record, the later over the earlier. */
export function mergeLayers(record: Layer, overlays: readonly Layer[]): Merged {
  const { product, listing, provenance } = record;
  return overlays.reduce(mergeOne, { product, listing, provenance, replaced: [] });
}

function mergeOne(merged: Merged, layer: Layer): Merged {
  let { provenance } = merged;
  const replaced = [...merged.replaced];
  const product: Record<string, unknown> = { ...merged.product };
  for (const [key, over] of Object.entries(layer.product)) {
    const base = product[key];
    const { value, gone } = join(key, base, over);
    product[key] = value;
    const lost = gone.map((path) => protoPath(`product.${path}`));
    const isLost = ({ path }: Provenance) => lost.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));
    if (provenance.some((entry) => entry.source === 'RECORD' && isLost(entry))) replaced.push(...gone);
    provenance = provenance.filter((entry) => !isLost(entry));
  }
  const stated = Object.keys(layer.listing);
  const said = ({ path, source }: Provenance, key: string) => source === 'RECORD' && path === listingPath(key);
  replaced.push(...stated.filter((key) => provenance.some((entry) => said(entry, key))));
  provenance = provenance.filter(({ path }) => !stated.some((key) => listingPath(key) === path));
  return {
    product,
    listing: { ...merged.listing, ...layer.listing },
    provenance: [...provenance, ...shifted(merged.product, layer)],
    replaced,
  };
}

/** The joined value, and the paths whose former statement is gone. */
function join(
  key: string,
  base: unknown,
  over: unknown,
): { readonly value: unknown; readonly gone: readonly string[] } {
  const joiner = JOINED[key];
  if (base === undefined) return { value: over, gone: [] };
  if (joiner !== undefined) return { value: joiner(base, over), gone: [] };
  if (!isObject(base) || !isObject(over)) return { value: over, gone: [key] };
  const parts = Object.entries(over).map(([inner, value]) => [inner, join(inner, base[inner], value)] as const);
  return {
    value: { ...base, ...Object.fromEntries(parts.map(([inner, { value }]) => [inner, value])) },
    gone: parts.flatMap(([, { gone }]) => gone.map((path) => `${key}.${path}`)),
  };
}

/** Notes of a later layer stand after those that are there, and so do their paths. */
function shifted(base: Part, layer: Layer): readonly Provenance[] {
  const before = base['notes'];
  const offset = Array.isArray(before) ? before.length : 0;
  if (offset === 0) return layer.provenance;
  return layer.provenance.map((entry) => {
    const index = /^product\.notes\[(\d+)\]$/.exec(entry.path)?.[1];
    return index === undefined ? entry : { ...entry, path: `product.notes[${Number(index) + offset}]` };
  });
}

function append(base: unknown, over: unknown): unknown {
  return [...(base as readonly unknown[]), ...(over as readonly unknown[])];
}

/** A text of the later layer takes the place of the one in its language. */
function joinLanguages(base: unknown, over: unknown): unknown {
  const texts = over as readonly { readonly language: string }[];
  const kept = (base as readonly { readonly language: string }[]).filter(
    ({ language }) => !texts.some((text) => text.language === language),
  );
  return [...kept, ...texts];
}
