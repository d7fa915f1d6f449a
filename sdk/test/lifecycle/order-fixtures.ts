/** Orders of regulators over the example grant. */
import { RegulatoryOrder as WireOrder } from '@selat/proto/selat/v1/order.js';
import { type Flow, type OrderAct, orderScopeDigest } from '@selat/sdk/lifecycle';
import { parseRegulatoryOrder } from '@selat/sdk/model';
import { bytes, head, MY, NOON, SZ } from '../model/wire-fixtures.js';
import { act, GRANT, REQUEST } from './evidence-fixtures.js';

/** The flow of the example grant. */
export const FLOW: Flow = {
  ids: new Set([REQUEST, GRANT]),
  product: `${SZ}/d/port-calls`,
  participants: [`${SZ}/p/port`, `${MY}/p/padi`],
  categories: ['transport'],
  jurisdictions: new Set(['CN', 'MY']),
};

const LAW: Readonly<Record<string, string>> = { [SZ]: 'CN', [MY]: 'MY' };
const lawOf = (issuer: string): string => LAW[issuer.split('/')[0] ?? ''] ?? 'SG';

export function selector(kind: string, value: string, jurisdiction = 'CN') {
  const salt = bytes(0x5a);
  if (kind === 'ALL') return { jurisdiction, kind, salt: Buffer.alloc(0), digest: Buffer.alloc(0) };
  if (kind === 'FLOW') return { jurisdiction, kind, salt: Buffer.alloc(0), digest: Buffer.from(value, 'hex') };
  return { jurisdiction, kind, salt, digest: Buffer.from(orderScopeDigest(salt.toString('hex'), value), 'hex') };
}

/** A transcribed HALT over everything; a field that is given replaces it. */
export function wireOrder(issuer: string, over: Partial<WireOrder> = {}): WireOrder {
  const isAuthority = issuer.includes('/');
  return {
    ...WireOrder.fromPartial({}),
    head: head(issuer, []),
    kind: 'HALT',
    scopes: [selector('ALL', '', lawOf(issuer))],
    effectiveAtMs: BigInt(NOON),
    legalBasis: ['Order 11 Art 17'],
    reference: '2026-118',
    authority: isAuthority ? '' : `${issuer}/a/cac`,
    originalDigest: isAuthority ? Buffer.alloc(0) : bytes(0x0f),
    ...over,
  };
}

export const halt = (issuer: string, digest: string, over: Partial<WireOrder> = {}): OrderAct =>
  act(digest, parseRegulatoryOrder(wireOrder(issuer, over)));

export const resume = (issuer: string, digest: string, ends: string, over: Partial<WireOrder> = {}): OrderAct =>
  halt(issuer, digest, { kind: 'RESUME', scopes: [], resumes: Buffer.from(ends, 'hex'), ...over });
