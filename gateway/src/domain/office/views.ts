/** What officers are shown of the work of the back office. */
import type { PriceInput } from '../grant/view-types.js';

/** An act that waits, or waited, for a second officer. */
export interface HeldActView {
  readonly id: string;
  /** Name of the act, such as `grant.offer`. */
  readonly act: string;
  readonly about: string;
  /** Arguments of the act, exactly as the first officer gave them. */
  readonly input: readonly unknown[];
  /** Who asked for it. */
  readonly officer: string;
  readonly since: number;
  readonly until: number;
  readonly state: 'waiting' | 'done' | 'refused' | 'withdrawn' | 'expired';
  /** Active officers who may approve it now; empty once it waits no more. */
  readonly mayApprove: readonly string[];
  /** Who approved, refused or withdrew it, and when. */
  readonly secondOfficer?: string;
  readonly decidedAt?: number;
  readonly note?: string;
  /** What another officer types. */
  readonly next?: { readonly approve: string; readonly refuse: string };
}

/** The answer of a verb that did nothing yet: HTTP 202. [BOF-2] */
export class Held {
  readonly waiting: HeldActView;

  constructor(waiting: HeldActView) {
    this.waiting = waiting;
  }
}

/** One review of the content of a draft or listing. */
export interface ReviewView {
  readonly kind: 'legal' | 'technical' | 'compliance';
  /** `OPEN`: required and not given for this content. */
  readonly verdict: 'APPROVED' | 'REJECTED' | 'OPEN';
  readonly officer?: string;
  readonly at?: number;
  readonly note?: string;
  /** A review of this kind was given for an earlier content. */
  readonly isVoided?: boolean;
}

/** One review of one draft, given or open. */
export interface DraftReviewView extends ReviewView {
  readonly draft: string;
  /** `sha256:<hex>` of the content that it is about. */
  readonly contentDigest: string;
  /** Officer who stored the draft. */
  readonly storedBy: string;
  readonly storedAt: number;
}

/** A draft as its reviewers read it. */
export interface DraftDetail {
  readonly id: string;
  readonly source: string;
  /** `draft` or `published`. */
  readonly state: string;
  readonly officer: string;
  readonly createdAt: number;
  readonly contentDigest: string;
  readonly reviews: readonly ReviewView[];
  /** The listing in the JSON mapping of protobuf. */
  readonly listing: unknown;
}

export interface ReviewsInput {
  readonly drafts: readonly { readonly id: string; readonly digest?: string | undefined }[];
  readonly kind: 'legal' | 'technical' | 'compliance';
  readonly verdict: 'APPROVED' | 'REJECTED';
  readonly note?: string | undefined;
}

/** One thing that waits for an officer. */
export interface QueueItem {
  readonly kind: 'second-approval' | 'grant-request' | 'grant-offer' | 'participant' | 'review' | 'agreement' | 'order';
  readonly id: string;
  /** What it is about, in one line. */
  readonly about: string;
  /** Absent where nobody wrote it down. */
  readonly since?: number;
  /** Roles of which one may approve it, or sees to it. */
  readonly roles: readonly string[];
  /** What an officer types; what ends elsewhere is neither approved nor refused. */
  readonly next: { readonly show: string; readonly approve?: string; readonly refuse?: string };
}

/** What `queue approve` needs besides the id, for the kinds that ask for it. */
export interface QueueApproval {
  readonly note?: string | undefined;
  readonly waitMs: number;
  /** How a participant was identified, and on which day. */
  readonly method?: string | undefined;
  readonly checkedOn?: string | undefined;
  /** Price of the grant, where it is negotiated and not the one that was asked for. */
  readonly price?: PriceInput | undefined;
}

export interface QueueRefusal {
  readonly reason?: string | undefined;
  readonly needs: readonly (readonly string[])[];
  readonly note?: string | undefined;
}

/** What became of an item. */
export interface QueueAnswer {
  readonly kind: QueueItem['kind'];
  readonly id: string;
  readonly outcome: 'approved' | 'refused';
  /** What the act behind it answered. */
  readonly result?: unknown;
}
