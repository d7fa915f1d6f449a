import { Price } from '@selat/proto/selat/v1/terms.js';
import { SelatError } from '@selat/sdk/errors';
import type { LicencePrice } from '@selat/sdk/lifecycle';
import type { LicenceTerms } from '@selat/sdk/model';
import { printPrice } from '../views/print-price.js';
import type { PriceInput } from './view-types.js';

/** The price that an officer states, with the commission and tax lines of the listing. */
export function toPrice(input: PriceInput, listed: LicenceTerms): LicencePrice {
  const { model, currency = '', amountMinor, period = '', shareBps, tiers = [] } = input;
  return Price.fromPartial({
    model,
    currency,
    period,
    ...(amountMinor === undefined ? {} : { amountMinor: BigInt(amountMinor) }),
    ...(shareBps === undefined ? {} : { shareBps }),
    tiers: tiers.map(({ fromUnit, unitAmountMinor }) => ({
      fromUnit: BigInt(fromUnit),
      unitAmountMinor: BigInt(unitAmountMinor),
    })),
    lines: listed.price?.lines ?? [],
  });
}

/** Nobody signs a price that was not named to them. @param asked absent = the request names none [GRT-19] */
export function priceNotAgreed(what: string, asked: LicencePrice | undefined, offered?: LicencePrice): SelatError {
  const facts = {
    asked: asked === undefined ? 'no price' : printPrice(asked),
    ...(offered === undefined ? {} : { offered: printPrice(offered) }),
  };
  const why = `the request names ${facts.asked}${offered === undefined ? '' : `, the offer says ${facts.offered}`}`;
  return new SelatError('GRANT_PRICE_NOT_AGREED', `cannot ${what}: ${why}`, facts);
}
