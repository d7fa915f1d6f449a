import { z } from 'zod';
import type { PageView, ParticipantView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import type { Action, Outcome } from '../command.js';
import { pairs, parseGiven, text, texts } from '../given.js';
import { fields, table, toNamesText } from '../output/table.js';

const registration = z.object({
  slug: text,
  name: pairs,
  country: text,
  role: texts,
  externalId: pairs.default([]),
});

export const register: Action = async (call) => {
  const { slug, name, country, role, externalId } = parseGiven(registration, call);
  const body = {
    slug,
    names: name.map(([language, value]) => ({ language, text: value })),
    country,
    roles: role,
    externalIds: externalId.map(([scheme, value]) => ({ scheme, value })),
  };
  return one(await (await openClient(call)).post<ParticipantView>('/participants', body));
};

export const approve: Action = async (call) => {
  const { id, method, checkedOn } = parseGiven(z.object({ id: text, method: text, checkedOn: text }), call);
  const client = await openClient(call);
  return one(await client.post<ParticipantView>(`/participants/${segment(id)}/approve`, { method, checkedOn }));
};

export const suspend: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  return one(await (await openClient(call)).post<ParticipantView>(`/participants/${segment(id)}/suspend`));
};

export const show: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  return one(await (await openClient(call)).get<ParticipantView>(`/participants/${segment(id)}`));
};

export const list: Action = async (call) => {
  const { exchange } = parseGiven(z.object({ exchange: text.optional() }), call);
  const page = await (await openClient(call)).get<PageView<ParticipantView>>('/participants', { exchange });
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'PARTICIPANT', value: ({ id }) => id },
          { title: 'STATE', value: ({ state }) => state },
          { title: 'ROLES', value: ({ roles }) => roles.join(', ') },
          { title: 'NAME', value: ({ names }) => toNamesText(names), shrinks: true },
        ],
        style,
        'No participants yet.',
      ),
  };
};

function one(participant: ParticipantView): Outcome {
  return {
    json: participant,
    text: (style) =>
      fields(
        [
          ['participant', participant.id],
          ['state', participant.state],
          ['roles', participant.roles.join(', ')],
          ['name', toNamesText(participant.names)],
          ['record', participant.record],
          ['revision', String(participant.revision)],
        ],
        style,
      ),
  };
}
