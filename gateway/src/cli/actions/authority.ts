import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AuthorityView } from '../../domain/keys/authorities.js';
import type { KeyDraft } from '../../domain/keys/key-views.js';
import type { PageView } from '../../domain/use-cases.js';
import { openClient } from '../api-client.js';
import type { Action } from '../command.js';
import { pairs, parseGiven, text, texts, usage } from '../given.js';
import type { Io } from '../io.js';
import type { Style } from '../output/style.js';
import { fields } from '../output/table.js';
import { finish, requireWay } from './key.js';
import { offlineGiven } from './key-sign.js';

export const list: Action = async (call) => {
  const page = await (await openClient(call)).get<PageView<AuthorityView>>('/authorities');
  return { json: page, text: (style) => describe(page.items, style) };
};

export const add: Action = async (call) => {
  const schema = offlineGiven.extend({ authority: text, name: pairs.default([]), key: texts.default([]) });
  const given = parseGiven(schema, call);
  requireWay(given);
  const { authority, name } = given;
  if (name.length === 0 && given.key.length === 0) throw usage(['what to list: give --name for a new one, or --key']);
  const names = name.length === 0 ? undefined : name.map(([language, value]) => ({ language, text: value }));
  const keys = await Promise.all(given.key.map((file) => readPublicKey(file, call.io)));
  const client = await openClient(call);
  return finish(client, await client.post<KeyDraft>('/authorities', { authority, names, keys }), given, call);
};

export const remove: Action = async (call) => {
  const given = parseGiven(offlineGiven.extend({ authority: text, key: text.optional() }), call);
  requireWay(given);
  const { authority, key: kid } = given;
  const client = await openClient(call);
  return finish(client, await client.post<KeyDraft>('/authorities/remove', { authority, kid }), given, call);
};

/** A public key as JWK. @throws SelatError USAGE also for a private key, which nobody but its owner may hold */
async function readPublicKey(file: string, { cwd }: Io): Promise<unknown> {
  const path = resolve(cwd, file);
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`the key ${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  if (content.includes('PRIVATE KEY')) throw usage([`${path} holds a private key: ask for the public one`]);
  try {
    if (content.includes('BEGIN PUBLIC KEY')) return createPublicKey(content).export({ format: 'jwk' });
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Falls through: whatever it is, it is neither of the two forms.
  }
  throw usage([`${path} is no public key: give a JWK, or PEM of Ed25519 or P-256`]);
}

function describe(authorities: readonly AuthorityView[], style: Style): string {
  if (authorities.length === 0)
    return 'The descriptor lists no authority: orders on paper are transcribed all the same.\n';
  return authorities
    .map(({ id, names, jurisdiction, keys }) =>
      fields(
        [
          ['authority', id],
          ['name', names.map(({ language, text: said }) => `${said} (${language})`).join(', ')],
          ['law', jurisdiction],
          ...keys.map(({ kid, algorithm }, at) => [at === 0 ? 'keys' : '', `${kid} (${algorithm})`] as const),
          ...(keys.length === 0 ? [['keys', 'none: its orders are transcribed'] as const] : []),
        ],
        style,
      ),
    )
    .join('\n');
}
