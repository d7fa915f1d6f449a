import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { OFFICER_ROLES } from '../../domain/rows.js';
import type { OfficerView, PageView } from '../../domain/use-cases.js';
import { writePrivateFile } from '../../signing/index.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { parseGiven, text, usage } from '../given.js';
import { fields, table, toTimeText } from '../output/table.js';

const newOfficer = z.object({ slug: text, role: z.enum(OFFICER_ROLES), tokenFile: text.optional() });

type NewToken = OfficerView & { readonly token: string };

export const add: Action = async (call) => {
  const { slug, role, tokenFile } = parseGiven(newOfficer, call);
  return withToken(call, tokenFile, (client) => client.post<NewToken>('/officers', { slug, role }));
};

export const replaceToken: Action = async (call) => {
  const { id, tokenFile } = parseGiven(z.object({ id: text, tokenFile: text.optional() }), call);
  return withToken(call, tokenFile, (client) => client.post<NewToken>(`/officers/${segment(id)}/token`));
};

/** Prints the token that an answer holds, or keeps it in a file. */
async function withToken(
  call: Call,
  tokenFile: string | undefined,
  ask: (client: ApiClient) => Promise<NewToken>,
): Promise<Outcome> {
  const { io } = call;
  const file = tokenFile === undefined ? undefined : resolve(io.cwd, tokenFile);
  if (file !== undefined) await requireFolder(file);
  const { token, ...officer } = await ask(await openClient(call));
  if (file !== undefined) await writePrivateFile(file, `${token}\n`, io.random);
  const answer = file === undefined ? { ...officer, token } : { ...officer, tokenFile: file };
  const rows: [string, string | undefined][] = [
    ['officer', officer.id],
    ['role', officer.role],
    ['token', file ?? token],
  ];
  return {
    json: answer,
    text: (style) =>
      `${fields(rows, style)}${file === undefined ? 'The token is shown this once; only its hash is kept.\n' : ''}`,
  };
}

/** The token is shown once: a place that cannot take it is found out before the officer exists. */
async function requireFolder(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'not writable';
    throw usage([`--token-file ${file} cannot be written: its folder gives ${why}`]);
  }
}

export const show: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  return one(await (await openClient(call)).get<OfficerView>(`/officers/${segment(id)}`));
};

export const changeRole: Action = async (call) => {
  const { id, role } = parseGiven(z.object({ id: text, role: z.enum(OFFICER_ROLES) }), call);
  return one(await (await openClient(call)).post<OfficerView>(`/officers/${segment(id)}/role`, { role }));
};

function one(officer: OfficerView): Outcome {
  return {
    json: officer,
    text: (style) =>
      fields(
        [
          ['officer', officer.id],
          ['role', officer.role],
          ['state', officer.state],
          ['added', toTimeText(officer.addedAt)],
        ],
        style,
      ),
  };
}

export const disable: Action = async (call) => {
  const { id } = parseGiven(z.object({ id: text }), call);
  const officer = await (await openClient(call)).post<OfficerView>(`/officers/${segment(id)}/disable`);
  return { json: officer, text: () => `${officer.id} is ${officer.state}.\n` };
};

export const list: Action = async (call) => {
  const page = await (await openClient(call)).get<PageView<OfficerView>>('/officers');
  return {
    json: page,
    text: (style) =>
      table(
        page.items,
        [
          { title: 'OFFICER', value: ({ id }) => id },
          { title: 'ROLE', value: ({ role }) => role },
          { title: 'STATE', value: ({ state }) => state },
        ],
        style,
        'No officers.',
      ),
  };
};
