import type { Flow } from '@selat/sdk/lifecycle';
import {
  type DigestHex,
  type ExchangeId,
  exchangeOf,
  type Listing,
  type PartyId,
  type UseScope,
} from '@selat/sdk/model';
import type { Reader, Self } from '../ports.js';
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
export async function toFlow(
  { reader, self }: { readonly reader: Reader; readonly self: Self },
  { named }: Pick<LoadedOrders, 'named'>,
  { listing: { product }, consumer, scope, ids }: FlowParts,
): Promise<Flow> {
  const same = [...named].flatMap(([digest, flow]) =>
    flow.product === product.id && flow.consumer === consumer ? [digest] : [],
  );
  const exchanges = [exchangeOf(product.id), exchangeOf(consumer)];
  const laws = await Promise.all(exchanges.map((exchange) => findJurisdiction(reader, self, exchange)));
  return {
    ids: new Set([...ids, ...same]),
    product: product.id,
    participants: [product.provider, consumer],
    categories: product.subjects.map(({ code }) => code),
    jurisdictions: new Set([
      ...laws.flatMap((law) => (law === undefined ? [] : [law])),
      ...product.originJurisdictions,
      product.storagePlace,
      ...scope.processingPlaces,
      ...scope.onward.map(({ country }) => country),
    ]),
  };
}

/** Whose law an exchange is under; undefined for one that is unknown here. */
export async function findJurisdiction(reader: Reader, self: Self, exchange: ExchangeId): Promise<string | undefined> {
  return exchange === self.exchange ? self.jurisdiction : (await reader.findPeer(exchange))?.jurisdiction;
}
