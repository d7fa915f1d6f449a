import { SelatError } from '@selat/sdk/errors';
import { findOrderHolds } from '@selat/sdk/lifecycle';
import { exchangeOf } from '@selat/sdk/model';
import type { Deps } from '../ports.js';
import { type FlowParts, toFlow } from './flow.js';
import { loadOrders } from './load-orders.js';

/**
 * A flow that an order binds is neither asked for nor granted anew, by either side. [ORD-7]
 * @param what completes "cannot ..."
 * @throws SelatError ORDER_IN_FORCE, which names the order
 */
export async function requireNotHalted(deps: Deps, parts: FlowParts, what: string): Promise<void> {
  const orders = await loadOrders(deps);
  if (orders === undefined) return;
  const flow = toFlow(orders, parts);
  const provider = exchangeOf(parts.listing.id);
  const pair = { provider, consumer: exchangeOf(parts.consumer), orders: { ...orders, flow }, now: deps.clock() };
  const [hold] = findOrderHolds(pair);
  if (hold === undefined) return;
  const facts = {
    order: `sha256:${hold.digest}`,
    kind: hold.reason,
    authority: hold.authority,
    reference: hold.reference,
    legalBasis: hold.legalBasis.join('; '),
  };
  const why = `${facts.kind} ${facts.reference} of ${facts.authority} (${facts.legalBasis}), order ${facts.order}, binds the flow`;
  throw new SelatError('ORDER_IN_FORCE', `cannot ${what}: ${why}`, facts);
}
