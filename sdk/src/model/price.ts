import type * as wire from '@selat/proto/selat/v1/terms.js';
import { requireField } from './narrow.js';

/** Which fields a price of each model has; the others are absent. `currency` is free for NEGOTIATED. */
const FIELDS_OF_MODEL: Readonly<Record<string, readonly PriceField[]>> = {
  FREE: [],
  ONE_OFF: ['currency', 'amount_minor'],
  SUBSCRIPTION: ['currency', 'amount_minor', 'period'],
  PER_CALL: ['currency', 'amount_minor'],
  TIERED: ['currency', 'tiers'],
  REVENUE_SHARE: ['currency', 'share_bps'],
  NEGOTIATED: [],
};

type PriceField = 'currency' | 'amount_minor' | 'period' | 'tiers' | 'share_bps';

function presence(price: Readonly<wire.Price>): Readonly<Record<PriceField, boolean>> {
  return {
    currency: price.currency !== '',
    amount_minor: price.amountMinor !== undefined,
    period: price.period !== '',
    tiers: price.tiers.length > 0,
    share_bps: price.shareBps !== undefined,
  };
}

/**
 * Checks that the fields of a price are those of its model, and that tiers ascend from the first unit.
 * @throws SelatError DOCUMENT_FIELD_INVALID
 */
export function checkPrice(price: Readonly<wire.Price>, type: string, path: string): void {
  const { model } = price;
  const needed = Object.hasOwn(FIELDS_OF_MODEL, model) ? FIELDS_OF_MODEL[model] : undefined;
  requireField(needed !== undefined, type, `${path}.model`, `is ${model}, which this build has no rule for`);
  for (const [field, isPresent] of Object.entries(presence(price)) as [PriceField, boolean][]) {
    const isNeeded = needed?.includes(field) === true;
    if (model === 'NEGOTIATED' && field === 'currency') continue;
    const why = isNeeded ? `is missing in a ${model} price` : `is present in a ${model} price`;
    requireField(isPresent === isNeeded, type, `${path}.${field}`, why);
  }
  price.tiers.forEach((tier, index) => {
    const before = price.tiers[index - 1];
    const ascends = before === undefined ? tier.fromUnit === 1n : tier.fromUnit > before.fromUnit;
    const why = before === undefined ? 'is not 1: units before the first step have no price' : 'does not ascend';
    requireField(ascends, type, `${path}.tiers[${index}].from_unit`, why);
  });
}

/** A price that two sides have settled on: every model but NEGOTIATED. */
export function isAgreedPrice(price: Readonly<wire.Price>): boolean {
  return price.model !== 'NEGOTIATED';
}
