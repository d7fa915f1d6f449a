import type { DigestHex, Instant, RegulatoryOrder } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { GrantReads } from '../grant/load-grant.js';
import type { OrderRow } from '../rows-orders.js';
import { type Deletion, deletionsUnder, type HeldGrants, loadHeldGrants } from './deletions.js';

/** A standing order whose deadline has passed. */
export interface OverdueOrder {
  readonly order: OrderRow;
  readonly reference: string;
  readonly dueBy: Instant;
  /** Of a RECALL: the deletions that nobody has proven, at least one. */
  readonly deletions: readonly Deletion[];
}

/** Standing orders, own and of peers, past the deadline of their rectification, or of a deletion that nobody proves. [ORD-5] */
export async function overdueOrders(deps: GrantReads): Promise<readonly OverdueOrder[]> {
  const { reader, self, clock } = deps;
  const homes = [self.exchange, ...(await reader.listPeers()).map(({ exchange }) => exchange)];
  const late: Omit<OverdueOrder, 'deletions'>[] = [];
  for (const home of homes) {
    for (const row of await reader.listStandingOrders(home)) {
      const order = row.kind === 'HALT' ? undefined : await findOrderDocument(deps, row.digest);
      const dueBy = order === undefined ? undefined : deadlineOf(order);
      if (order === undefined || dueBy === undefined || clock() <= dueBy) continue;
      late.push({ order: row, reference: order.reference, dueBy });
    }
  }
  if (!late.some(isRecall)) return late.map((one) => ({ ...one, deletions: [] }));
  const held = await loadHeldGrants(deps);
  const overdue = await Promise.all(
    late.map(async (one) => {
      const deletions = isRecall(one) ? await deletionsOf(deps, one.order.digest, held) : [];
      return { ...one, deletions: deletions.filter(({ isOverdue }) => isOverdue) };
    }),
  );
  return overdue.filter((one) => !isRecall(one) || one.deletions.length > 0);
}

const isRecall = ({ order }: Pick<OverdueOrder, 'order'>): boolean => order.kind === 'RECALL';

/** Until when an order asks for something, where it says so. */
export function deadlineOf({ deleteBy, rectifyBy }: RegulatoryOrder): Instant | undefined {
  return deleteBy ?? rectifyBy;
}

async function findOrderDocument({ reader }: GrantReads, digest: DigestHex): Promise<RegulatoryOrder | undefined> {
  const stored = await reader.findDocument(digest);
  const order = stored === undefined ? undefined : parseStored(stored);
  return order?.type === 'selat.v1.RegulatoryOrder' ? order : undefined;
}

/** The deletions that one RECALL asks for here. */
export async function deletionsOf(deps: GrantReads, order: DigestHex, held: HeldGrants): Promise<readonly Deletion[]> {
  const deletions: Deletion[] = [];
  for (const grant of held.get(order) ?? []) deletions.push(...(await deletionsUnder(deps, grant)));
  return deletions.filter((deletion) => deletion.order === order);
}
