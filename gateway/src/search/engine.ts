import type { Mark, Place, SearchChanges } from '../domain/search/ports.js';
import type { Question } from '../domain/search/question.js';

/** What of a question an engine answers with one query. */
export interface Selection {
  readonly question: Question;
  /** `title` and `other` are the two tiers of the order. */
  readonly part: 'all' | 'title' | 'other';
  /** Only hits below this one. */
  readonly below: number | undefined;
  readonly now: number;
  readonly limit: number;
}

/** An entry that was found. */
export interface Hit {
  readonly doc: number;
  readonly id: string;
}

/** The index in one database. */
export interface SearchEngine {
  /**
   * Makes this process the one that writes, where no other is; it stays that until it ends or loses its connection. To
   * write without leading does no harm: it only saves work. The leader empties an index that an older build has written.
   */
  lead(): Promise<boolean>;
  progress(): Promise<Mark>;
  /** Empties the index, to be made anew from the first leaf. */
  reset(): Promise<void>;
  /** Puts what changed in the place of what it replaces; nothing where the index is not at `from`. */
  write(from: Mark, changes: SearchChanges): Promise<void>;
  /** Hits of one part, newest first. */
  select(selection: Selection): Promise<readonly Hit[]>;
  count(selection: Selection): Promise<number>;
  close(): Promise<void>;
}

export const BEGINNING: Mark = { next: 0, after: '', hash: '' };

/** @see Place */
export const TIERS = ['title', 'other'] as const satisfies { readonly [T in Place['tier']]: Selection['part'] };
