/** Orders in force, in the form in which rules read them. [FCT-10] */
import type { OrderKind, RegulatoryOrder } from '../../model/index.js';
import type { FactsObject } from '../language/values.js';

/** The measure that an order is read as where it names none; a RESUME is none. */
const MEASURES: Readonly<Record<Exclude<OrderKind, 'RESUME'>, string>> = {
  HALT: 'CEASE_PROCESSING',
  RECTIFY: 'RECTIFY',
  RECALL: 'CEASE_PROCESSING',
};

/** @param orders those that bind the flow and that nobody ended; one entry for each law that they name */
export function orderFacts(orders: readonly RegulatoryOrder[]): readonly FactsObject[] {
  return orders.flatMap(({ kind, scopes, measure, receivedOn }): readonly FactsObject[] => {
    if (kind === 'RESUME') return [];
    const laws = [...new Set(scopes.map(({ jurisdiction }) => jurisdiction))].sort();
    const received = receivedOn === undefined ? {} : { receivedOn };
    return laws.map((jurisdiction) => ({ jurisdiction, kind: measure ?? MEASURES[kind], ...received }));
  });
}
