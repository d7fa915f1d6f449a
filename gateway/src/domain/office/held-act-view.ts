/** Prints waiting acts, and says why one cannot be approved any more. */
import { SelatError } from '@selat/sdk/errors';
import type { Deps } from '../ports.js';
import type { OfficerRow } from '../rows.js';
import type { HeldActRow } from '../rows-office.js';
import { findRule } from './held-acts.js';
import type { HeldActView } from './views.js';

/** The state with time: an act that waits past its end has expired. */
export function stateOf({ state, expires_ms: end }: HeldActRow, now: number): HeldActView['state'] {
  return state === 'waiting' && now >= end ? 'expired' : state;
}

/** Whether the officer could do an act of these roles now. */
export function mayApprove({ role, state }: OfficerRow, roles: readonly string[]): boolean {
  return state === 'active' && roles.includes(role);
}

export function closedError(what: string, id: string, why: string): SelatError {
  return new SelatError('QUEUE_ITEM_CLOSED', `cannot ${what}: ${why}`, { id, why });
}

export async function printHeldAct({ reader, clock }: Deps, row: HeldActRow): Promise<HeldActView> {
  const { id, act, about, officer, second_officer: second, decided_ms: decided, note } = row;
  const state = stateOf(row, clock());
  const roles = findRule(act)?.roles ?? [];
  const officers = state === 'waiting' ? await reader.listOfficers() : [];
  const others = officers.filter((each) => each.id !== officer && mayApprove(each, roles));
  return {
    id,
    act,
    about,
    input: JSON.parse(row.input),
    officer,
    since: row.created_ms,
    until: row.expires_ms,
    state,
    mayApprove: others.map((each) => each.id),
    ...(second === null ? {} : { secondOfficer: second }),
    ...(decided === null ? {} : { decidedAt: decided }),
    ...(note === '' ? {} : { note }),
    ...(state === 'waiting'
      ? { next: { approve: `selat queue approve ${id}`, refuse: `selat queue refuse ${id}` } }
      : {}),
  };
}
