/** What the back office can ask of itself: officers, the work queue, reviews. */
import type { OfficerRole } from '../rows.js';
import type { Actor, ItemResult, OfficerView, PageQuery, PageView } from '../view-types.js';
import type {
  DraftDetail,
  DraftReviewView,
  Held,
  HeldActView,
  QueueAnswer,
  QueueApproval,
  QueueItem,
  QueueRefusal,
  ReviewsInput,
} from './views.js';

export interface OfficeCases {
  /** The answer is the only place where the API token is ever shown. */
  addOfficer(
    actor: Actor,
    input: { readonly slug: string; readonly role: OfficerRole },
  ): Promise<(OfficerView & { readonly token: string }) | Held>;
  listOfficers(): Promise<readonly OfficerView[]>;
  showOfficer(id: string): Promise<OfficerView>;
  changeOfficerRole(actor: Actor, id: string, role: OfficerRole): Promise<OfficerView | Held>;
  /** Gives an officer whose token is lost a new one; the old one stops working at once. */
  replaceOfficerToken(actor: Actor, id: string): Promise<(OfficerView & { readonly token: string }) | Held>;
  disableOfficer(actor: Actor, id: string): Promise<OfficerView>;
  showDraft(id: string): Promise<DraftDetail>;
  /** Reviews of the drafts that are not published; a page holds those of at most `limit` drafts. */
  listReviews(
    page: PageQuery & {
      readonly kind?: DraftReviewView['kind'] | undefined;
      readonly verdict?: DraftReviewView['verdict'] | undefined;
    },
  ): Promise<PageView<DraftReviewView>>;
  /** Gives one review to many drafts, each with its own outcome. */
  giveReviews(actor: Actor, input: ReviewsInput): Promise<readonly ItemResult[]>;
  /** Everything that waits for an officer here, kind by kind, the oldest first. */
  listQueue(
    page: PageQuery & {
      readonly kind?: QueueItem['kind'] | undefined;
      /** Only what an officer of this role may approve. */
      readonly role?: OfficerRole | undefined;
    },
  ): Promise<PageView<QueueItem>>;
  /** One item; an act of two officers also after it is over. */
  showQueueItem(id: string): Promise<QueueItem | HeldActView>;
  /** Does what the item waits for, by the rules of that act. */
  approveQueueItem(actor: Actor, id: string, input: QueueApproval): Promise<QueueAnswer | Held>;
  refuseQueueItem(actor: Actor, id: string, input: QueueRefusal): Promise<QueueAnswer>;
}
