import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { OrderAct } from '@selat/sdk/lifecycle';
import type { DigestHex, RegulatoryOrder } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Deps, StoredDocument } from '../ports.js';
import type { OrderRow } from '../rows-orders.js';
import { printDigest } from '../views/print.js';
import { acknowledgementsOf, loadOrderPeers, type OrderAnswers } from './acknowledgement.js';
import { type Deletion, type HeldGrants, loadHeldGrants } from './deletions.js';
import { loadOrders } from './load-orders.js';
import type { DeletionView, OrderDetail, OrderView } from './order-view.js';
import { deadlineOf, deletionsOf } from './overdue.js';

/** What orders are printed from, read once for all of them. */
export interface OrderBook extends OrderAnswers {
  readonly acts: readonly OrderAct[];
  /** Read when it is first asked for: it takes every grant. */
  held(): Promise<HeldGrants>;
}

export async function openOrderBook(deps: Deps): Promise<OrderBook> {
  const { acts = [], receipts = [] } = (await loadOrders(deps)) ?? {};
  let held: Promise<HeldGrants> | undefined;
  return {
    acts,
    receipts,
    peers: await loadOrderPeers(deps),
    held: () => {
      held ??= loadHeldGrants(deps);
      return held;
    },
  };
}

interface Loaded {
  readonly stored: StoredDocument;
  readonly order: RegulatoryOrder;
}

async function loadOrder({ reader }: Deps, digest: string): Promise<Loaded> {
  const stored = await reader.findDocument(digest);
  const order = stored === undefined ? undefined : parseStored(stored);
  if (stored !== undefined && order?.type === 'selat.v1.RegulatoryOrder') return { stored, order };
  const id = printDigest(digest);
  throw new SelatError('ORDER_UNKNOWN', `cannot use order ${id}: it is not known here`, { order: id });
}

/** Prints one order as of now. */
export async function printOrder(deps: Deps, row: OrderRow, book: OrderBook): Promise<OrderView> {
  const { order } = await loadOrder(deps, row.digest);
  const resumes = book.acts.filter(({ document }) => document.resumes === row.digest);
  const state = await stateOf(deps, order, resumes, book);
  return {
    id: printDigest(row.digest),
    kind: order.kind,
    state,
    by: row.home,
    authority: order.authority,
    signedBy: order.isSignedByAuthority ? 'authority' : 'transcribed',
    legalBasis: order.legalBasis,
    reference: order.reference,
    ...(order.measure === undefined ? {} : { measure: order.measure }),
    scopes: printScopes(order, row),
    effectiveAt: order.effectiveAt,
    at: row.created_ms,
    ...(order.deleteBy === undefined ? {} : { deleteBy: order.deleteBy }),
    ...(order.rectifyBy === undefined ? {} : { rectifyBy: order.rectifyBy }),
    isOverdue: state !== 'lifted' && (await isOverdue(deps, row.digest, order, book)),
    ...(order.resumes === undefined ? {} : { resumes: printDigest(order.resumes) }),
    resumedBy: resumes.map(({ digest }) => printDigest(digest)),
    acknowledgements: acknowledgementsOf(deps, row, book),
  };
}

function printScopes({ scopes }: RegulatoryOrder, { selected }: OrderRow): OrderView['scopes'] {
  const values: readonly unknown[] = selected === null ? [] : JSON.parse(selected);
  return scopes.map((scope, at) => {
    const value = scope.kind === 'FLOW' ? undefined : values[at];
    return {
      jurisdiction: scope.jurisdiction,
      kind: scope.kind,
      ...('digest' in scope ? { digest: printDigest(scope.digest) } : {}),
      ...(typeof value === 'string' ? { value } : {}),
    };
  });
}

async function isOverdue(deps: Deps, digest: DigestHex, order: RegulatoryOrder, book: OrderBook): Promise<boolean> {
  const due = deadlineOf(order);
  if (due === undefined || deps.clock() <= due) return false;
  if (order.kind !== 'RECALL') return true;
  return (await deletionsOf(deps, digest, await book.held())).some((deletion) => deletion.isOverdue);
}

async function stateOf(
  deps: Deps,
  order: RegulatoryOrder,
  resumes: readonly OrderAct[],
  book: OrderBook,
): Promise<OrderView['state']> {
  if (order.kind === 'RESUME') return 'done';
  const now = deps.clock();
  const whole = resumes.find(({ document }) => document.scopes.length === 0 && document.effectiveAt <= now);
  if (whole === undefined) {
    if (now < order.effectiveAt && order.effectiveAt > order.head.issuedAt) return 'pending';
    return resumes.length > 0 ? 'partly-lifted' : 'in-force';
  }
  const row = await deps.reader.findOrder(whole.digest);
  const answers = row === undefined ? [] : acknowledgementsOf(deps, row, book);
  return answers.some(({ state }) => state === 'waiting') ? 'lifting' : 'lifted';
}

/** Prints one order with its document, the grants that it holds here, and what it asks to be deleted. */
export async function printOrderDetail(deps: Deps, row: OrderRow): Promise<OrderDetail> {
  const book = await openOrderBook(deps);
  const { stored } = await loadOrder(deps, row.digest);
  const { original_salt: salt } = row;
  const held = await book.held();
  return {
    ...(await printOrder(deps, row, book)),
    document: toJwsJson(stored.document),
    ...(salt === null ? {} : { originalSalt: salt }),
    grants: (held.get(row.digest) ?? []).map(({ state }) => printDigest(state.id)),
    deletions: (await deletionsOf(deps, row.digest, held)).map(printDeletion),
  };
}

export function printDeletion({ order, grant, by, dueBy, proof, isOverdue: isLate }: Deletion): DeletionView {
  return {
    ...{ order: printDigest(order), grant: printDigest(grant), by, dueBy },
    ...(proof === undefined ? {} : { proof: printDigest(proof) }),
    isOverdue: isLate,
  };
}
