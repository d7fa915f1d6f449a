import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { Page, PageRequest } from '../ports.js';
import type { OrderRow } from '../rows-orders.js';

/** Reads of the store about orders of regulators. */
export interface OrderReader {
  findOrder(digest: DigestHex): Promise<OrderRow | undefined>;
  /** Newest first. */
  listOrders(page: PageRequest): Promise<Page<OrderRow>>;
  /** Orders of one exchange that no RESUME has ended as a whole, oldest first. */
  listStandingOrders(home: ExchangeId): Promise<readonly OrderRow[]>;
}
