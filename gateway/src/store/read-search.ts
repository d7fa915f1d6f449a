/** Reads what search needs of listings and of the log. */

import { ParticipantRecord } from '@selat/proto/selat/v1/identity.js';
import { ListingSuspension, ListingWithdrawal, Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { type Kysely, sql } from 'kysely';
import type { ListingContent, Mark, Names, SearchChanges, SearchReader } from '../domain/search/ports.js';
import { inChunks } from './pages.js';
import type { Schema } from './schema.js';

/** Most leaves, or listings of a renamed provider, of one piece: a thread that works on it is soon free for a query. */
const PIECE = 256;

/** Documents after which the index looks at a listing again, and how each names it. */
const LISTING_OF: Readonly<Record<string, (payload: Uint8Array) => string>> = {
  'selat.v1.Listing': (payload) => WireListing.decode(payload).id,
  'selat.v1.ListingSuspension': (payload) => ListingSuspension.decode(payload).listingId,
  'selat.v1.ListingWithdrawal': (payload) => ListingWithdrawal.decode(payload).listingId,
};
const RECORD = 'selat.v1.ParticipantRecord';
const READ_TYPES = [...Object.keys(LISTING_OF), RECORD];

export function searchReads(db: Kysely<Schema>): SearchReader {
  return {
    listListingContents: (ids) => listContents(db, ids),
    listNames: (participants) => listNames(db, participants),
    readSearchChanges: (mark) => readChanges(db, mark),
    findLogEnd: async ({ next }) => {
      const state = await db.selectFrom('log_state').select('size').executeTakeFirst();
      const leaf = await db
        .selectFrom('leaf')
        .select('leaf_hash')
        .where('idx', '=', next - 1)
        .executeTakeFirst();
      return { size: state?.size ?? 0, hash: leaf === undefined ? '' : hex(leaf.leaf_hash) };
    },
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function listContents(db: Kysely<Schema>, ids: readonly string[]): Promise<readonly ListingContent[]> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .selectFrom('listing')
      .innerJoin('document', 'document.digest', 'listing.digest')
      .selectAll('listing')
      .select(['document.payload as payload', 'document.first_leaf as first_leaf'])
      .where('listing.id', 'in', chunk)
      .execute(),
  );
  return rows.flatMap(({ payload, first_leaf: leaf, ...row }) => (leaf === null ? [] : [{ row, payload, leaf }]));
}

async function listNames(db: Kysely<Schema>, participants: readonly string[]): Promise<ReadonlyMap<string, Names>> {
  const rows = await inChunks(participants, (chunk) =>
    db
      .selectFrom('participant')
      .innerJoin('document', 'document.digest', 'participant.record_digest')
      .select(['participant.id as id', 'document.payload as payload'])
      .where('participant.id', 'in', chunk)
      .execute(),
  );
  return new Map(rows.map(({ id, payload }) => [id, ParticipantRecord.decode(payload).legalEntity?.names ?? []]));
}

interface Leaf {
  readonly idx: number;
  readonly leaf_hash: Uint8Array;
  readonly type: string | null;
  /** The listing whose newest revision the document is. */
  readonly listing: string | null;
  /** Null also where it is known which listing it is about. */
  readonly payload: Uint8Array | null;
}

async function readChanges(db: Kysely<Schema>, mark: Mark): Promise<SearchChanges> {
  const leaves: readonly Leaf[] = await db
    .selectFrom('leaf')
    .leftJoin('document', (join) =>
      join.onRef('document.digest', '=', 'leaf.document_digest').on('document.type', 'in', READ_TYPES),
    )
    .leftJoin('listing', 'listing.digest', 'leaf.document_digest')
    .select(['leaf.idx as idx', 'leaf.leaf_hash as leaf_hash', 'document.type as type', 'listing.id as listing'])
    .select(sql<Uint8Array | null>`case when listing.id is null then document.payload end`.as('payload'))
    .where('leaf.idx', '>=', mark.next)
    .orderBy('leaf.idx')
    .limit(PIECE)
    .execute();
  const { read, ids, next } = await takeLeaves(db, mark, leaves);
  const contents = await listContents(db, ids);
  const names = await listNames(db, [...new Set(contents.map(({ row }) => row.provider))]);
  const isMore = next.after !== '' || read < leaves.length || leaves.length === PIECE;
  return { mark: next, ids, contents, names, isMore };
}

interface Taken {
  /** Leaves that are done. */
  readonly read: number;
  readonly ids: readonly string[];
  readonly next: Mark;
}

/** Goes on until a leaf renames a provider: its listings, which may be many, are pieces of their own. */
async function takeLeaves(db: Kysely<Schema>, mark: Mark, leaves: readonly Leaf[]): Promise<Taken> {
  const ids = new Set<string>();
  let next = mark;
  for (const [read, leaf] of leaves.entries()) {
    const done = { next: leaf.idx + 1, after: '', hash: hex(leaf.leaf_hash) };
    const of = await listingsAfter(db, leaf, mark);
    if (leaf.type === RECORD && of.length > 0) {
      if (read > 0) return { read, ids: [...ids], next };
      const last = of.at(-1) ?? '';
      return of.length < PIECE ? { read: 1, ids: of, next: done } : { read, ids: of, next: { ...mark, after: last } };
    }
    for (const id of of) ids.add(id);
    next = done;
  }
  return { read: leaves.length, ids: [...ids], next };
}

/** Listings that a leaf concerns: one, or those of a provider that come after what `mark` says is done. */
async function listingsAfter(db: Kysely<Schema>, leaf: Leaf, mark: Mark): Promise<readonly string[]> {
  const { idx, type, listing, payload } = leaf;
  if (listing !== null) return [listing];
  if (type === null || payload === null) return [];
  const listingOf = LISTING_OF[type];
  if (listingOf !== undefined) return [listingOf(payload)];
  const rows = await db
    .selectFrom('listing')
    .select('id')
    .where('provider', '=', ParticipantRecord.decode(payload).id)
    .where('id', '>', idx === mark.next ? mark.after : '')
    .orderBy('id')
    .limit(PIECE)
    .execute();
  return rows.map(({ id }) => id);
}
