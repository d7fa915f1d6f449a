/** Members to approve, agreements that peers propose, acts that wait for a second officer. */
import { SelatError } from '@selat/sdk/errors';
import { isOwnedBy } from '@selat/sdk/model';
import { acceptAgreement, findAgreementIn } from '../agreement/accept-agreement.js';
import type { Office } from '../back-office/office.js';
import type { ParticipantRow } from '../rows.js';
import type { ParticipantInput } from '../use-cases.js';
import { printHeldAct } from './held-act-view.js';
import { findRule } from './held-acts.js';
import { allRows, nextOf, type PlacedItem, type QueueSource, type QueueVerbs, required } from './queue-source.js';
import { QUEUE_ROLES } from './roles.js';
import { approveHeldAct, type PlainCases, refuseHeldAct } from './two-officers.js';
import type { HeldActView, QueueItem } from './views.js';

function heldItem({ id, act, about, officer, since }: HeldActView): QueueItem {
  const roles = findRule(act)?.roles ?? [];
  return { kind: 'second-approval', id, about: `${about}, asked by ${officer}`, since, roles, next: nextOf(id) };
}

export function heldSource(office: Office, plain: PlainCases): QueueSource {
  const { reader, clock } = office.deps;
  async function* items(after: string | undefined): AsyncIterable<PlacedItem> {
    for await (const rows of allRows((page) => reader.listHeldActs({ ...page, now: clock() }), after)) {
      for (const row of rows) {
        const item = heldItem(await printHeldAct(office.deps, row));
        yield { item, cursor: `${row.created_ms}.${row.id}` };
      }
    }
  }
  return {
    kind: 'second-approval',
    owns: (id) => /^w-[0-9a-f]+$/.test(id),
    items,
    find: async (id) => {
      const row = await reader.findHeldAct(id);
      const view = row === undefined ? undefined : await printHeldAct(office.deps, row);
      return view?.state === 'waiting' ? heldItem(view) : undefined;
    },
    approve: (actor, id) => approveHeldAct(office, plain, actor, id),
    refuse: (actor, id, { note = '' }) => refuseHeldAct(office, actor, id, note),
  };
}

function memberItem({ id, registration }: ParticipantRow): QueueItem {
  const { names = [], roles = [], country }: Partial<ParticipantInput> = JSON.parse(registration);
  const about = `${names[0]?.text ?? id} (${country}) wants to be ${roles.join(' and ')}`;
  const next = nextOf(id, ' --method CODE --checked-on YYYY-MM-DD');
  return { kind: 'participant', id, about, roles: QUEUE_ROLES.approveParticipant, next };
}

export function memberSource({ deps }: Office, verbs: QueueVerbs): QueueSource {
  const { reader, self } = deps;
  async function* items(after: string | undefined): AsyncIterable<PlacedItem> {
    for await (const rows of allRows((page) => reader.listRegistered({ ...page, exchange: self.exchange }), after)) {
      for (const row of rows) yield { item: memberItem(row), cursor: row.id };
    }
  }
  return {
    kind: 'participant',
    owns: (id) => isOwnedBy(id, 'p', self.exchange),
    items,
    find: async (id) => {
      const row = await reader.findParticipant(id);
      return row?.state === 'registered' ? memberItem(row) : undefined;
    },
    approve: (actor, id, { method, checkedOn }) => {
      const { method: how = '', checkedOn: day = '' } = required(id, { method, checkedOn });
      return verbs.approveParticipant(actor, id, { method: how, checkedOn: day });
    },
    refuse: async (_, id) => {
      const message = `cannot refuse ${id}: who is registered acts for nothing until approved, so there is nothing to sign; leave it`;
      throw new SelatError('QUEUE_ITEM_ELSEWHERE', message, { id });
    },
  };
}

export function agreementSource(office: Office, verbs: QueueVerbs): QueueSource {
  const { deps } = office;
  const { reader, self, committer } = deps;
  async function findItem(peer: string): Promise<QueueItem | undefined> {
    const proposed = await findAgreementIn(deps, peer, ['proposed']);
    if (proposed === undefined || proposed.agreement.proposer.exchange === self.exchange) return undefined;
    // Signed here already, it waits for the receipt of its proposer and not for an officer.
    const isOffered = proposed.set.evidence.some(
      ({ digest, form }) => digest === proposed.digest && form === 'offered',
    );
    if (!isOffered) return undefined;
    const { governingLaw, head } = proposed.agreement;
    const about = `${peer} proposes an agreement under the law of ${governingLaw}`;
    return {
      kind: 'agreement',
      id: peer,
      about,
      since: head.issuedAt,
      roles: QUEUE_ROLES.acceptPeer,
      next: nextOf(peer),
    };
  }
  async function* items(after: string | undefined): AsyncIterable<PlacedItem> {
    for (const { exchange } of await reader.listPeers()) {
      const item = after === undefined || exchange > after ? await findItem(exchange) : undefined;
      if (item !== undefined) yield { item, cursor: exchange };
    }
  }
  return {
    kind: 'agreement',
    owns: (id) => !/[/:]/.test(id) && id.includes('.'),
    items,
    find: findItem,
    approve: async (actor, peer) => {
      await committer.commit(() => acceptAgreement(deps, actor, peer));
      return verbs.showPeer(peer);
    },
    refuse: (actor, peer, { note }) => verbs.noticePeer(actor, peer, 'DECLINE', note),
  };
}
