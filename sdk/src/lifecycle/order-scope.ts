import { hash } from 'node:crypto';
import type { DigestHex, OrderScope, PartyId } from '../model/index.js';

/** What decides whether an order binds a flow. [ORD-2] [ORD-3] */
export interface Flow {
  /** Grant ids that name it: its own, and those of other grants of the same product to the same consumer. */
  readonly ids: ReadonlySet<DigestHex>;
  readonly product: PartyId;
  /** Provider and consumer. */
  readonly participants: readonly PartyId[];
  /** Subject codes of the product. */
  readonly categories: readonly string[];
  /** Countries whose law the flow touches: of its exchanges, and of each place on its way. */
  readonly jurisdictions: ReadonlySet<string>;
}

const DOMAIN = 'selat-scope/v1\n';

/**
 * Names what a selector selects without saying it: SHA-256("selat-scope/v1\n" || salt || value in UTF-8). [ORD-2]
 * @param salt 32 bytes, hex
 */
export function orderScopeDigest(salt: string, value: string): DigestHex {
  return hash('sha256', Buffer.concat([Buffer.from(DOMAIN), Buffer.from(salt, 'hex'), Buffer.from(value)]), 'hex');
}

function selects(scope: OrderScope, { ids, product, participants, categories }: Flow): boolean {
  if (scope.kind === 'ALL') return true;
  if (scope.kind === 'FLOW') return ids.has(scope.digest);
  const named = { PRODUCT: [product], PARTICIPANT: participants, CATEGORY: categories }[scope.kind];
  return named.some((value) => orderScopeDigest(scope.salt, value) === scope.digest);
}

/** Whether a selector selects the flow, and the law behind it reaches the flow. */
export function isBound(scopes: readonly OrderScope[], flow: Flow): boolean {
  return scopes.some((scope) => flow.jurisdictions.has(scope.jurisdiction) && selects(scope, flow));
}

/** The first selector that names a flow which its law does not reach. [ORD-3] */
export function findUnreached(scopes: readonly OrderScope[], flow: Flow): OrderScope | undefined {
  return scopes.find(
    (scope) => scope.kind === 'FLOW' && selects(scope, flow) && !flow.jurisdictions.has(scope.jurisdiction),
  );
}
