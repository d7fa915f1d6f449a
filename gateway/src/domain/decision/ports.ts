import type { LawReviewRow } from '../rows-decision.js';

/** Reads of what decisions keep beside their documents. */
export interface DecisionReader {
  findLawReview(peer: string): Promise<LawReviewRow | undefined>;
}
