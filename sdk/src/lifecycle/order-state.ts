/** What the folds read of orders of regulators. Rules: docs/spec/orders.md. */
import type { DigestHex, ExchangeId, Instant, OrderKind, PartyId, RegulatoryOrder } from '../model/index.js';
import type { Act, ReceiptFact } from './acts.js';
import type { SignatureDoubt } from './grant-contested.js';
import type { Flow } from './order-scope.js';

/** One accepted order. */
export type OrderAct = Act<RegulatoryOrder>;

/** Every order known to one side, in any order, with the flow that they may bind. */
export interface OrderEvidence {
  readonly acts: readonly OrderAct[];
  /** Receipts over the orders. */
  readonly receipts: readonly ReceiptFact[];
  /** Signatures among the orders by keys that were lost; absent = none. */
  readonly doubts?: readonly SignatureDoubt[];
  readonly flow: Flow;
}

/** An order that binds a flow now. */
export interface OrderHold {
  readonly kind: 'order';
  /** Document digest of the order, which a RESUME names. */
  readonly digest: DigestHex;
  /** Exchange of the jurisdiction that ordered. */
  readonly by: ExchangeId;
  /** HALT, RECTIFY or RECALL. */
  readonly reason: Exclude<OrderKind, 'RESUME'>;
  readonly authority: PartyId;
  readonly legalBasis: readonly string[];
  readonly reference: string;
  /** `issued_at_ms` of the order. */
  readonly orderedAt: Instant;
  /** Last instant of the deletion; exactly in a RECALL. */
  readonly deleteBy?: Instant;
  /** Whether the other exchange of the flow has acknowledged it by its receipt. */
  readonly isAcknowledged: boolean;
}
