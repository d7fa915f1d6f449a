/** The form of the section `orders`, with what to write where a key is wrong. */
import { z } from 'zod';

/** How this exchange follows orders of regulators up. */
export interface OrdersConfig {
  /** Minutes after which a missing acknowledgement is raised, 1 to 1,440; absent, or more than the agreement says = the agreement's. */
  readonly acknowledgementMinutes?: number;
}

const MINUTES = 'is not a whole number from 1 to 1440';

export const ordersSchema = z
  .strictObject({ acknowledgementMinutes: z.int(MINUTES).min(1, 'is below 1').max(1_440, 'is above 1440').optional() })
  .prefault({})
  .transform(
    ({ acknowledgementMinutes }): OrdersConfig =>
      acknowledgementMinutes === undefined ? {} : { acknowledgementMinutes },
  );

export const ORDERS_FIXES = {
  orders: 'state acknowledgementMinutes, or remove the key',
  'orders.acknowledgementMinutes':
    'write the minutes after which a peer that has not acknowledged an order is raised, 1 to 1440, or remove the key',
} as const;
