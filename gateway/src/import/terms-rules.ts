import type { LicenceTerms, Price } from '@selat/proto/selat/v1/terms.js';

/** A part of the terms that contradicts or lacks another. */
export interface TermsFinding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type PricePart = 'currency' | 'amountMinor' | 'period' | 'tiers' | 'shareBps';

/** Which parts each price model needs; every other part must be absent. */
export const PRICE_PARTS: Readonly<Record<string, readonly PricePart[]>> = {
  FREE: [],
  ONE_OFF: ['currency', 'amountMinor'],
  SUBSCRIPTION: ['currency', 'amountMinor', 'period'],
  PER_CALL: ['currency', 'amountMinor'],
  TIERED: ['currency', 'tiers'],
  REVENUE_SHARE: ['currency', 'shareBps'],
  NEGOTIATED: [],
};

const PARTS: readonly PricePart[] = ['currency', 'amountMinor', 'period', 'tiers', 'shareBps'];

/** What no single field shows: ids twice, a price that lacks its parts, a model without an owner. Pure. */
export function termsFindings(all: readonly LicenceTerms[]): readonly TermsFinding[] {
  return all.flatMap((terms, index) => [
    ...(all.findIndex(({ id }) => id === terms.id) < index
      ? [{ path: ['terms', index, 'id'], message: `stands twice: ${terms.id}; give each licence its own id` }]
      : []),
    ...(terms.price === undefined ? [] : priceFindings(terms.price, ['terms', index, 'price'])),
    ...ownerFindings(terms, ['terms', index, 'aiTraining']),
  ]);
}

/** Parts that a price lacks or has too many for its model. Pure. */
export function priceFindings(price: Price, path: readonly PropertyKey[]): TermsFinding[] {
  const needed = PRICE_PARTS[price.model] ?? [];
  const findings = PARTS.flatMap((part) => {
    if (needed.includes(part) === hasPart(price, part)) return [];
    // A price that is to be negotiated may say in which currency. [LST-10]
    if (price.model === 'NEGOTIATED' && part === 'currency') return [];
    const verb = needed.includes(part) ? 'needs' : 'takes no';
    return [{ path: [...path, part], message: `a price of model ${price.model} ${verb} ${part}` }];
  });
  const isAscending = price.tiers.every(
    ({ fromUnit }, i) => i === 0 || fromUnit > (price.tiers[i - 1]?.fromUnit ?? 0n),
  );
  if (!isAscending) findings.push({ path: [...path, 'tiers'], message: 'tiers must ascend by fromUnit' });
  return findings;
}

function hasPart(price: Price, part: PricePart): boolean {
  const value = price[part];
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
}

function ownerFindings({ aiTraining }: LicenceTerms, path: readonly PropertyKey[]): TermsFinding[] {
  if (aiTraining === undefined) return [];
  const isForbidden = aiTraining.permission === 'FORBIDDEN';
  if (isForbidden === (aiTraining.modelOwner === '')) return [];
  const message = isForbidden
    ? 'no model may learn, so modelOwner must be absent'
    : `permission ${aiTraining.permission} needs modelOwner: who owns a model that learnt`;
  return [{ path: [...path, 'modelOwner'], message }];
}
