import type { GrantRequest, LicenceTerms } from '../model/index.js';
import { findDifference } from './difference.js';
import type { Excess } from './use-scope.js';

/** Price of a licence. */
export type LicencePrice = NonNullable<LicenceTerms['price']>;

/** Whether the price of a licence is found by the two sides, not listed. */
export function isNegotiated({ price }: Pick<LicenceTerms, 'price'>): boolean {
  return price?.model === 'NEGOTIATED';
}

/**
 * Returns what is wrong with a price in place of the listed one, or undefined. A listed price is pinned; a negotiated one
 * keeps the currency and the commission and tax lines that the listing states. [GRT-19]
 * @param path path of the price in its document
 */
export function findPriceFault(
  price: LicencePrice,
  listed: LicencePrice | undefined,
  path: string,
): Excess | undefined {
  if (listed?.model !== 'NEGOTIATED') {
    const difference = findDifference(price, listed, path);
    return difference === undefined ? undefined : { path: difference, why: 'differs from the listed price' };
  }
  const { currency } = listed;
  if (currency !== '' && price.model !== 'FREE' && price.currency !== currency) {
    return { path: `${path}.currency`, why: `is ${price.currency}, the listing negotiates in ${currency}` };
  }
  const line = findDifference(price.lines, listed.lines, `${path}.lines`);
  return line === undefined ? undefined : { path: line, why: 'differs from the lines of the listing' };
}

/** Whether an offered price is what the request asked for: the listed one, or the one that it names. [GRT-19] */
export function isPriceAsAsked(price: LicencePrice | undefined, request: GrantRequest, listed: LicenceTerms): boolean {
  const asked = request.offeredPrice ?? (isNegotiated(listed) ? undefined : listed.price);
  return asked !== undefined && findDifference(price, asked, 'price') === undefined;
}
