/**
 * The rule of two officers, over the whole of the use cases: the first officer's call is tried, stored and waits; the
 * approval of another runs it. Normative text: docs/spec/back-office.md, BOF-2 to BOF-6.
 */
import { SelatError } from '@selat/sdk/errors';
import { localLeaf } from '../acts/own-act.js';
import type { Office } from '../back-office/office.js';
import type { Change, RowWrite } from '../change.js';
import type { Committer } from '../ports.js';
import type { HeldActRow } from '../rows-office.js';
import type { Actor, UseCases } from '../use-cases.js';
import { closedError, mayApprove, printHeldAct, stateOf } from './held-act-view.js';
import { findRule, HELD_ACTS, type HeldAct, type HeldVerb } from './held-acts.js';
import { Held } from './views.js';

/** The use cases without this rule, over the dependencies that they are given. */
export type PlainCases = (office: Office) => Pick<UseCases, HeldVerb>;

type Verb = (actor: Actor, ...args: readonly unknown[]) => Promise<unknown>;

function verbOf(cases: Pick<UseCases, HeldVerb>, verb: string): Verb {
  return cases[verb as HeldVerb] as unknown as Verb;
}

/** The verbs of the acts that the configuration names: each answers `Held` instead of acting. */
export function heldCases(office: Office, plain: PlainCases): Partial<Pick<UseCases, HeldVerb>> {
  const entries = [...office.policy.twoFor].map((act) => {
    const held: Verb = (actor, ...args) => hold(office, plain, act, actor, args);
    return [HELD_ACTS[act].verb, held] as const;
  });
  return Object.fromEntries(entries) as Partial<Pick<UseCases, HeldVerb>>;
}

async function hold(
  office: Office,
  plain: PlainCases,
  act: HeldAct,
  actor: Actor,
  args: readonly unknown[],
): Promise<unknown> {
  const rule = findRule(act);
  if (rule === undefined) throw new Error(`there is no act ${act}`);
  if (rule.isFreeWhenAlone === true && (await isAlone(office, actor))) {
    return verbOf(plain(office), rule.verb)(actor, ...args);
  }
  await rehearse(office, plain, rule.verb, actor, args);
  const { deps, policy } = office;
  const { clock, random, reader, committer } = deps;
  const input = JSON.stringify(args);
  const now = clock();
  const { items } = await reader.listHeldActs({ limit: MOST_WAITING, now });
  const same = items.find((row) => row.act === act && row.input === input);
  if (same !== undefined) return new Held(await printHeldAct(deps, same));
  const row: Omit<HeldActRow, 'version'> = {
    id: `w-${random(5).toString('hex')}`,
    act,
    input,
    about: await rule.about(args),
    officer: actor.id,
    created_ms: now,
    expires_ms: now + policy.waitMs,
    state: 'waiting',
    second_officer: null,
    decided_ms: null,
    note: '',
  };
  await committer.commit(async () => ({
    officer: actor.id,
    leaves: [localLeaf('ask-second-officer', row.id)],
    rows: [{ table: 'held_act', expectedVersion: 0, row }],
  }));
  return new Held(await printHeldAct(deps, { ...row, version: 1 }));
}

/** Most waiting acts among which the same one is looked for. */
const MOST_WAITING = 1000;

/** Whether the node never had another officer of the role: one who was disabled counts, so that nobody disables the rule. */
async function isAlone({ deps }: Office, actor: Actor): Promise<boolean> {
  const officers = await deps.reader.listOfficers();
  return officers.every(({ id, role }) => id === actor.id || role !== actor.role);
}

/** Ends a rehearsal where the act would be committed. */
class Rehearsed extends Error {}

