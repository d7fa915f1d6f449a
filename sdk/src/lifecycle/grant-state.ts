import type {
  DigestHex,
  ExchangeId,
  Grant,
  GrantEnd,
  GrantRefusal,
  GrantRequest,
  GrantResumption,
  GrantRevocation,
  GrantSuspension,
  GrantWithdrawal,
  Instant,
  OfferWithdrawal,
  RefusalNeed,
} from '../model/index.js';
import type { Act, PendingAct, ReceiptFact } from './acts.js';
import type { DecisionFacts } from './decision-state.js';
import type { SignatureDoubt } from './grant-contested.js';
import type { OrderEvidence, OrderHold } from './order-state.js';

/** Time that a countersignature made before the deadline may be on its way, milliseconds. [GRT-6] */
export const ARRIVAL_GRACE_MS = 60_000;

/** Where a grant is in its life. Access is served only while it is `active`. [GRT-7] */
export type GrantStateName =
  | 'requested'
  | 'refused'
  | 'withdrawn'
  | 'offered'
  | 'declined'
  | 'lapsed'
  | 'active'
  | 'suspended'
  | 'ended';

/** Why a grant ended, the stronger first: the order decides ties. [GRT-11] */
export const END_CAUSES = ['revoked', 'superseded', 'completed', 'exhausted', 'expired'] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** Documents that the fold of a grant reads. */
export type GrantDocument =
  | GrantRequest
  | GrantWithdrawal
  | Grant
  | OfferWithdrawal
  | GrantRefusal
  | GrantSuspension
  | GrantResumption
  | GrantRevocation
  | GrantEnd;

/** One accepted document of the pair. */
export type GrantAct = Act<GrantDocument>;

/** What the fold must know of the agreement that the grant pins. */
export interface AgreementFacts {
  /** Whether it, or an agreement that superseded it, is in force. */
  readonly isInForce: boolean;
}

/** Everything known to one side: any order, any repetition, also what concerns other grants of the pair. */
export interface GrantEvidence {
  /** Document digest of the request or of the grant. */
  readonly id: DigestHex;
  readonly acts: readonly GrantAct[];
  readonly receipts: readonly ReceiptFact[];
  /** Absent = no agreement is in force. */
  readonly agreement?: AgreementFacts;
  /** Orders of regulators, and what decides whether they bind the flow; absent = there are none. */
  readonly orders?: OrderEvidence;
  /** Signatures among the acts by keys that were lost; absent = none. */
  readonly doubts?: readonly SignatureDoubt[];
  /** Decisions that the grant and resumptions pin; absent = none is known. */
  readonly decisions?: DecisionFacts;
  readonly now: Instant;
}

/** What keeps a formed grant from being served. */
export type Hold =
  /** A GrantSuspension that its author has not resumed. */
  | { readonly kind: 'act'; readonly digest: DigestHex; readonly by: ExchangeId; readonly reason: string }
  /** An order of a regulator that no RESUME of the same authority has ended. [ORD-1] */
  | OrderHold
  /** Follows from facts and closes by itself. */
  | {
      readonly kind: 'computed';
      readonly reason: 'AGREEMENT_NOT_IN_FORCE' | 'NOT_STARTED' | 'KEY_COMPROMISED' | 'DECISION_EXPIRED';
    };

/** The state of one grant at one instant, as both sides compute it. */
export interface GrantState {
  readonly state: GrantStateName;
  /** Grant digest; before an offer the request digest. [GRT-1] */
  readonly id: DigestHex;
  readonly requestDigest: DigestHex;
  readonly provider: ExchangeId;
  readonly consumer: ExchangeId;
  /** The request, where it is among the documents. */
  readonly request?: GrantRequest;
  /** The offer or grant. */
  readonly grant?: Grant;
  /**
   * `ended`: an EndCause. `refused`, `declined`: code of the refusal or reason of the refusing receipt. `withdrawn`,
   * `declined` by a newer request: REPLACED, COUNTERED. `lapsed`: reason of the receipt that refused the countersignature.
   */
  readonly reason?: string;
  /** What would cure a refusal; all apply. */
  readonly needs: readonly RefusalNeed[];
  /** Exchanges whose signatures the Grant carries. */
  readonly signers: readonly ExchangeId[];
  /** Log time of the countersignature; present exactly where the grant is formed. */
  readonly formedAt?: Instant;
  /** Earliest end known now: expiry, or an earlier act; present exactly where the grant is formed. */
  readonly endsAt?: Instant;
  /** The grant that took or will take the place of this one: the earliest formed that names it. [GRT-15] */
  readonly successor?: DigestHex;
  /** A request past `answerBy` without an answer. */
  readonly isOverdue: boolean;
  /** Empty before formation. */
  readonly holds: readonly Hold[];
  readonly pending: readonly PendingAct[];
  /** Acts that were logged when a key that signed them was already lost; they have no effect. [IDN-6] */
  readonly contested: readonly DigestHex[];
  /** Other Grants for the same request: proof of equivocation. [GRT-5] */
  readonly rivals: readonly DigestHex[];
}
