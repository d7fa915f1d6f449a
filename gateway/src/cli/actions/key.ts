import { resolve } from 'node:path';
import { z } from 'zod';
import type { InstalledView, KeyDraft, KeyView } from '../../domain/keys/key-views.js';
import type { PageView } from '../../domain/use-cases.js';
import { writeOpenFile } from '../../signing/index.js';
import { type ApiClient, openClient, segment } from '../api-client.js';
import type { Action, Call, Outcome } from '../command.js';
import { parseGiven, text, usage } from '../given.js';
import { readSigned, type SignedDraft } from '../keys/signed-draft.js';
import type { Style } from '../output/style.js';
import { fields, table, toTimeText } from '../output/table.js';
import { type OfflineGiven, offlineGiven, signWith } from './key-sign.js';

const instant = z
  .string()
  .refine((value) => Number.isFinite(Date.parse(value)), 'is no time such as 2026-01-05T08:00:00Z')
  .transform((value) => Date.parse(value));

export const list: Action = async (call) => {
  const page = await (await openClient(call)).get<PageView<KeyView>>('/keys');
  return { json: page, text: (style) => describeKeys(page.items, style) };
};

export const rotate: Action = async (call) => {
  const given = parseGiven(offlineGiven.extend({ purpose: text, algorithm: text.optional() }), call);
  requireWay(given);
  const client = await openClient(call);
  const draft = await client.post<KeyDraft>('/keys/rotate', { purpose: given.purpose, algorithm: given.algorithm });
  return finish(client, draft, given, call);
};

export const revoke: Action = async (call) => {
  const schema = offlineGiven.extend({ kid: text, reason: text, compromisedSince: instant.optional() });
  const given = parseGiven(schema, call);
  requireWay(given);
  const client = await openClient(call);
  const { reason, compromisedSince } = given;
  const kid = await findKid(client, given.kid);
  const draft = await client.post<KeyDraft>(`/keys/${segment(kid)}/revocation`, { reason, compromisedSince });
  return finish(client, draft, given, call);
};

export const install: Action = async (call) => {
  const { file } = parseGiven(z.object({ file: text }), call);
  return publish(await openClient(call), await readSigned(file, call.io));
};

/** Completes the first characters of a kid, which is as much as `key list` has room for. */
async function findKid(client: ApiClient, given: string): Promise<string> {
  const start = given.replace(/…$/, '');
  const { items } = await client.get<PageView<KeyView>>('/keys');
  const found = new Set(items.map(({ kid }) => kid).filter((kid) => kid.startsWith(start)));
  const [kid] = found;
  if (kid !== undefined && found.size === 1) return kid;
  throw usage([`${given} begins the kid of ${found.size} keys; key list --json shows each in full`]);
}

/** Asked before anything is made. */
export function requireWay({ identity, out }: OfflineGiven): void {
  if ((identity === undefined) !== (out === undefined)) return;
  throw usage(['give either --identity DIR to sign here, or --out FILE to sign on another machine']);
}

export async function finish(client: ApiClient, draft: KeyDraft, given: OfflineGiven, call: Call): Promise<Outcome> {
  if (given.identity !== undefined) {
    const { changes: _told, ...signed } = await signWith(given.identity, draft, given, call);
    return publish(client, signed);
  }
  const out = given.out ?? '';
  const file = resolve(call.io.cwd, out);
  await writeOpenFile(file, `${JSON.stringify(draft)}\n`, call.io.random);
  const next = `selat key sign ${out} --identity DIR --out SIGNED`;
  const said = `Nothing has changed yet. Carry ${file} to the identity keys and run there:
  ${next}
then here:
  selat key install SIGNED\n`;
  return { json: { file, type: draft.type, purpose: draft.purpose, next }, text: () => said };
}

async function publish(client: ApiClient, { type, document, certificate, purpose }: SignedDraft): Promise<Outcome> {
  if (type === 'selat.v1.KeyRevocation') {
    const key = await client.post<KeyView>('/keys/revoke', { revocation: document });
    return { json: key, text: (style) => describeKeys([key], style) };
  }
  if (purpose === 'authority') {
    const listed = await client.post<InstalledView>('/authorities/install', { descriptor: document });
    return { json: listed, text: (style) => describeInstalled(listed, style) };
  }
  const installed = await client.post<InstalledView>('/keys/install', { descriptor: document, certificate });
  return { json: installed, text: (style) => describeInstalled(installed, style) };
}

function describeInstalled({ descriptor, sequence, waitingFor, keys }: InstalledView, style: Style): string {
  const head = fields(
    [
      ['descriptor', `${sequence}, ${descriptor}`],
      ['waits for', waitingFor.join(', ')],
    ],
    style,
  );
  return `${style.good('Installed.')}\n${head}\n${describeKeys(keys, style)}`;
}

function describeKeys(keys: readonly KeyView[], style: Style): string {
  const rows = table(
    keys,
    [
      { title: 'PURPOSE', value: ({ purpose }) => purpose },
      { title: 'ALGORITHM', value: ({ algorithm }) => algorithm },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'KID', value: ({ kid }) => kid, shrinks: true },
      { title: 'UNTIL', value: ({ notAfter }) => toTimeText(notAfter ?? Number.NaN).slice(0, 10) },
      { title: 'DAYS', value: ({ daysLeft }) => (daysLeft === undefined ? '' : String(daysLeft)) },
    ],
    style,
    'There is no key.',
  );
  const advice = keys.flatMap(({ purpose, kid, advice: todo }) =>
    todo === undefined ? [] : [`${purpose} ${kid.slice(0, 12)}: ${todo}\n`],
  );
  return advice.length === 0 ? rows : `${rows}\nTo do:\n${advice.map((line) => `  ${line}`).join('')}`;
}
