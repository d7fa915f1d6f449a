/** What officers give and get about orders of regulators. Digests are `sha256:<hex>`, instants integer milliseconds. */
import type { JwsJson } from '@selat/sdk/document';
import type { OrderScopeKind } from '@selat/sdk/model';
import type { OrderInput } from './issue-order.js';

/** An order to transcribe; digests inside as `sha256:<hex>`. */
export interface OrderDraft extends Omit<OrderInput, 'kind' | 'resumes'> {
  readonly kind: 'HALT' | 'RECTIFY' | 'RECALL';
}

/** The end of an order, by a RESUME of its authority. */
export interface ResumeDraft
  extends Pick<OrderInput, 'legalBasis' | 'reference' | 'original' | 'effectiveAt' | 'receivedOn'> {
  /** Absent = everything that the order binds. */
  readonly scopes?: OrderInput['scopes'] | undefined;
}

export interface OrderView {
  /** Document digest. */
  readonly id: string;
  readonly kind: string;
  /**
   * `pending`: its time has not come; `in-force`; `lifted`: a RESUME of the whole is accepted here and answered by every
   * peer; `lifting`: some peer has not answered it; `partly-lifted`; `done` for a RESUME.
   */
  readonly state: 'pending' | 'in-force' | 'lifting' | 'lifted' | 'partly-lifted' | 'done';
  /** Exchange of the jurisdiction that ordered. */
  readonly by: string;
  readonly authority: string;
  /** `authority` where it signed itself, else `transcribed`. */
  readonly signedBy: 'authority' | 'transcribed';
  readonly legalBasis: readonly string[];
  readonly reference: string;
  readonly measure?: string;
  readonly scopes: readonly {
    readonly jurisdiction: string;
    readonly kind: OrderScopeKind;
    readonly digest?: string;
    /** What it selects, where the order was transcribed here. */
    readonly value?: string;
  }[];
  readonly effectiveAt: number;
  /** When this exchange signed or accepted it. */
  readonly at: number;
  /** Last instant of the deletion, in a RECALL. */
  readonly deleteBy?: number;
  readonly rectifyBy?: number;
  /** Whether that instant has passed and the order stands; of a RECALL, while a deletion is not proven. */
  readonly isOverdue: boolean;
  readonly resumes?: string;
  /** Digests of the RESUMEs that name it. */
  readonly resumedBy: readonly string[];
  /** Answers of peers to an own order; empty for those of peers, which this exchange has acknowledged. */
  readonly acknowledgements: readonly AcknowledgementView[];
}

export interface AcknowledgementView {
  readonly peer: string;
  readonly state: 'waiting' | 'accepted' | 'refused';
  readonly at?: number;
  readonly reason?: string;
  readonly dueBy?: number;
  /** Refused, or silent past `dueBy`. */
  readonly isRaised: boolean;
}

export interface OrderDetail extends OrderView {
  readonly document: JwsJson;
  /** Salt of the digest of the original, hex, where it was transcribed here. */
  readonly originalSalt?: string;
  /** Ids of the grants here that it holds. */
  readonly grants: readonly string[];
  /** What a RECALL asks to be deleted, one for each of them. */
  readonly deletions: readonly DeletionView[];
}

/** The deletion of what was supplied under one grant. */
export interface DeletionView {
  /** Document digest of the RECALL. */
  readonly order: string;
  readonly grant: string;
  /** Exchange of the consumer, where what was supplied lies. */
  readonly by: string;
  readonly dueBy: number;
  /** Attestation DESTROY that proves it; absent = none yet. */
  readonly proof?: string;
  readonly isOverdue: boolean;
}
