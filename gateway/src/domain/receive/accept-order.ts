import { exchangeOf, type RegulatoryOrder } from '@selat/sdk/model';
import { checkOrder, orderRow } from '../order/check-order.js';
import { ORDERS } from '../order/load-orders.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

/**
 * An order of a regulator: once accepted it binds every flow in its scope by the fold, and the receipt acknowledges it.
 * Whoever brings it, it stands on the signature of its authority or of the exchange that transcribed it. [ORD-1] [ORD-4]
 */
export async function acceptOrder(deps: Deps, { parsed, digest, now }: Received<RegulatoryOrder>): Promise<Effect> {
  await checkOrder(deps, parsed);
  return {
    rows: [orderRow(digest, parsed, now)],
    evidence: [{ subject: ORDERS, digest, by: exchangeOf(parsed.head.issuer) }],
  };
}
