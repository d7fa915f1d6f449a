/** The work queue: everything that waits for an officer of this exchange, found where it lies. [BOF-9] */
import type { Office } from '../back-office/office.js';
import type { Actor } from '../use-cases.js';
import { printHeldAct } from './held-act-view.js';
import { GRANT_OFFER, GRANT_REQUEST, grantSource } from './queue-grants.js';
import { orderSource } from './queue-orders.js';
import { agreementSource, heldSource, memberSource } from './queue-others.js';
import { reviewSource } from './queue-reviews.js';
import { itemUnknown, type QueueSource, type QueueVerbs } from './queue-source.js';
import { QUEUE_ROLES } from './roles.js';
import { type PlainCases, requireRoleFor } from './two-officers.js';
import type { OfficeCases } from './use-cases.js';
import { Held, type QueueAnswer, type QueueItem } from './views.js';

type QueueCases = Pick<OfficeCases, 'listQueue' | 'showQueueItem' | 'approveQueueItem' | 'refuseQueueItem'>;

/** Every kind, in the order in which the queue shows them. */
export function queueCases(office: Office, verbs: QueueVerbs, plain: PlainCases): QueueCases {
  const sources = [
    heldSource(office, plain),
    orderSource(office),
    grantSource(office, verbs, GRANT_REQUEST),
    grantSource(office, verbs, GRANT_OFFER),
    agreementSource(office, verbs),
    memberSource(office, verbs),
    reviewSource(office, verbs),
  ];
  return {
    listQueue: ({ limit, after, kind, role }) => {
      const wanted = sources.filter((source) => kind === undefined || source.kind === kind);
      return list(wanted, { limit, after, isWanted: ({ roles }) => role === undefined || roles.includes(role) });
    },
    showQueueItem: async (id) => {
      const row = await office.deps.reader.findHeldAct(id);
      if (row !== undefined) return printHeldAct(office.deps, row);
      return (await findItem(sources, id)).item;
    },
    approveQueueItem: async (actor, id, input) => {
      const source = await sourceOf(sources, id);
      requireRole(source, actor, id, 'approve');
      const result = await source.approve(actor, id, input);
      return result instanceof Held ? result : answer(source, id, 'approved', result);
    },
    refuseQueueItem: async (actor, id, input) => {
      const source = await sourceOf(sources, id);
      requireRole(source, actor, id, 'refuse');
      return answer(source, id, 'refused', await source.refuse(actor, id, input));
    },
  };
}

function answer({ kind }: QueueSource, id: string, outcome: QueueAnswer['outcome'], result: unknown): QueueAnswer {
  return { kind, id, outcome, ...(result === undefined ? {} : { result }) };
}

interface Wanted {
  readonly limit: number;
  readonly after: string | undefined;
  readonly isWanted: (item: QueueItem) => boolean;
}

/** A cursor is `<kind> <place in the kind>`. */
async function list(sources: readonly QueueSource[], { limit, after, isWanted }: Wanted) {
  const at = after?.indexOf(' ') ?? -1;
  const begun = sources.findIndex(({ kind }) => kind === after?.slice(0, Math.max(at, 0)));
  const items: QueueItem[] = [];
  let last = '';
  for (const [index, source] of sources.entries()) {
    if (index < begun) continue;
    for await (const { item, cursor } of source.items(index === begun ? after?.slice(at + 1) : undefined)) {
      if (!isWanted(item)) continue;
      if (items.length === limit) return { items, next: last };
      items.push(item);
      last = `${source.kind} ${cursor}`;
    }
  }
  return { items };
}

async function findItem(sources: readonly QueueSource[], id: string) {
  for (const source of sources.filter((each) => each.owns(id))) {
    const item = await source.find(id);
    if (item !== undefined) return { source, item };
  }
  throw itemUnknown(id);
}

/** A closed act of two officers is no item any more, and its source says why. */
async function sourceOf(sources: readonly QueueSource[], id: string): Promise<QueueSource> {
  const [held] = sources;
  if (held?.owns(id) === true) return held;
  return (await findItem(sources, id)).source;
}

/** Roles of the acts behind each kind; those of waiting acts and of reviews differ from one to the next. */
const ROLES: Readonly<
  Record<QueueItem['kind'], Readonly<Record<'approve' | 'refuse', readonly string[]>> | undefined>
> = {
  'second-approval': undefined,
  'grant-request': { approve: QUEUE_ROLES.offerGrant, refuse: QUEUE_ROLES.refuseGrant },
  'grant-offer': { approve: QUEUE_ROLES.countersignGrant, refuse: QUEUE_ROLES.declineGrant },
  agreement: { approve: QUEUE_ROLES.acceptPeer, refuse: QUEUE_ROLES.noticePeer },
  participant: { approve: QUEUE_ROLES.approveParticipant, refuse: QUEUE_ROLES.approveParticipant },
  review: undefined,
  order: undefined,
};

/** The operation of the queue is open to most roles, so the roles of the act are required here. [BOF-10] */
function requireRole({ kind }: QueueSource, actor: Actor, id: string, verb: 'approve' | 'refuse'): void {
  const roles = ROLES[kind]?.[verb];
  if (roles !== undefined) requireRoleFor(roles, actor, `${verb} ${id}`);
}
