/** The price of a record in the place of a template's. [IMP-13] */
import { type LicenceTerms, Price } from '@selat/proto/selat/v1/terms.js';
import { type ListingPart, listingPath, PRICE_OF_TERMS, type Provenance } from './record.js';
import type { TermsEntry } from './terms-file.js';

type StatedPrice = ListingPart['price'];
type PriceInput = Parameters<typeof Price.fromPartial>[0];

/**
 * The licences with the price that a layer states. A catalogue has the price and not what the exchange and the tax office take
 * of it, so the template's lines stay, except where nothing is paid.
 */
export function withPrice(entries: readonly TermsEntry[], stated: StatedPrice): LicenceTerms[] {
  return entries.map(({ terms }) => {
    if (stated === undefined || stated === PRICE_OF_TERMS) return terms;
    const lines = stated['model'] === 'FREE' ? [] : terms.price?.lines;
    return { ...terms, price: Price.fromPartial({ lines, ...stated } as PriceInput) };
  });
}

/** Credits the price of each licence to the layer that states it. */
export function creditPrice(
  provenance: readonly Provenance[],
  stated: StatedPrice,
  licences: number,
): readonly Provenance[] {
  return provenance.flatMap((entry) => {
    if (entry.path !== listingPath('price')) return [entry];
    if (stated === PRICE_OF_TERMS) return [];
    return Array.from({ length: licences }, (_, index) => ({ ...entry, path: `terms[${index}].price` }));
  });
}
