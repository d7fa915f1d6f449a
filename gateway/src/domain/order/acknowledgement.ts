import type { DigestHex, ExchangeId, Instant } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { findAgreementInForce } from '../agreement/load-agreement.js';
import type { Deps, EvidenceReceipt } from '../ports.js';
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
  readonly order: DigestHex;
  readonly kind: OrderRow['kind'];
}

type Reads = Pick<Deps, 'reader' | 'clock' | 'orderAlarmMs'> & { readonly self: Pick<Deps['self'], 'exchange'> };

/** Peers that an own order was sent to, and their answers. */
export async function acknowledgementsOf(
  deps: Reads,
  order: OrderRow,
  given?: readonly EvidenceReceipt[],
): Promise<readonly Acknowledgement[]> {
  const { reader, self } = deps;
  if (order.home !== self.exchange) return [];
  const receipts = given ?? (await reader.listReceipts([order.digest]));
  const peers = (await reader.listPeers()).filter(({ agreement_digest: agreed }) => agreed !== null);
  return Promise.all(peers.map(({ exchange }) => answerOf(deps, order, receipts, exchange)));
}

async function answerOf(
  deps: Reads,
  { digest, created_ms: created }: OrderRow,
  receipts: readonly EvidenceReceipt[],
  peer: ExchangeId,
): Promise<Acknowledgement> {
  const answers = receipts.filter(({ issuer, documentDigest }) => issuer === peer && documentDigest === digest);
  const answer = answers.find(({ verdict }) => verdict === 'ACCEPTED') ?? answers[0];
  if (answer === undefined) {
    const dueBy = await dueAt(deps, peer, created);
    const isRaised = dueBy !== undefined && deps.clock() > dueBy;
    return { peer, state: 'waiting', isRaised, ...(dueBy === undefined ? {} : { dueBy }) };
  }
  const { verdict, time: at, reason } = answer;
  if (verdict === 'ACCEPTED') return { peer, state: 'accepted', at, isRaised: false };
  return { peer, state: 'refused', at, isRaised: true, ...(reason === undefined ? {} : { reason }) };
}

/** Where no agreement is in force every grant of the pair is suspended, and nothing can be delivered. */
async function dueAt(deps: Reads, peer: ExchangeId, created: Instant): Promise<Instant | undefined> {
  const inForce = await findAgreementInForce(deps, peer);
  if (inForce === undefined) return undefined;
  const agreedMs = inForce.agreement.deadlines.orderAcknowledgementS * 1_000;
  // An order that is older than the agreement was sent when that was formed.
  return Math.max(created, inForce.state.formedAt ?? 0) + Math.min(deps.orderAlarmMs ?? agreedMs, agreedMs);
}

/** A standing order whose deadline has passed. */
export interface OverdueOrder {
  readonly order: DigestHex;
  readonly kind: OrderRow['kind'];
  readonly dueBy: Instant;
}

/** Standing orders, own and of peers, past the deadline of their deletion or rectification. [ORD-5] */
export async function overdueOrders({ reader, self, clock }: Reads): Promise<readonly OverdueOrder[]> {
  const homes = [self.exchange, ...(await reader.listPeers()).map(({ exchange }) => exchange)];
  const overdue: OverdueOrder[] = [];
  for (const home of homes) {
    for (const { digest, kind } of await reader.listStandingOrders(home)) {
      const stored = await reader.findDocument(digest);
      const order = stored === undefined ? undefined : parseStored(stored);
      const dueBy = order?.type === 'selat.v1.RegulatoryOrder' ? (order.deleteBy ?? order.rectifyBy) : undefined;
      if (dueBy !== undefined && clock() > dueBy) overdue.push({ order: digest, kind, dueBy });
    }
  }
  return overdue;
}

/** Standing own orders that some peer has not acknowledged in time, the oldest first. [ORD-9] */
export async function raisedOrders(deps: Reads): Promise<readonly RaisedOrder[]> {
  const raised: RaisedOrder[] = [];
  for (const row of await deps.reader.listStandingOrders(deps.self.exchange)) {
    for (const answer of await acknowledgementsOf(deps, row)) {
      if (answer.isRaised) raised.push({ ...answer, order: row.digest, kind: row.kind });
    }
  }
  return raised;
}
