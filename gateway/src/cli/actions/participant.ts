import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { MemberKeyView, PageView, ParticipantView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { pairs, parseGiven, text, texts, usage } from '../given.js';
import { fields, table, toNamesText, toTimeText } from '../output/table.js';

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
  return check(call, 'approve');
};

export const renew: Action = async (call) => check(call, 'renew');

const identityCheck = z.object({
  id: text,
  method: text,
  checkedOn: text,
  validUntil: text.optional(),
  evidence: text.optional(),
  evidenceAt: text.optional(),
});

/** States a check; of the evidence only a digest leaves this machine. */
async function check(call: Call, verb: 'approve' | 'renew'): Promise<Outcome> {
  const { id, evidence, evidenceAt, ...stated } = parseGiven(identityCheck, call);
  if (evidence === undefined && evidenceAt !== undefined) throw usage(['--evidence-at is given without --evidence']);
  const kept = evidence === undefined ? {} : { evidence: await digestOf(evidence, evidenceAt ?? evidence, call) };
  const client = await openClient(call);
  return one(await client.post<ParticipantView>(`/participants/${segment(id)}/${verb}`, { ...stated, ...kept }));
}

async function digestOf(file: string, place: string, { io }: Call): Promise<{ digest: string; place: string }> {
  const path = resolve(io.cwd, file);
  const content = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw usage([`--evidence ${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  return { digest: `sha256:${createHash('sha256').update(content).digest('hex')}`, place };
}

export const reinstate: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  return one(await (await openClient(call)).post<ParticipantView>(`/participants/${segment(id)}/reinstate`));
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

/** One participant, as every command that changes it answers. */
export function one(participant: ParticipantView): Outcome {
  const { identityCheck: checked, validUntil, keys, signs } = participant;
  return {
    json: participant,
    text: (style) =>
      fields(
        [
          ['participant', participant.id],
          ['state', participant.state],
          ['roles', participant.roles.join(', ')],
          ['name', toNamesText(participant.names)],
          ...participant.externalIds.map(({ scheme, value }) => [scheme, value] as const),
          ['checked', checked === undefined ? undefined : `${checked.method} on ${checked.checkedOn}`],
          ['checked by', checked?.officer],
          ['valid until', validUntil === undefined ? undefined : toTimeText(validUntil)],
          ...keys.flatMap(toKeyLines),
          ['signs itself', signs.length === 0 ? undefined : signs.join(', ')],
          ['record', participant.record],
          ['revision', String(participant.revision)],
        ],
        style,
      ),
  };
}

/** A thumbprint has 43 characters: what is said of the key stands below it. */
function toKeyLines({ kid, alg = '', notAfter, revoked }: MemberKeyView): (readonly [string, string])[] {
  const ended = notAfter === undefined ? '' : ` until ${toTimeText(notAfter)}`;
  return [
    ['key', kid],
    ['', revoked === undefined ? `${alg}${ended}` : `revoked: ${revoked}`],
  ];
}
