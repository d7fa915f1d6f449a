/** Drafts as their reviewers read them, and the reviews. [BOF-11] */
import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { SelatError } from '@selat/sdk/errors';
import { contentDigest, loadReviews, reviewDraft, viewsOf } from '../office/reviews.js';
import type { OfficeCases } from '../office/use-cases.js';
import type { DraftDetail, DraftReviewView, ReviewsInput } from '../office/views.js';
import type { DraftRow } from '../rows.js';
import type { Actor, ItemResult } from '../use-cases.js';
import { printDigest } from '../views/print.js';
import { each } from './each.js';
import { digestHex, type Office } from './office.js';

type ReviewCases = Pick<OfficeCases, 'showDraft' | 'listReviews' | 'giveReviews'>;

export function reviewCases(office: Office): ReviewCases {
  const { reader } = office.deps;
  return {
    showDraft: (id) => showDraft(office, id),
    listReviews: async ({ limit, after, kind, verdict }) => {
      const page = await reader.listOpenDrafts({ limit, ...(after === undefined ? {} : { after }) });
      const items = (await reviewsOfDrafts(office, page.items)).filter(
        (review) => (kind ?? review.kind) === review.kind && (verdict ?? review.verdict) === review.verdict,
      );
      return { items, ...(page.next === undefined ? {} : { next: page.next }) };
    },
    giveReviews: (actor, input) =>
      each(
        input.drafts,
        ({ id }) => id,
        (draft) => giveReview(office, actor, input, draft),
      ),
  };
}

/** The reviews of drafts that are required or given, draft by draft. */
export async function reviewsOfDrafts(
  { deps, policy }: Office,
  drafts: readonly DraftRow[],
): Promise<readonly DraftReviewView[]> {
  const rows = await deps.reader.listReviews(drafts.map(({ id }) => id));
  return drafts.flatMap((draft) => {
    const digest = contentDigest(draft.payload);
    const own = rows.filter((row) => row.draft === draft.id);
    return viewsOf(own, digest, policy.reviews).map((view) => ({
      draft: draft.id,
      ...view,
      contentDigest: printDigest(digest),
      storedBy: draft.officer,
      storedAt: draft.created_ms,
    }));
  });
}

async function showDraft({ deps, policy }: Office, id: string): Promise<DraftDetail> {
  const draft = await deps.reader.findDraft(id);
  if (draft === undefined) {
    throw new SelatError('LISTING_UNKNOWN', `cannot show draft ${id}: there is none`, { id });
  }
  const { source, state, officer, created_ms: createdAt, payload } = draft;
  return {
    ...{ id, source, state, officer, createdAt },
    contentDigest: printDigest(contentDigest(payload)),
    reviews: await loadReviews(deps, id, payload, policy.reviews),
    listing: WireListing.toJSON(WireListing.decode(payload)),
  };
}

async function giveReview(
  { deps, policy }: Office,
  actor: Actor,
  { kind, verdict, note = '' }: ReviewsInput,
  { id, digest }: ReviewsInput['drafts'][number],
): Promise<Partial<ItemResult>> {
  const read = digest === undefined ? {} : { digest: digestHex(digest) };
  await deps.committer.commit(reviewDraft(deps, policy, actor, { draft: id, ...read, kind, verdict, note }));
  return {};
}
