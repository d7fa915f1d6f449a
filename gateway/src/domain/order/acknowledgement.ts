import type { ReceiptFact } from '@selat/sdk/lifecycle';
import type { DigestHex, ExchangeId, Instant } from '@selat/sdk/model';
import { findAgreementInForce } from '../agreement/load-agreement.js';
import type { Deps } from '../ports.js';
import type { OrderRow } from '../rows-orders.js';

/** What one peer has said to an own order. [ORD-9] */
export interface Acknowledgement {
  readonly peer: ExchangeId;
  readonly state: 'waiting' | 'accepted' | 'refused';
  /** When the peer answered. */
  readonly at?: Instant;
  /** Why it refused. */
  readonly reason?: string;
  /** Until when it should answer; present while it has not and an agreement with it is in force. */
  readonly dueBy?: Instant;
  /** Refused, or silent past `dueBy`: an officer must look. */
  readonly isRaised: boolean;
}

/** An own order that a peer has refused, or left without an answer for too long. */
export interface RaisedOrder extends Acknowledgement {
  readonly order: OrderRow;
}

/** What reading acknowledgements takes. */
export type AnswerReads = Pick<Deps, 'reader' | 'clock' | 'orderAlarmMs'> & {
  readonly self: Pick<Deps['self'], 'exchange'>;
};

/** A peer that gets orders, and how long it has to acknowledge one. */
export interface OrderPeer {
  readonly exchange: ExchangeId;
  /**
   * Absent while no agreement with it is in force: then every grant of the pair is suspended, and nothing can be delivered.
   */
  readonly inForce?: { readonly since: Instant; readonly allowedMs: number };
}

/** Every peer that orders are sent to. */
export async function loadOrderPeers(deps: AnswerReads): Promise<readonly OrderPeer[]> {
  const peers = (await deps.reader.listPeers()).filter(({ agreement_digest: agreed }) => agreed !== null);
  return Promise.all(
    peers.map(async ({ exchange }): Promise<OrderPeer> => {
      const agreed = await findAgreementInForce(deps, exchange);
      if (agreed === undefined) return { exchange };
      const agreedMs = agreed.agreement.deadlines.orderAcknowledgementS * 1_000;
      const allowedMs = Math.min(deps.orderAlarmMs ?? agreedMs, agreedMs);
      return { exchange, inForce: { since: agreed.state.formedAt ?? 0, allowedMs } };
    }),
  );
}

/** Who got an order, and what was answered to it and to others. */
export interface OrderAnswers {
  readonly peers: readonly OrderPeer[];
  readonly receipts: readonly ReceiptFact[];
}

/** Peers that an own order was sent to, and their answers; none for an order of another exchange. */
export function acknowledgementsOf(
  { self, clock }: AnswerReads,
  order: OrderRow,
  { peers, receipts }: OrderAnswers,
): readonly Acknowledgement[] {
  if (order.home !== self.exchange) return [];
  const own = receipts.filter(({ documentDigest }) => documentDigest === order.digest);
  return peers.map((peer) => answerOf(order, own, peer, clock()));
}

function answerOf(
  { created_ms: created }: OrderRow,
  receipts: readonly ReceiptFact[],
  { exchange: peer, inForce }: OrderPeer,
  now: Instant,
): Acknowledgement {
  const answers = receipts.filter(({ issuer }) => issuer === peer);
  const answer = answers.find(({ verdict }) => verdict === 'ACCEPTED') ?? answers[0];
  if (answer === undefined) {
    if (inForce === undefined) return { peer, state: 'waiting', isRaised: false };
    // An order that is older than the agreement was sent when that was formed.
    const dueBy = Math.max(created, inForce.since) + inForce.allowedMs;
    return { peer, state: 'waiting', dueBy, isRaised: now > dueBy };
  }
  const { verdict, time: at, reason } = answer;
  if (verdict === 'ACCEPTED') return { peer, state: 'accepted', at, isRaised: false };
  return { peer, state: 'refused', at, isRaised: true, ...(reason === undefined ? {} : { reason }) };
}

/** The answers to one order as of now. */
export async function loadAcknowledgements(deps: AnswerReads, order: OrderRow): Promise<readonly Acknowledgement[]> {
  const receipts = await deps.reader.listReceipts([order.digest]);
  return acknowledgementsOf(deps, order, { peers: await loadOrderPeers(deps), receipts });
}

/** Standing own orders that some peer has not acknowledged in time, the oldest first. [ORD-9] */
export async function raisedOrders(deps: AnswerReads): Promise<readonly RaisedOrder[]> {
  const standing = await deps.reader.listStandingOrders(deps.self.exchange);
  if (standing.length === 0) return [];
  const digests: DigestHex[] = standing.map(({ digest }) => digest);
  const answers = { peers: await loadOrderPeers(deps), receipts: await deps.reader.listReceipts(digests) };
  return standing.flatMap((order) =>
    acknowledgementsOf(deps, order, answers).flatMap((answer) => (answer.isRaised ? [{ ...answer, order }] : [])),
  );
}
