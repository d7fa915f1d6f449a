import type { Problem } from './problem.js';

/** Where a statement stands in the order of layers; the same codes as registry `provenance-source`. */
export type ProvenanceSource = 'RECORD' | 'OVERLAY' | 'TERMS' | 'OFFICER';

/** Where one part of a listing came from. */
export interface Provenance {
  /** Path in the listing with the names of the .proto file, such as `product.titles`. */
  readonly path: string;
  readonly source: ProvenanceSource;
  /** File name, and key or line: `air_pollution.json#title_en, title_ms`, `overlay.yaml#7`. At most 256 characters. */
  readonly reference: string;
}

/** A plain tree with the JSON names of a message, possibly incomplete; `fromPartial` takes it. */
export type Part = Readonly<Record<string, unknown>>;

/** What one layer says about the listing around the product. */
export interface ListingPart {
  /** Slug of the ids; 1 to 64 of a-z, 0-9 and inner hyphens. */
  readonly slug?: string;
  /** Ids of the licence terms that apply; absent = all of the template. */
  readonly terms?: readonly string[];
  readonly visibility?: string;
  /** Days from the import in which the listing is open. */
  readonly validityDays?: number;
  readonly attestationDigests?: readonly Buffer[];
  /** Price in the JSON names of selat.v1.Price, in place of the template's; `terms` = the template's prices stay. */
  readonly price?: Part | typeof PRICE_OF_TERMS;
}

/** The word of an overlay by which the template's prices win over that of a record. */
export const PRICE_OF_TERMS = 'terms';

/** A part that a record does not state because its words have no code here, or are none that can be traded. */
export interface Gap {
  /** JSON name of the part: of the product, or `price` or `slug` of the listing. */
  readonly part: string;
  /** What the record says, and how an overlay would state the part. */
  readonly problem: Problem;
}

/** What one layer (record, overlay for all, overlay for one) states, and where each statement stands. */
export interface Layer {
  readonly product: Part;
  readonly listing: ListingPart;
  /** One entry for each part of `product` and each key of `listing`. */
  readonly provenance: readonly Provenance[];
}

/** One record of a catalogue: what it states, nothing that it does not. */
export interface CatalogueRecord extends Layer {
  /** Name in overlays: the file name without its ending, the number of a row, or the slug of a product in Selat YAML. */
  readonly id: string;
  readonly file: string;
  /** Line of the record in its file, from 1. */
  readonly line: number;
  /** Parts that the record wanted to state and could not; each keeps it back unless an overlay states the part. */
  readonly gaps?: readonly Gap[];
}

/** A record or file that is kept back. */
export interface Rejection {
  /** File name; `<file>#<slug>` where a file holds several products. */
  readonly file: string;
  /** Everything that keeps it back, in one sentence for a person. */
  readonly reason: string;
}

/** What a catalogue says. */
export interface Catalogue {
  /** Number of records met: `records` and `rejected` together. */
  readonly read: number;
  readonly records: readonly CatalogueRecord[];
  readonly rejected: readonly Rejection[];
  /** What was changed or kept in another place; these keep nothing back. */
  readonly notes: readonly Problem[];
}

/** `sourceStatement.lawfullyObtained` -> `source_statement.lawfully_obtained`: provenance speaks the names of the .proto file. */
export function protoPath(jsonPath: string): string {
  return jsonPath.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const LISTING_PATHS: Readonly<Record<string, string>> = { slug: 'id', validityDays: 'valid_until_ms' };

/** Field of the listing that a key of `ListingPart` decides. */
export function listingPath(key: string): string {
  return LISTING_PATHS[key] ?? protoPath(key);
}
