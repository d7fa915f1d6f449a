/** A store with listings in it, and its index, on either engine. */
import { join } from 'node:path';
import { ParticipantRecord } from '@selat/proto/selat/v1/identity.js';
import { Listing, ListingWithdrawal } from '@selat/proto/selat/v1/listing.js';
import { documentDigest } from '@selat/sdk/document';
import type { Change, RowWrite } from '../../src/domain/change.js';
import { searchListings } from '../../src/domain/search/search-listings.js';
import type { SearchQuery, SearchView } from '../../src/domain/search/search-view.js';
import { openSqliteSearch, type SearchEngine, SearchFollower } from '../../src/search/index.js';
import { PostgresSearch } from '../../src/search/postgres-search.js';
import { urlOf } from '../store/postgres-databases.js';
import {
  afterTest,
  NOON,
  type OpenNode,
  openNode,
  PEER,
  SELF,
  STORES,
  type TestStore,
  writeOf,
} from '../store/temp-node.js';

const DAY = 86_400_000;

/** What a listing of a test says; the rest is the same in all. */
export interface Sample {
  readonly titles?: Readonly<Record<string, string>>;
  readonly descriptions?: readonly string[];
  readonly exchange?: string;
  readonly provider?: string;
  readonly form?: string;
  readonly subjects?: readonly string[];
  readonly origins?: readonly string[];
  readonly licences?: readonly { readonly purposes?: readonly string[]; readonly price?: Price }[];
  readonly visibility?: string;
  readonly validFrom?: number;
  readonly validUntil?: number;
  readonly state?: 'open' | 'suspended' | 'withdrawn';
}
interface Price {
  readonly model: string;
  readonly currency?: string;
  readonly amountMinor?: number;
  readonly tiers?: readonly number[];
}

/** Engines under test, each with how its index is opened for a folder. */
export const ENGINES: readonly {
  readonly name: string;
  readonly store: TestStore;
  index(dir: string): Promise<SearchEngine>;
}[] = STORES.map((store) => ({
  name: store.name,
  store,
  index: async (dir) =>
    store.name === 'SQLite' ? openSqliteSearch(join(dir, 'search.sqlite')) : new PostgresSearch(await urlOf(dir)),
}));
export type Engine = (typeof ENGINES)[number];

const texts = (text: Readonly<Record<string, string>>) =>
  Object.entries(text).map(([language, words]) => ({ language, text: words }));

function listingOf(id: string, revision: number, sample: Sample): Listing {
  const { titles = { en: 'Untitled' }, descriptions = [], form = 'API_QUERY' } = sample;
  const { subjects = ['COMMERCE'], origins = ['CN'], licences = [{}] } = sample;
  const product = {
    id: id.replace('/l/', '/d/'),
    provider: sample.provider ?? `${exchangeOf(sample)}/p/weather`,
    titles: texts(titles),
    descriptions: descriptions.map((text) => ({ language: 'en', text })),
    form,
    subjects: subjects.map((code) => ({ code })),
    originJurisdictions: [...origins],
  };
  const terms = licences.map(({ purposes = ['research'], price = { model: 'FREE' } }) => {
    const { model, currency = '', amountMinor, tiers = [] } = price;
    return {
      id: 'basic',
      purposes: [...purposes],
      price: {
        model,
        currency,
        ...(amountMinor === undefined ? {} : { amountMinor: BigInt(amountMinor) }),
        tiers: tiers.map((amount, at) => ({ fromUnit: BigInt(at * 10 + 1), unitAmountMinor: BigInt(amount) })),
      },
    };
  });
  return Listing.fromPartial({
    id,
    revision: BigInt(revision),
    product,
    terms,
    visibility: sample.visibility ?? 'PUBLIC',
  });
}

const exchangeOf = ({ exchange = SELF }: Sample): string => exchange;

