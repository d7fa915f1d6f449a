import { DataProduct } from '@selat/proto/selat/v1/listing.js';
import { chooseTerms, draftFaults, ownProvenance, withPersonalData } from './draft-parts.js';
import { gateFault, type ListingDraft } from './listing-draft.js';
import { type Merged, mergeLayers } from './merge-layers.js';
import type { Overlay, OverlayEntry } from './overlay-file.js';
import type { Problem } from './problem.js';
import type { CatalogueRecord, Rejection } from './record.js';
import { creditPrice, withPrice } from './record-price.js';
import { assignSlugs, type SlugResult } from './slugs.js';
import type { TermsTemplate } from './terms-file.js';

/** What drafts are made from. */
export interface DraftInput {
  readonly records: readonly CatalogueRecord[];
  readonly terms?: TermsTemplate | undefined;
  readonly overlay?: Overlay | undefined;
  /** Exchange id under which the listings are made. */
  readonly exchange: string;
  /** Time of the import, milliseconds since 1970: first instant at which the listings are open. */
  readonly now: number;
  /** Days in which a listing is open where no layer says so; 1 to 3,653. */
  readonly validityDays: number;
}

/** Drafts that pass the gate, and every other record with its reason. */
export interface Drafts {
  readonly drafts: readonly ListingDraft[];
  readonly rejected: readonly Rejection[];
  /** What an overlay replaced, and overlay entries that no record has. */
  readonly notes: readonly Problem[];
}

const DAY_MS = 86_400_000;

/** A record with all that the layers say about it. */
interface Prepared {
  readonly record: CatalogueRecord;
  readonly merged: Merged;
  readonly exclude: string | undefined;
}

/** Merges record < overlay for all < overlay for the record, and makes a draft of each record that lacks nothing. Pure. */
export function draftListings(input: DraftInput): Drafts {
  const prepared = input.records.map((record) => prepare(record, input.overlay));
  const slugs = assignSlugs(prepared.map(({ record, merged }) => ({ record, listing: merged.listing })));
  const drafts: ListingDraft[] = [];
  const rejected: Rejection[] = [];
  prepared.forEach((item, index) => {
    const result = draftOne(input, item, slugs[index] ?? { reason: 'it has no slug' });
    if (typeof result !== 'string') drafts.push(result);
    else rejected.push({ file: item.record.file, reason: `cannot draft ${item.record.file}: ${result}` });
  });
  return { drafts, rejected, notes: [...overlayNotes(input), ...prepared.flatMap(replacedNotes)] };
}

function entryOf(record: CatalogueRecord, overlay: Overlay | undefined): OverlayEntry | undefined {
  return overlay?.records.get(record.id) ?? overlay?.records.get(record.file);
}

function prepare(record: CatalogueRecord, overlay: Overlay | undefined): Prepared {
  const entries = [overlay?.all, entryOf(record, overlay)].filter((entry) => entry !== undefined);
  const exclude = entries.map((entry) => entry.exclude).findLast((reason) => reason !== undefined);
  return { record, merged: withPersonalData(mergeLayers(record, entries), record.file), exclude };
}

/** The draft, or everything that prevents it. */
function draftOne(
  input: DraftInput,
  { record, merged, exclude }: Prepared,
  slugged: SlugResult,
): ListingDraft | string {
  if (exclude !== undefined) return `the overlay excludes it: ${exclude}`;
  const { product, listing, provenance } = merged;
  const chosen = chooseTerms(input.terms, listing.terms);
  const faults = [
    ...draftFaults(merged, input.terms, record.gaps ?? []),
    ...(chosen.fault === undefined ? [] : [chosen.fault]),
  ];
  if ('reason' in slugged) return [...faults, slugged.reason].join('; ');
  if (faults.length > 0) return faults.join('; ');
  const days = listing.validityDays ?? input.validityDays;
  const draft: ListingDraft = {
    id: `${input.exchange}/l/${slugged.slug}`,
    product: DataProduct.fromPartial({ ...product, id: `${input.exchange}/d/${slugged.slug}` }),
    terms: withPrice(chosen.entries, listing.price),
    attestationDigests: [...(listing.attestationDigests ?? [])],
    visibility: listing.visibility ?? '',
    validFromMs: BigInt(input.now),
    validUntilMs: BigInt(input.now + days * DAY_MS),
    provenance: [
      ...creditPrice(provenance, listing.price, chosen.entries.length),
      ...ownProvenance(record.file, listing, input.terms, chosen),
    ],
  };
  return gateFault(draft, input.exchange) ?? draft;
}

/** An entry for a record that is not there is a slip of the pen, or meant for another catalogue. */
function overlayNotes({ records, overlay }: DraftInput): readonly Problem[] {
  if (overlay === undefined) return [];
  const known = new Set(records.flatMap(({ id, file }) => [id, file]));
  const unused = [...overlay.records.keys()].filter((id) => !known.has(id));
  return [
    ...overlay.notes,
    ...unused.map((id): Problem => {
      const line = overlay.lineOf(['records', id]);
      return { severity: 'note', file: overlay.file, line, path: `records.${id}`, message: 'no record has this id' };
    }),
  ];
}

function replacedNotes({ record, merged }: Prepared): readonly Problem[] {
  return merged.replaced.map((path) => {
    return {
      severity: 'note',
      file: record.file,
      path,
      message: 'the overlay says otherwise, and its statement is used',
    };
  });
}
