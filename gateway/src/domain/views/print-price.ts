import type { LicencePrice } from '@selat/sdk/lifecycle';
import type { PriceView } from '../grant/view-types.js';

/** Digits after the point of a currency, as ISO 4217 has them; 2 for one that the runtime does not know. */
export function minorDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** `CNY 5000.00` from 500000 minor units. */
function printAmount(currency: string, amountMinor: bigint): string {
  const digits = minorDigits(currency);
  const text = amountMinor.toString().padStart(digits + 1, '0');
  return `${currency} ${digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`}`;
}

/** A price in words: `FREE`, `SUBSCRIPTION CNY 120000.00 per MONTH`, `REVENUE_SHARE CNY 2.5 %`. */
export function printPrice(price: LicencePrice | undefined): string {
  if (price === undefined) return 'not said';
  const { model, currency, amountMinor, period, shareBps, tiers } = price;
  const steps = tiers.map(({ fromUnit, unitAmountMinor }) => {
    return `from ${fromUnit}: ${printAmount(currency, unitAmountMinor ?? 0n)}`;
  });
  const words = [
    model,
    ...(amountMinor === undefined ? [] : [printAmount(currency, amountMinor)]),
    ...(shareBps === undefined ? [] : [`${currency} ${shareBps / 100} %`]),
    ...(steps.length === 0 ? [] : [steps.join(', ')]),
    ...(period === '' ? [] : [`per ${period}`]),
  ];
  return words.join(' ');
}

/** A price as officers would state it, with its words. */
export function toPriceView(price: LicencePrice): PriceView {
  const { model, currency, amountMinor, period, shareBps, tiers } = price;
  return {
    text: printPrice(price),
    model,
    ...(currency === '' ? {} : { currency }),
    ...(amountMinor === undefined ? {} : { amountMinor: amountMinor.toString() }),
    ...(period === '' ? {} : { period }),
    ...(shareBps === undefined ? {} : { shareBps }),
    ...(tiers.length === 0
      ? {}
      : {
          tiers: tiers.map(({ fromUnit, unitAmountMinor }) => ({
            fromUnit: Number(fromUnit),
            unitAmountMinor: String(unitAmountMinor ?? 0n),
          })),
        }),
  };
}
