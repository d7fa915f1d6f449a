import { RegulatoryOrder as WireOrder } from '@selat/proto/selat/v1/order.js';
import { SelatError } from '@selat/sdk/errors';
import { orderScopeDigest } from '@selat/sdk/lifecycle';
import { type OrderKind, type OrderScopeKind, parseDocument } from '@selat/sdk/model';
import { deliverToAll, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { Actor } from '../view-types.js';
import { checkOrder, orderRow } from './check-order.js';
import { ORDERS } from './load-orders.js';

const TYPE = 'selat.v1.RegulatoryOrder';

/** One thing that an order binds. */
export interface OrderScopeInput {
  readonly kind: OrderScopeKind;
  /** Id of a product or participant, subject code, or hex of a grant id; absent for ALL. */
  readonly value?: string | undefined;
}

/** What an officer reads off an order on paper. */
export interface OrderInput {
  readonly kind: OrderKind;
  readonly scopes: readonly OrderScopeInput[];
  /** Slug or id of the authority. */
  readonly authority: string;
  readonly legalBasis: readonly string[];
  readonly reference: string;
  /** Salted digest of the original, hex, and its salt, hex: SHA-256(salt || bytes). */
  readonly original: { readonly digest: string; readonly salt: string };
  /** Whose law; absent = that of this exchange. */
  readonly jurisdiction?: string | undefined;
  /** Absent = at once. */
  readonly effectiveAt?: number | undefined;
  readonly measure?: string | undefined;
  /** YYYY-MM-DD. */
  readonly receivedOn?: string | undefined;
  /** Last instant of the deletion; RECALL only. */
  readonly deleteBy?: number | undefined;
  readonly rectifyBy?: number | undefined;
  /** Hex of the order that a RESUME ends. */
  readonly resumes?: string | undefined;
}

/**
 * Transcribes an order of an authority of this exchange's jurisdiction: signs it, binds with it at once, and sends it to
 * every peer ahead of everything else. [ORD-1] [ORD-4] [ORD-8]
 * @throws SelatError ORDER_SCOPE_TOO_WIDE, ORDER_RESUME_MISMATCH, ORDER_UNKNOWN, DOCUMENT_FIELD_INVALID, REQUEST_INVALID
 */
export async function issueOrder(deps: Deps, actor: Actor, input: OrderInput): Promise<Change> {
  const { self, clock, reader } = deps;
  if (input.resumes !== undefined) await requireOrder(reader, input.resumes);
  const act = await signAct(deps, { type: TYPE, message: toMessage(deps, input) });
  const order = parseDocument(TYPE, WireOrder.decode(act.write.document.payload));
  await checkOrder(deps, order);
  const selected = input.scopes.map(({ value = null }) => value);
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act)],
    rows: [orderRow(act.digest, order, clock(), { originalSalt: input.original.salt, selected })],
    evidence: [fileUnder(ORDERS, act, self.exchange)],
    broadcast: [{ ...deliverToAll(act), isUrgent: true }],
  };
}

/** @throws SelatError ORDER_UNKNOWN */
export async function requireOrder(reader: Deps['reader'], digest: string) {
  const row = await reader.findOrder(digest);
  if (row !== undefined) return row;
  const order = `sha256:${digest}`;
  throw new SelatError('ORDER_UNKNOWN', `cannot use order ${order}: it is not known here`, { order });
}

function toMessage({ self, clock, random }: Deps, input: OrderInput): Omit<WireOrder, 'head'> {
  const { jurisdiction = self.jurisdiction, authority } = input;
  return WireOrder.fromPartial({
    kind: input.kind,
    scopes: input.scopes.map((scope) => ({ jurisdiction, ...toSelector(scope, random) })),
    effectiveAtMs: BigInt(input.effectiveAt ?? clock()),
    legalBasis: [...input.legalBasis],
    reference: input.reference,
    measure: input.measure ?? '',
    receivedOn: input.receivedOn ?? '',
    authority: authority.includes('/') ? authority : `${self.exchange}/a/${authority}`,
    originalDigest: Buffer.from(input.original.digest, 'hex'),
    ...(input.deleteBy === undefined ? {} : { deleteByMs: BigInt(input.deleteBy) }),
    ...(input.rectifyBy === undefined ? {} : { rectifyByMs: BigInt(input.rectifyBy) }),
    resumes: Buffer.from(input.resumes ?? '', 'hex'),
  });
}

/** What is selected crosses as a salted digest: who holds no flow of it learns nothing. [ORD-2] */
function toSelector({ kind, value }: OrderScopeInput, random: Deps['random']) {
  if (kind === 'ALL') return { kind };
  if (value === undefined) {
    throw new SelatError('REQUEST_INVALID', `cannot order over ${kind}: what it selects is not named`, { kind });
  }
  if (kind === 'FLOW') return { kind, digest: Buffer.from(value, 'hex') };
  const salt = random(32);
  return { kind, salt, digest: Buffer.from(orderScopeDigest(salt.toString('hex'), value), 'hex') };
}
