import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { RegulatoryOrder } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { loadGrants } from '../grant/load-grant.js';
import type { Deps, StoredDocument } from '../ports.js';
import type { OrderRow } from '../rows-orders.js';
import { printDigest } from '../views/print.js';
import { acknowledgementsOf } from './acknowledgement.js';
import { loadOrders } from './load-orders.js';
import type { OrderDetail, OrderView } from './order-view.js';

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
export async function printOrder(deps: Deps, row: OrderRow): Promise<OrderView> {
  const { order } = await loadOrder(deps, row.digest);
  const resumes = ((await loadOrders(deps.reader))?.acts ?? []).filter(
    ({ document }) => document.resumes === row.digest,
  );
  const state = await stateOf(deps, order, resumes);
  const due = order.deleteBy ?? order.rectifyBy;
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
    scopes: order.scopes.map((scope) => ({
      jurisdiction: scope.jurisdiction,
      kind: scope.kind,
      ...('digest' in scope ? { digest: printDigest(scope.digest) } : {}),
    })),
    effectiveAt: order.effectiveAt,
    at: row.created_ms,
    ...(order.deleteBy === undefined ? {} : { deleteBy: order.deleteBy }),
    ...(order.rectifyBy === undefined ? {} : { rectifyBy: order.rectifyBy }),
    isOverdue: due !== undefined && state !== 'lifted' && deps.clock() > due,
    ...(order.resumes === undefined ? {} : { resumes: printDigest(order.resumes) }),
    resumedBy: resumes.map(({ digest }) => printDigest(digest)),
    acknowledgements: await acknowledgementsOf(deps, row),
  };
}

type Resume = { readonly digest: string; readonly document: RegulatoryOrder };

async function stateOf(deps: Deps, order: RegulatoryOrder, resumes: readonly Resume[]): Promise<OrderView['state']> {
  if (order.kind === 'RESUME') return 'done';
  const now = deps.clock();
  const whole = resumes.find(({ document }) => document.scopes.length === 0 && document.effectiveAt <= now);
  if (whole === undefined) {
    if (now < order.effectiveAt && order.effectiveAt > order.head.issuedAt) return 'pending';
    return resumes.length > 0 ? 'partly-lifted' : 'in-force';
  }
  const row = await deps.reader.findOrder(whole.digest);
  const answers = row === undefined ? [] : await acknowledgementsOf(deps, row);
  return answers.some(({ state }) => state === 'waiting') ? 'lifting' : 'lifted';
}

/** Prints one order with its document and the grants that it holds here. */
export async function printOrderDetail(deps: Deps, row: OrderRow): Promise<OrderDetail> {
  const { stored } = await loadOrder(deps, row.digest);
  const { original_salt: salt } = row;
  return {
    ...(await printOrder(deps, row)),
    document: toJwsJson(stored.document),
    ...(salt === null ? {} : { originalSalt: salt }),
    grants: await grantsHeldBy(deps, row.digest),
  };
}

const ROWS = 200;

async function grantsHeldBy(deps: Deps, digest: string): Promise<readonly string[]> {
  const held: string[] = [];
  let after: string | undefined;
  do {
    const page = await deps.reader.listGrants({ limit: ROWS, ...(after === undefined ? {} : { after }) });
    for (const { state } of await loadGrants(deps, page.items)) {
      const isHeld = state.holds.some((hold) => hold.kind === 'order' && hold.digest === digest);
      if (isHeld) held.push(printDigest(state.id));
    }
    after = page.next;
  } while (after !== undefined);
  return held;
}