/** Decides the act and throws the decision away: what cannot be done is refused now, not when the second officer comes. */
async function rehearse(office: Office, plain: PlainCases, verb: string, actor: Actor, args: readonly unknown[]) {
  const committer: Committer = {
    commit: async (decide) => {
      await decide();
      throw new Rehearsed();
    },
  };
  try {
    await verbOf(plain({ ...office, deps: { ...office.deps, committer } }), verb)(actor, ...args);
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
}

/**
 * Runs a waiting act, decided anew, in the name of both officers. However often it is approved, it runs once. [BOF-4]
 * @throws SelatError QUEUE_ITEM_UNKNOWN, QUEUE_ITEM_CLOSED, SECOND_OFFICER_SAME, ROLE_FORBIDDEN, and every reason of the act
 */
export async function approveHeldAct(office: Office, plain: PlainCases, actor: Actor, id: string): Promise<unknown> {
  const { deps } = office;
  const { rule, first, row } = await requireApprovable(office, actor, id);
  const close = async (): Promise<RowWrite> => {
    const { row: current } = await requireApprovable(office, actor, id);
    const { version, ...columns } = current;
    const closed = { ...columns, state: 'done' as const, second_officer: actor.id, decided_ms: deps.clock() };
    return { table: 'held_act', expectedVersion: version, row: closed };
  };
  const committer = closing(deps.committer, actor, close);
  const cases = plain({ ...office, deps: { ...deps, committer } });
  return verbOf(cases, rule.verb)(first, ...reviveInput(row));
}

/** JSON writes an absent argument as null; no verb takes null. */
function reviveInput({ input }: HeldActRow): readonly unknown[] {
  return (JSON.parse(input) as readonly unknown[]).map((value) => (value === null ? undefined : value));
}

/** Closes the waiting act in the transaction of the first Change, and names the second officer in every one. */
function closing(committer: Committer, second: Actor, close: () => Promise<RowWrite>): Committer {
  let isClosed = false;
  return {
    commit: async (decide, lane) => {
      const committed = await committer.commit(async (): Promise<Change> => {
        const rows = isClosed ? [] : [await close()];
        const change = await decide();
        return { ...change, rows: [...(change.rows ?? []), ...rows], secondOfficer: second.id };
      }, lane);
      isClosed = true;
      return committed;
    },
  };
}

async function requireApprovable(office: Office, actor: Actor, id: string) {
  const { row, rule } = await requireWaiting(office, id);
  if (row.officer === actor.id) {
    const message = `cannot approve ${id} as ${actor.id}: the same officer asked for it`;
    throw new SelatError('SECOND_OFFICER_SAME', message, { id, officer: actor.id });
  }
  requireRoleFor(rule.roles, actor, `approve ${id} (${row.about})`);
  const first = await office.deps.reader.findOfficer(row.officer);
  if (first === undefined || !mayApprove(first, rule.roles)) {
    const why = `${row.officer}, who asked for it, may not do it any more`;
    throw closedError(`approve ${id}`, id, why);
  }
  return { row, rule, first: { id: first.id, role: first.role } };
}

async function requireWaiting({ deps }: Office, id: string) {
  const row = await deps.reader.findHeldAct(id);
  if (row === undefined) {
    throw new SelatError('QUEUE_ITEM_UNKNOWN', `cannot use ${id}: no act waits under this id`, { id });
  }
  const state = stateOf(row, deps.clock());
  const rule = findRule(row.act);
  if (state === 'waiting' && rule !== undefined) return { row, rule };
  const why = rule === undefined ? `this build has no act ${row.act}` : describeClosed(row, state);
  throw closedError(`use ${id}`, id, why);
}

function describeClosed({ second_officer: second }: HeldActRow, state: string): string {
  if (state === 'expired') return 'it has expired';
  return `${second ?? 'somebody'} has ${state === 'done' ? 'approved' : state} it`;
}

/** @throws SelatError ROLE_FORBIDDEN */
export function requireRoleFor(roles: readonly string[], actor: Actor, what: string): void {
  if (roles.includes(actor.role)) return;
  const allowed = roles.join(', ');
  const message = `cannot ${what} as ${actor.id}: role ${actor.role} is none of ${allowed}`;
  throw new SelatError('ROLE_FORBIDDEN', message, { officer: actor.id, role: actor.role, allowed });
}

/**
 * Says no to a waiting act; from the officer who asked for it that is a withdrawal. [BOF-5]
 * @throws SelatError QUEUE_ITEM_UNKNOWN, QUEUE_ITEM_CLOSED, ROLE_FORBIDDEN
 */
export async function refuseHeldAct(office: Office, actor: Actor, id: string, note: string): Promise<void> {
  const { clock, committer } = office.deps;
  await committer.commit(async () => {
    const { row, rule } = await requireWaiting(office, id);
    const isOwn = row.officer === actor.id;
    if (!isOwn) requireRoleFor(rule.roles, actor, `refuse ${id} (${row.about})`);
    const { version, ...columns } = row;
    const state = isOwn ? ('withdrawn' as const) : ('refused' as const);
    const closed = { ...columns, state, second_officer: actor.id, decided_ms: clock(), note };
    return {
      officer: actor.id,
      leaves: [localLeaf(isOwn ? 'withdraw-held-act' : 'refuse-held-act', id)],
      rows: [{ table: 'held_act', expectedVersion: version, row: closed }],
    };
  });
}
