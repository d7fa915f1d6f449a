import { z } from 'zod';
import type { HeldActView, PageView, QueueAnswer, QueueItem } from '../../domain/use-cases.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action } from '../command.js';
import { onlyId, shortenedDigits } from '../full-id.js';
import { parseGiven, text, texts, wholeNumber } from '../given.js';
import { price } from '../grant-given.js';
import type { Style } from '../output/style.js';
import { fields, shortDigest, table, toTimeText } from '../output/table.js';

const query = z.object({
  kind: text.optional(),
  role: text.optional(),
  limit: wholeNumber(1, 1000),
  after: text.optional(),
});

export const list: Action = async (call) => {
  const asked = parseGiven(query, call);
  const page = await (await openClient(call)).get<PageView<QueueItem>>('/queue', asked);
  return { json: page, text: (style) => queueTable(page.items, style) + more(page) };
};

function queueTable(items: readonly QueueItem[], style: Style): string {
  const rows = table(
    items,
    [
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'ID', value: ({ id }) => shortDigest(id) },
      { title: 'ROLES', value: ({ roles }) => roles.join(','), shrinks: true },
      { title: 'ABOUT', value: ({ about }) => about, shrinks: true },
    ],
    style,
    'Nothing waits for an officer.',
  );
  return items.length === 0 ? rows : `${rows}\nWhat to type: selat queue show ID, selat queue approve ID\n`;
}

function more({ next }: PageView<unknown>): string {
  return next === undefined ? '' : `More follows: --after "${next}"\n`;
}

export const show: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  const client = await openClient(call);
  const item = await client.get<QueueItem | HeldActView>(`/queue/${segment(await fullId(client, id))}`);
  return { json: item, text: (style) => ('act' in item ? describeHeld(item, style) : describe(item, style)) };
};

/** The id of a grant that a person may have shortened. */
async function fullId(client: ApiClient, id: string): Promise<string> {
  const digits = shortenedDigits(id);
  if (digits === undefined) return id;
  const found: QueueItem[] = [];
  for (const kind of ['grant-request', 'grant-offer']) {
    found.push(...(await client.get<PageView<QueueItem>>('/queue', { kind, limit: 1000 })).items);
  }
  return onlyId(found, digits, 'item');
}

function describe({ kind, id, about, since, roles, next }: QueueItem, style: Style): string {
  return fields(
    [
      ['kind', kind],
      ['id', id],
      ['about', about],
      ['since', since === undefined ? undefined : toTimeText(since)],
      ['may approve', roles.join(', ')],
      ['approve', next.approve],
      ['refuse', next.refuse],
    ],
    style,
  );
}

function describeHeld(held: HeldActView, style: Style): string {
  const { id, act, about, state, officer, since, until, mayApprove, secondOfficer, decidedAt, note, next } = held;
  return fields(
    [
      ['id', id],
      ['act', `${act}: ${about}`],
      ['state', state],
      ['asked by', `${officer}, ${toTimeText(since)}`],
      ['until', state === 'waiting' ? toTimeText(until) : undefined],
      ['decided by', secondOfficer === undefined ? undefined : `${secondOfficer}, ${toTimeText(decidedAt ?? 0)}`],
      ['note', note],
      ['may approve', mayApprove.join(', ')],
      ['approve', next?.approve],
      ['refuse', next?.refuse],
    ],
    style,
  );
}

const approval = z.object({
  id: text,
  note: text.optional(),
  wait: wholeNumber(0, 60),
  method: text.optional(),
  checkedOn: text.optional(),
  price,
});

export const approve: Action = async (call) => {
  const { id, wait, ...rest } = parseGiven(approval, call);
  return decide(await openClient(call), id, 'approve', { ...rest, waitMs: wait * 1000 });
};

const refusal = z.object({ id: text, note: text.optional(), reason: text.optional(), need: texts.default([]) });

export const refuse: Action = async (call) => {
  const { id, need, ...rest } = parseGiven(refusal, call);
  const needs = need.map((codes) => codes.split(',').map((code) => code.trim()));
  return decide(await openClient(call), id, 'refuse', { ...rest, needs });
};

async function decide(client: ApiClient, id: string, verb: string, body: object) {
  const answer = await client.post<QueueAnswer>(`/queue/${segment(await fullId(client, id))}/${verb}`, { ...body });
  return {
    json: answer,
    text: (style: Style) =>
      fields(
        [['item', `${answer.kind} ${answer.id}`], ['outcome', style.good(answer.outcome)], ...wordsOf(answer.result)],
        style,
      ),
  };
}

/** The plain members of what the act answered, such as id, state and a token that is shown once. */
function wordsOf(result: unknown): [string, string][] {
  if (typeof result !== 'object' || result === null) return [];
  return Object.entries(result).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
}
