/** People of the back office. Only hashes of their tokens are kept. [API-1] */
import { SelatError } from '@selat/sdk/errors';
import { localLeaf } from '../acts/own-act.js';
import type { Change, RowWrite } from '../change.js';
import type { OfficeCases } from '../office/use-cases.js';
import type { Reader } from '../ports.js';
import type { OfficerRow } from '../rows.js';
import type { Actor, OfficerView, UseCases } from '../use-cases.js';
import type { Office } from './office.js';

type OfficerCases = Pick<UseCases, 'authenticate'> &
  Pick<
    OfficeCases,
    'addOfficer' | 'listOfficers' | 'showOfficer' | 'changeOfficerRole' | 'replaceOfficerToken' | 'disableOfficer'
  >;

function printOfficer({ id, role, state, created_ms: addedAt }: OfficerRow): OfficerView {
  return { id, role, state, addedAt };
}

export function officerCases(office: Office): OfficerCases {
  const { deps, newToken, hashToken } = office;
  const { reader, committer } = deps;
  const act = async (id: string, decide: () => Promise<Change>) => {
    await committer.commit(decide);
    return printOfficer(await requireOfficer(reader, id));
  };
  return {
    authenticate: async (tokenHash) => {
      const row = await reader.findOfficerByTokenHash(tokenHash);
      return row === undefined || row.state !== 'active' ? undefined : { id: row.id, role: row.role };
    },
    addOfficer: (actor, input) => addOfficer(office, actor, input),
    listOfficers: async () => (await reader.listOfficers()).map(printOfficer),
    showOfficer: async (id) => printOfficer(await requireOfficer(reader, id)),
    changeOfficerRole: (actor, id, role) =>
      act(id, () =>
        replace(reader, actor, id, { verb: 'change-officer-role', what: 'change the role of', to: { role } }),
      ),
    replaceOfficerToken: async (actor, id) => {
      const token = newToken();
      const to = { token_hash: hashToken(token) };
      const what = 'replace the token of';
      return {
        ...(await act(id, () => replace(reader, actor, id, { verb: 'replace-officer-token', what, to }))),
        token,
      };
    },
    disableOfficer: (actor, id) =>
      act(id, () =>
        replace(reader, actor, id, { verb: 'disable-officer', what: 'disable', to: { state: 'disabled' as const } }),
      ),
  };
}

async function addOfficer(
  { deps, newToken, hashToken }: Office,
  actor: Actor,
  { slug, role }: Parameters<OfficeCases['addOfficer']>[1],
) {
  const { reader, committer, self, clock } = deps;
  const id = `${self.exchange}/o/${slug}`;
  const token = newToken();
  const row = { id, role, token_hash: hashToken(token), state: 'active' as const, created_ms: clock() };
  await committer.commit(async () => {
    if ((await reader.findOfficer(id)) !== undefined) {
      throw new SelatError('DOCUMENT_CHANGED', `cannot add officer ${id}: the id is taken`, { id });
    }
    const rows = [{ table: 'officer', expectedVersion: 0, row }] as const;
    return { officer: actor.id, leaves: [localLeaf('add-officer', id)], rows };
  });
  return { ...printOfficer({ ...row, version: 1 }), token };
}

interface Replacement {
  readonly verb: string;
  /** For people, before `officer <id>`. */
  readonly what: string;
  readonly to: Partial<Pick<OfficerRow, 'role' | 'state' | 'token_hash'>>;
}

/** Changes an active officer; an operator stays among the active ones. @throws SelatError OFFICER_UNKNOWN, OFFICER_CLOSED, LAST_OPERATOR */
async function replace(reader: Reader, actor: Actor, id: string, { verb, what, to }: Replacement): Promise<Change> {
  const { version, ...columns } = await requireOfficer(reader, id);
  if (columns.state !== 'active') {
    throw new SelatError('OFFICER_DISABLED', `cannot ${what} officer ${id}: it is disabled`, { id });
  }
  const row = { ...columns, ...to };
  const isStillOperator = row.role === 'operator' && row.state === 'active';
  const kept = columns.role === 'operator' && !isStillOperator ? [await keepOperator(reader, id, what)] : [];
  const rows: readonly RowWrite[] = [{ table: 'officer', expectedVersion: version, row }, ...kept];
  return { officer: actor.id, leaves: [localLeaf(verb, id)], rows };
}

/** Without an operator nobody could add one. Its row is written as it is, so that two who disable each other do not both win. */
async function keepOperator(reader: Reader, id: string, what: string): Promise<RowWrite> {
  const officers = await reader.listOfficers();
  const other = officers.find((each) => each.id !== id && each.role === 'operator' && each.state === 'active');
  if (other === undefined) {
    const message = `cannot ${what} officer ${id}: no other officer of role operator is active`;
    throw new SelatError('LAST_OPERATOR', message, { id });
  }
  const { version, ...row } = other;
  return { table: 'officer', expectedVersion: version, row };
}

async function requireOfficer(reader: Reader, id: string): Promise<OfficerRow> {
  const row = await reader.findOfficer(id);
  if (row !== undefined) return row;
  throw new SelatError('OFFICER_UNKNOWN', `cannot use officer ${id}: there is none`, { id });
}
