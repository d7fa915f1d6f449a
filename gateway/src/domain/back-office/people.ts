import { SelatError } from '@selat/sdk/errors';
import { approveParticipant, registerParticipant, suspendParticipant } from '../participant/participant-verbs.js';
import type { ParticipantView, UseCases } from '../use-cases.js';
import { printParticipant } from '../views/participant-view.js';
import type { Office } from './office.js';

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
