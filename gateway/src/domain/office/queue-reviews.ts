/** Reviews of drafts that are required and not given. */
import type { Office } from '../back-office/office.js';
import { reviewsOfDrafts } from '../back-office/reviews.js';
import { REVIEW_KINDS, type ReviewKind } from '../rows-office.js';
import type { Actor } from '../use-cases.js';
import {
  allRows,
  itemUnknown,
  nextOf,
  type PlacedItem,
  type QueueSource,
  type QueueVerbs,
  required,
} from './queue-source.js';
import { reviewDraft } from './reviews.js';
import { REVIEW_ROLES } from './roles.js';
import type { DraftReviewView, QueueItem } from './views.js';

function reviewItem({ draft, kind, storedBy, storedAt, isVoided }: DraftReviewView): QueueItem {
  const again = isVoided === true ? ', changed since its last one' : '';
  const about = `${kind} review of ${draft}, stored by ${storedBy}${again}`;
  const next = nextOf(`${draft}:${kind}`, '', ' --note TEXT');
  return { kind: 'review', id: `${draft}:${kind}`, about, since: storedAt, roles: REVIEW_ROLES[kind], next };
}

/** `<listing id>:<kind>`. */
function parseReviewId(id: string): { draft: string; kind: ReviewKind } | undefined {
  const at = id.lastIndexOf(':');
  const kind = REVIEW_KINDS.find((each) => each === id.slice(at + 1));
  return kind === undefined || at < 0 ? undefined : { draft: id.slice(0, at), kind };
}

export function reviewSource(office: Office, verbs: QueueVerbs): QueueSource {
  const { deps, policy } = office;
  const { reader } = deps;
  const give = async (actor: Actor, id: string, verdict: 'APPROVED' | 'REJECTED', note = '') => {
    const named = parseReviewId(id);
    if (named === undefined) throw itemUnknown(id);
    await deps.committer.commit(reviewDraft(deps, policy, actor, { ...named, verdict, note }));
    return verbs.showDraft(named.draft);
  };
  return {
    kind: 'review',
    owns: (id) => parseReviewId(id) !== undefined,
    items: (after) => openReviews(office, after),
    find: async (id) => {
      const named = parseReviewId(id);
      const draft = named === undefined ? undefined : await reader.findDraft(named.draft);
      if (draft?.state !== 'draft') return undefined;
      const found = (await reviewsOfDrafts(office, [draft])).find(({ kind }) => kind === named?.kind);
      return found !== undefined && isOpen(found) ? reviewItem(found) : undefined;
    },
    approve: (actor, id, { note }) => give(actor, id, 'APPROVED', note),
    refuse: (actor, id, { note }) => give(actor, id, 'REJECTED', required(id, { note })['note']),
  };
}

const isOpen = ({ verdict }: DraftReviewView): boolean => verdict === 'OPEN';

const placed = (review: DraftReviewView): PlacedItem => ({
  item: reviewItem(review),
  cursor: `${review.draft}:${review.kind}`,
});

/** Draft by draft; the draft in which a page ended may have more. */
async function* openReviews(office: Office, after: string | undefined): AsyncIterable<PlacedItem> {
  const { reader } = office.deps;
  const begun = after === undefined ? undefined : parseReviewId(after);
  const draft = begun === undefined ? undefined : await reader.findDraft(begun.draft);
  if (begun !== undefined && draft?.state === 'draft') {
    const rest = (await reviewsOfDrafts(office, [draft])).filter(isOpen);
    const isAfter = ({ kind }: DraftReviewView) => REVIEW_KINDS.indexOf(kind) > REVIEW_KINDS.indexOf(begun.kind);
    for (const review of rest.filter(isAfter)) yield placed(review);
  }
  for await (const rows of allRows((page) => reader.listOpenDrafts(page), begun?.draft)) {
    for (const review of (await reviewsOfDrafts(office, rows)).filter(isOpen)) yield placed(review);
  }
}
