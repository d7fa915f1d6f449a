import type { Flow } from '@selat/sdk/lifecycle';
import { type DigestHex, exchangeOf, type Listing, type PartyId, type UseScope } from '@selat/sdk/model';
import type { LoadedOrders } from './load-orders.js';

/** A grant or request, as far as an order may select it. */
export interface FlowParts {
  readonly listing: Listing;
  readonly consumer: PartyId;
  readonly scope: Pick<UseScope, 'processingPlaces' | 'onward'>;
  /** Digests of the request and of the grant, as far as there are any. */
  readonly ids: readonly DigestHex[];
}

/** Which orders may bind, and whose law the flow touches. [ORD-3] */
export function toFlow(
  { named, laws }: Pick<LoadedOrders, 'named' | 'laws'>,
  { listing: { product }, consumer, scope, ids }: FlowParts,
): Flow {
  const same = [...named].flatMap(([digest, flow]) =>
    flow.product === product.id && flow.consumer === consumer ? [digest] : [],
  );
  const exchanges = [exchangeOf(product.id), exchangeOf(consumer)];
  return {
    ids: new Set([...ids, ...same]),
    product: product.id,
    participants: [product.provider, consumer],
    categories: product.subjects.map(({ code }) => code),
    jurisdictions: new Set([
      ...exchanges.flatMap((exchange) => laws.get(exchange) ?? []),
      ...product.originJurisdictions,
      product.storagePlace,
      ...scope.processingPlaces,
      ...scope.onward.map(({ country }) => country),
    ]),
  };
}
