import type { DigestHex, ExchangeId, Instant, PartyId } from '@selat/sdk/model';
import type { ListingRow } from '../rows.js';
import type { Question } from './question.js';

/** The newest revision of a listing as the store has it. */
export interface ListingContent {
  readonly row: ListingRow;
  /** Encoded selat.v1.Listing. */
  readonly payload: Uint8Array;
  /** Index of the leaf that first logged this revision: listings logged later are newer. */
  readonly leaf: number;
}

/** Names of a participant, in the order of its record. */
export type Names = readonly { readonly language: string; readonly text: string }[];

/** How far an index has read the log. */
export interface Mark {
  /** Index of the first leaf that is not read yet. */
  readonly next: number;
  /** Where leaf `next` renames a provider: the last of its listings that is done; else ''. */
  readonly after: string;
  /** Hash of the leaf before `next`, lower-case hex; '' at the beginning. Another hash there is another log. */
  readonly hash: DigestHex | '';
}

/** What a piece of the log changed, for an index. */
export interface SearchChanges {
  /** The index is this far once these are written. */
  readonly mark: Mark;
  /** Listings to put anew; what the index has under these ids is out of date. */
  readonly ids: readonly string[];
  readonly contents: readonly ListingContent[];
  readonly names: ReadonlyMap<PartyId, Names>;
  /** Whether the log goes on after `mark`. */
  readonly isMore: boolean;
}

/** Reads of the store that search needs. */
export interface SearchReader {
  /** The newest revisions of listings, in no order; what is not known is left out. At most 1,000 ids. */
  listListingContents(ids: readonly string[]): Promise<readonly ListingContent[]>;
  /** Names by the newest accepted record. */
  listNames(participants: readonly PartyId[]): Promise<ReadonlyMap<PartyId, Names>>;
  /** What the next piece of the log, from the mark on, changed. */
  readSearchChanges(mark: Mark): Promise<SearchChanges>;
  /** Leaves of the log, and the hash of the one before `mark.next`; '' where there is none. */
  findLogEnd(mark: Mark): Promise<{ readonly size: number; readonly hash: DigestHex | '' }>;
}

/** A place between two hits: after the hit `doc` of a tier. */
export interface Place {
  readonly tier: 0 | 1;
  readonly doc: number;
}

/** A listing that the index found. */
export interface Found extends Place {
  readonly id: string;
}

/** The index of listings. It may be behind the log by what was committed in the last two seconds. [SRC-10] */
export interface SearchIndex {
  /** Hits after `place` (from the first where it is absent), best first, at most `limit`. [SRC-6] */
  find(question: Question, now: Instant, limit: number, place: Place | undefined): Promise<readonly Found[]>;
  /** Hits, counted up to `atMost`. */
  count(question: Question, now: Instant, atMost: number): Promise<number>;
  /** Log entries that the index has not looked at yet. */
  behind(): Promise<number>;
}

/** Whether participants and officers of an exchange may see a listing. [SRC-8] */
export function isVisible({ visibility, exchange }: ListingRow, self: ExchangeId): boolean {
  return visibility !== 'HOME' || exchange === self;
}
