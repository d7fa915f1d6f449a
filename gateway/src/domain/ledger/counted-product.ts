import type { Listing } from '@selat/sdk/model';

/** The law whose facts have counts of a year: Order 16 Arts 5, 7 and 8. Data that start elsewhere are not counted under it. */
export const COUNTED_UNDER = 'CN';

/** Whether an offer of the product may have to count persons. */
export function isCounted({ product }: Pick<Listing, 'product'>): boolean {
  return product.personalData?.personal !== 'no' && product.storagePlace === COUNTED_UNDER;
}
