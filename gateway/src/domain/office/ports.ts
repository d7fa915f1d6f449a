import type { Page, PageRequest } from '../ports.js';
import type { DraftRow, GrantRow, ParticipantRow } from '../rows.js';
import type { HeldActRow, ReviewRow } from '../rows-office.js';

/** Reads of what the back office keeps for itself, and of what waits in it. Every page is oldest first or by id. */
export interface OfficeReader {
  findHeldAct(id: string): Promise<HeldActRow | undefined>;
  /** Acts that wait and had not expired at `now`, oldest first. */
  listHeldActs(page: PageRequest & { readonly now: number }): Promise<Page<HeldActRow>>;
  /** Reviews of any content of these listings. */
  listReviews(drafts: readonly string[]): Promise<readonly ReviewRow[]>;
  /** Drafts that are not published, by id. */
  listOpenDrafts(page: PageRequest): Promise<Page<DraftRow>>;
  /**
   * Grants that may wait for this side, oldest first: as provider those without offer and refusal, as consumer those whose
   * offer is not countersigned or declined. What the fold says of them, the caller finds out.
   */
  listGrantsAtHand(page: PageRequest & { readonly side: GrantRow['side'] }): Promise<Page<GrantRow>>;
  /** Registered members of this exchange without a record, by id. */
  listRegistered(page: PageRequest & { readonly exchange: string }): Promise<Page<ParticipantRow>>;
}