/** The change that a revision makes; the fold of the gateway is not needed for what search reads. */
export function listed(slug: string, sample: Sample = {}, known: { version: number } = { version: 0 }): Change {
  const exchange = exchangeOf(sample);
  const id = `${exchange}/l/${slug}`;
  const revision = known.version + 1;
  const listing = listingOf(id, revision, sample);
  const write = documentOf('selat.v1.Listing', Listing.encode(listing).finish());
  const row: RowWrite = {
    table: 'listing',
    expectedVersion: known.version,
    row: {
      id,
      exchange,
      digest: write.digest,
      revision,
      state: sample.state ?? 'open',
      provider: listing.product?.provider ?? '',
      product: listing.product?.id ?? '',
      titles: JSON.stringify(sample.titles ?? {}),
      form: listing.product?.form ?? '',
      visibility: listing.visibility,
      valid_from_ms: sample.validFrom ?? NOON - DAY,
      valid_until_ms: sample.validUntil ?? NOON + DAY,
    },
  };
  return { documents: [write], leaves: [leafOf(write)], rows: [row] };
}

/** The record by which a participant has these names. */
export function named(id: string, names: Readonly<Record<string, string>>, version = 0): Change {
  const record = ParticipantRecord.fromPartial({
    id,
    revision: BigInt(version + 1),
    legalEntity: { names: texts(names) },
  });
  const write = documentOf('selat.v1.ParticipantRecord', ParticipantRecord.encode(record).finish());
  const row: RowWrite = {
    table: 'participant',
    expectedVersion: version,
    row: {
      id,
      exchange: id.slice(0, id.indexOf('/')),
      state: 'active',
      record_digest: write.digest,
      revision: version + 1,
      registration: '{}',
      valid_until_ms: null,
    },
  };
  return { documents: [write], leaves: [leafOf(write)], rows: [row] };
}

function documentOf(type: string, payload: Uint8Array) {
  const bytes = Buffer.from(payload);
  const digest = documentDigest(type, bytes).toString('hex');
  const protectedHeader = Buffer.from(`protected ${digest}`);
  return writeOf({
    type,
    payload: bytes,
    signatures: [{ protected: protectedHeader, signature: Buffer.alloc(64, 7) }],
  });
}

function leafOf({ digest, submissionDigest, document }: ReturnType<typeof documentOf>) {
  return { act: document.type, direction: 'in' as const, chain: PEER, documentDigest: digest, submissionDigest };
}

export const EVERYTHING: SearchQuery = {
  words: '',
  forms: [],
  subjects: [],
  purposes: [],
  priceModels: [],
  jurisdictions: [],
  languages: [],
  exchanges: [],
  states: ['current'],
  limit: 100,
};

export interface SearchWorld {
  readonly node: OpenNode;
  readonly follower: SearchFollower;
  readonly engine: SearchEngine;
  /** Commits changes, each its own; the index knows of them afterwards. */
  add(...changes: readonly Change[]): Promise<void>;
  /** Takes a listing back. */
  withdraw(id: string): Promise<void>;
  search(query: Partial<SearchQuery> | string): Promise<SearchView>;
  /** Slugs of the hits, in their order. */
  slugs(query: Partial<SearchQuery> | string): Promise<readonly string[]>;
}

export async function openWorld({ store, index }: Engine): Promise<SearchWorld> {
  const node = await openNode(store);
  const { reader } = node.store;
  const engine = await index(node.dir);
  const onFailure = (error: unknown) => {
    throw error;
  };
  const follower = new SearchFollower({ engine, reader, exchange: SELF, onFailure });
  afterTest(() => follower.stop());
  const commit = (change: Change) => node.committer.commit(async () => change);
  const deps = { index: follower.index, reader, clock: node.clock, self: { exchange: SELF } };
  const search: SearchWorld['search'] = (query) =>
    searchListings(deps, { ...EVERYTHING, ...(typeof query === 'string' ? { words: query } : query) });
  return {
    node,
    follower,
    engine,
    add: async (...changes) => {
      await Promise.all(changes.map(commit));
      await follower.catchUp();
    },
    withdraw: async (id) => {
      const row = await reader.findListing(id);
      if (row === undefined) throw new Error(`there is no ${id}`);
      const { version, ...columns } = row;
      const notice = ListingWithdrawal.encode(
        ListingWithdrawal.fromPartial({ listingId: id, reason: 'ERROR' }),
      ).finish();
      const write = documentOf('selat.v1.ListingWithdrawal', notice);
      await commit({
        documents: [write],
        leaves: [leafOf(write)],
        rows: [{ table: 'listing', expectedVersion: version, row: { ...columns, state: 'withdrawn' } }],
      });
    },
    search,
    slugs: async (query) => (await search(query)).items.map(({ id }) => id.slice(id.lastIndexOf('/') + 1)),
  };
}
