import type { Act, OrderAct, OrderEvidence } from '@selat/sdk/lifecycle';
import type { DigestHex, ExchangeId, PartyId } from '@selat/sdk/model';
import { loadActs } from '../acts/load-acts.js';
import { doubtsOf } from '../keys/signature-doubts.js';
import type { Reader, Self } from '../ports.js';

/** Subject under which every order is filed. */
export const ORDERS = 'orders';

/** What a grant that an order names is about. */
export interface NamedFlow {
  readonly product: PartyId;
  readonly consumer: PartyId;
}

/** Every order known here. */
export interface LoadedOrders extends Omit<OrderEvidence, 'flow'> {
  /** The grants that selectors of kind FLOW name, where they are known here. */
  readonly named: ReadonlyMap<DigestHex, NamedFlow>;
  /** Whose law each known exchange is under, this one included. */
  readonly laws: Laws;
}

export type Laws = ReadonlyMap<ExchangeId, string>;

/** What loading orders takes. */
export interface OrderReads {
  readonly reader: Reader;
  readonly self: Pick<Self, 'exchange' | 'jurisdiction'>;
}

export async function loadLaws({ reader, self }: OrderReads): Promise<Laws> {
  const peers = await reader.listPeers();
  return new Map([...peers, self].map(({ exchange, jurisdiction }) => [exchange, jurisdiction]));
}

/** Loads what decides whether flows are bound; undefined where there was never an order. */
export async function loadOrders(reads: OrderReads): Promise<LoadedOrders | undefined> {
  const { reader } = reads;
  const { acts, evidence, receipts } = await loadActs(reader, ORDERS);
  const orders = acts.filter(isOrder);
  if (orders.length === 0) return undefined;
  const doubts = doubtsOf(evidence, await reader.listCompromisedKeys());
  return { acts: orders, receipts, doubts, named: await loadNamed(reader, orders), laws: await loadLaws(reads) };
}

function isOrder(act: Act): act is OrderAct {
  return act.document.type === 'selat.v1.RegulatoryOrder';
}

async function loadNamed(reader: Reader, orders: readonly OrderAct[]): Promise<ReadonlyMap<DigestHex, NamedFlow>> {
  const scopes = orders.flatMap(({ document }) => document.scopes);
  const named = new Map<DigestHex, NamedFlow>();
  for (const digest of new Set(scopes.flatMap((scope) => (scope.kind === 'FLOW' ? [scope.digest] : [])))) {
    const row = await reader.findGrant(digest);
    const listing = row === undefined ? undefined : await reader.findListing(row.listing_id);
    if (row !== undefined && listing !== undefined) {
      named.set(digest, { product: listing.product, consumer: row.consumer });
    }
  }
  return named;
}
