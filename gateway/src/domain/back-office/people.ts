import { SelatError } from '@selat/sdk/errors';
import { localLeaf } from '../acts/own-act.js';
import type { RowWrite } from '../change.js';
import { approveParticipant, registerParticipant, suspendParticipant } from '../participant/participant-verbs.js';
import type { Reader } from '../ports.js';
import type { OfficerRow } from '../rows.js';
import type { OfficerView, ParticipantView, UseCases } from '../use-cases.js';
import { printParticipant } from '../views/participant-view.js';
import type { Office } from './office.js';

type OfficerCases = Pick<UseCases, 'authenticate' | 'addOfficer' | 'disableOfficer' | 'listOfficers'>;

function printOfficer({ id, role, state }: Pick<OfficerRow, 'id' | 'role' | 'state'>): OfficerView {
  return { id, role, state };
}

/** People of the back office; only hashes of their tokens are kept. [API-1] */
export function officerCases({ deps, newToken, hashToken }: Office): OfficerCases {
  const { reader, committer, self, clock } = deps;
  return {
    authenticate: async (tokenHash) => {
      const row = await reader.findOfficerByTokenHash(tokenHash);
      return row === undefined || row.state !== 'active' ? undefined : { id: row.id, role: row.role };
    },
    addOfficer: async (actor, { slug, role }) => {
      const id = `${self.exchange}/o/${slug}`;
      const token = newToken();
      const row = { id, role, token_hash: hashToken(token), state: 'active' as const, created_ms: clock() };
      await committer.commit(async () => {
        if ((await reader.findOfficer(id)) !== undefined) {
          throw new SelatError('DOCUMENT_CHANGED', `cannot add officer ${id}: the id is taken`, { id });
        }
        const rows = [{ table: 'officer', expectedVersion: 0, row }] as const;
        return { officer: actor.id, leaves: [localLeaf('add-officer')], rows };
      });
      return { ...printOfficer(row), token };
    },
    disableOfficer: async (actor, id) => {
      await committer.commit(async () => {
        const { version, ...columns } = await requireOfficer(reader, id);
        const row = { ...columns, state: 'disabled' as const };
        const kept = await requireAnotherOperator(reader, id);
        const rows = [{ table: 'officer', expectedVersion: version, row }, ...kept] as const;
        return { officer: actor.id, leaves: [localLeaf('disable-officer')], rows };
      });
      return printOfficer(await requireOfficer(reader, id));
    },
    listOfficers: async () => (await reader.listOfficers()).map(printOfficer),
  };
}

/** Without an operator nobody could add one. Its row is written as it is, so that two who disable each other do not both win. */
async function requireAnotherOperator(reader: Reader, id: string): Promise<readonly RowWrite[]> {
  const operators = (await reader.listOfficers()).filter(
    ({ role, state }) => role === 'operator' && state === 'active',
  );
  const other = operators.find((officer) => officer.id !== id);
  if (other !== undefined) {
    const { version, ...row } = other;
    return [{ table: 'officer', expectedVersion: version, row }];
  }
  const message = `cannot disable officer ${id}: no other officer of role operator is active`;
  throw new SelatError('REQUEST_INVALID', message, { id });
}

async function requireOfficer(reader: Reader, id: string): Promise<OfficerRow> {
  const row = await reader.findOfficer(id);
  if (row !== undefined) return row;
  throw new SelatError('OFFICER_UNKNOWN', `cannot use officer ${id}: there is none`, { id });
}

type ParticipantCases = Pick<
  UseCases,
  'registerParticipant' | 'approveParticipant' | 'suspendParticipant' | 'listParticipants' | 'showParticipant'
>;

/** Members of the exchange. [IDN-9] */
export function participantCases({ deps }: Office): ParticipantCases {
  const { reader, committer, self } = deps;
  return {
    registerParticipant: async (actor, input) => {
      await committer.commit(() => registerParticipant(deps, actor, input));
      return show(`${self.exchange}/p/${input.slug}`);
    },
    approveParticipant: async (actor, id, check) => {
      await committer.commit(() => approveParticipant(deps, actor, id, check));
      return show(id);
    },
    suspendParticipant: async (actor, id) => {
      await committer.commit(() => suspendParticipant(deps, actor, id));
      return show(id);
    },
    listParticipants: async (exchange) => {
      const rows = await reader.listParticipants(exchange ?? self.exchange);
      return Promise.all(rows.map((row) => printParticipant(reader, row)));
    },
    showParticipant: show,
  };

  async function show(id: string): Promise<ParticipantView> {
    const row = await reader.findParticipant(id);
    if (row !== undefined) return printParticipant(reader, row);
    throw new SelatError('DOCUMENT_UNKNOWN', `cannot show participant ${id}: it is not known here`, { id });
  }
}
