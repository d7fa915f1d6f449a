import { type ExchangeId, exchangeOf, type Instant, type RegulatoryOrder } from '../model/index.js';
import { actsOf, effectOf, Receipts } from './acts.js';
import { isBound } from './order-scope.js';
import type { OrderAct, OrderEvidence, OrderHold } from './order-state.js';

/** The two exchanges between which a flow runs, and the orders that may bind it. */
export interface OrderPair {
  readonly provider: ExchangeId;
  readonly consumer: ExchangeId;
  readonly orders?: OrderEvidence;
  readonly now: Instant;
}

/**
 * The orders that bind the flow of a pair now, in the order of their digests. An order binds on the word of its authority,
 * whoever has received it; its RESUME counts from the receipt of the other exchange. [ORD-1] [ORD-6]
 */
export function findOrderHolds(pair: OrderPair): readonly OrderHold[] {
  const { orders, now } = pair;
  if (orders === undefined) return [];
  const acts = actsOf(orders.acts, 'selat.v1.RegulatoryOrder');
  const receipts = new Receipts(orders.receipts);
  const resumes = acts.filter((act) => isLogged(pair, orders, act, receipts));
  return acts.flatMap(({ digest, document }): OrderHold[] => {
    const { head, kind, effectiveAt, scopes, authority, legalBasis, reference, deleteBy } = document;
    // What is ordered for at once counts at once, also where the other side's clock is ahead.
    const { isReached } = effectOf(head.issuedAt, effectiveAt, now);
    if (kind === 'RESUME' || !isReached || !isBound(scopes, orders.flow)) return [];
    if (resumes.some((resume) => mayLift(document, resume.document) && resume.document.resumes === digest)) return [];
    const by = exchangeOf(head.issuer);
    const other = counterparty(pair, by);
    const isAcknowledged = other === undefined || receipts.findLogTime(digest, other) !== undefined;
    const stated = { authority, legalBasis, reference, orderedAt: head.issuedAt };
    const due = deleteBy === undefined ? {} : { deleteBy };
    return [{ kind: 'order', digest, by, reason: kind, ...stated, ...due, isAcknowledged }];
  });
}

/** A RESUME that counts for the flow by now: selected, logged by the other exchange, in effect, and not contested. */
function isLogged(pair: OrderPair, orders: OrderEvidence, act: OrderAct, receipts: Receipts): boolean {
  const { kind, scopes, head, effectiveAt } = act.document;
  if (kind !== 'RESUME' || (scopes.length > 0 && !isBound(scopes, orders.flow))) return false;
  const answerer = counterparty(pair, exchangeOf(head.issuer));
  // Of an exchange that is no side of the flow, each side has the word alone: what it has accepted counts.
  const logTime = answerer === undefined ? head.issuedAt : receipts.findLogTime(act.digest, answerer);
  if (logTime === undefined) return false;
  const isContested = orders.doubts?.some(({ document, since }) => document === act.digest && logTime >= since);
  return isContested !== true && effectOf(logTime, effectiveAt, pair.now).isReached;
}

function counterparty({ provider, consumer }: OrderPair, exchange: ExchangeId): ExchangeId | undefined {
  if (exchange === provider) return consumer;
  return exchange === consumer ? provider : undefined;
}

/**
 * Whether a RESUME may end an order: it is of the same authority, and what an authority signed itself only its own
 * signature ends. [ORD-6]
 */
export function mayLift(order: RegulatoryOrder, resume: RegulatoryOrder): boolean {
  const isSame = order.kind !== 'RESUME' && resume.kind === 'RESUME' && order.authority === resume.authority;
  return isSame && (resume.isSignedByAuthority || !order.isSignedByAuthority);
}
