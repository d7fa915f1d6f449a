/** Orders of regulators that an officer has to see to: not acknowledged by a peer, or past their deadline. [ORD-9] */
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex } from '@selat/sdk/model';
import type { Office } from '../back-office/office.js';
import { raisedOrders } from '../order/acknowledgement.js';
import { overdueOrders } from '../order/overdue.js';
import type { PlacedItem, QueueSource } from './queue-source.js';
import { ORDER_ROLES } from './roles.js';
import type { QueueItem } from './views.js';

/** `o-`, the first digits of the order, and the peer that has not acknowledged it. */
const FORM = /^o-[0-9a-f]{12}(?:-[a-z0-9.-]+)?$/;

const short = (digest: DigestHex): string => digest.slice(0, 12);

function itemOf(id: string, about: string, since: number): QueueItem {
  return { kind: 'order', id, about, since, roles: ORDER_ROLES, next: { show: `selat queue show ${id}` } };
}

export function orderSource({ deps }: Office): QueueSource {
  async function all(): Promise<readonly QueueItem[]> {
    const raised = (await raisedOrders(deps)).map(({ order, peer, state, reason, at, dueBy }) => {
      const what = state === 'refused' ? `has refused it with ${reason ?? 'no reason'}` : 'has not acknowledged it';
      const about = `${order.kind} ${short(order.digest)}: ${peer} ${what}; call its operator`;
      return itemOf(`o-${short(order.digest)}-${peer}`, about, at ?? dueBy ?? order.created_ms);
    });
    const overdue = (await overdueOrders(deps)).map(({ order, reference, dueBy, deletions }) => {
      const grants = deletions.map(({ grant }) => short(grant)).join(', ');
      const what = deletions.length === 0 ? '' : `; nobody attests a deletion under ${grants}`;
      const about = `${order.kind} ${short(order.digest)}, ${reference}, is past its deadline${what}`;
      return itemOf(`o-${short(order.digest)}`, about, dueBy);
    });
    return [...raised, ...overdue];
  }
  async function* items(after: string | undefined): AsyncIterable<PlacedItem> {
    const ordered = [...(await all())].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const item of ordered) if (after === undefined || item.id > after) yield { item, cursor: item.id };
  }
  // What ends the item is the receipt of the peer, the attestation of the deletion, or the RESUME of the authority.
  const elsewhere = async (_: unknown, id: string): Promise<never> => {
    const message = `cannot decide ${id}: it is over once the peer acknowledges the order, the deletion is attested or the order ends`;
    throw new SelatError('QUEUE_ITEM_ELSEWHERE', message, { id });
  };
  return {
    kind: 'order',
    owns: (id) => FORM.test(id),
    items,
    find: async (id) => (await all()).find((item) => item.id === id),
    approve: elsewhere,
    refuse: elsewhere,
  };
}
