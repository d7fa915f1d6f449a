import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { originOf } from '@selat/sdk/log';
import { z } from 'zod';
import { loadConfig, openNode } from '../../config/index.js';
import { chooseKeys } from '../../custody/signing-keys.js';
import { openPacks } from '../../packs/open-packs.js';
import { packFoldersIn, shippedPacks } from '../../packs/pack-folders.js';
import { type PackPlace, type PackPublisher, signPack } from '../../packs/sign-pack.js';
import { writeOpenFile } from '../../signing/index.js';
import type { Action, Call } from '../command.js';
import { configFileOf } from '../config-file.js';
import { parseGiven, text, usage } from '../given.js';
import { instant } from '../grant-given.js';
import { fields, toTimeText } from '../output/table.js';

const given = z.object({
  dir: text,
  config: text.optional(),
  supersedes: text.regex(/^sha256:[0-9a-f]{64}$/, 'is not sha256: and 64 hexadecimal digits').optional(),
  takesEffect: instant,
  out: text.optional(),
});

/** Signs a pack and its texts; nothing but the file is written. */
export const signPackFolder: Action = async (call) => {
  const { dir, config, supersedes, takesEffect, out } = parseGiven(given, call);
  const place = { supersedes: supersedes?.replace('sha256:', ''), takesEffectAt: takesEffect };
  const { authored, publisher, digest, takesEffectAt, documents } = await signOne(dir, config, place, call);
  const { id, version, jurisdiction } = authored.pack.source;
  const name = out ?? `${id}-${version}.jws.json`;
  const file = resolve(call.io.cwd, name);
  await writeOpenFile(file, `${JSON.stringify(documents.map((document) => toJwsJson(document)))}\n`, call.io.random);
  const said = { file, digest: `sha256:${digest}`, id, version, jurisdiction, publisher: publisher.id, takesEffectAt };
  return {
    json: said,
    text: (style) =>
      `${fields(
        [
          ['pack', `${id} ${version}, the law of ${jurisdiction}`],
          ['digest', said.digest],
          ['publisher', publisher.id],
          ['takes effect', toTimeText(takesEffectAt)],
          ['supersedes', supersedes],
          ['file', file],
        ],
        style,
      )}Install it with: selat pack install ${name}\n`,
  };
};

/** Signs a folder, or a pack that comes with selat, as the node of a configuration. */
export async function signOne(dir: string, config: string | undefined, place: PackPlace, call: Call) {
  const authored = openOne(dir, call);
  const publisher = await openPublisher(configFileOf(config, call), call);
  return { authored, publisher, ...(await signPack(authored, publisher, place)) };
}

/** A folder; or a pack that comes with selat, by its id. @throws SelatError USAGE, PACK_INVALID */
function openOne(dir: string, { io }: Call) {
  const path = resolve(io.cwd, dir);
  const shipped = join(shippedPacks(), dir);
  const chosen = !existsSync(path) && /^[a-z0-9-]+$/.test(dir) && existsSync(shipped) ? shipped : path;
  const folders = packFoldersIn(chosen);
  const [authored, second] = folders.length === 0 ? [] : openPacks(chosen);
  if (authored === undefined) throw usage([`${dir} has no pack.yaml`]);
  if (second !== undefined) throw usage([`${dir} is no pack but holds some: name one of them`]);
  return authored;
}

/** The node as a publisher, from its files alone: its gateway may run or not. */
async function openPublisher(file: string, { io }: Call): Promise<PackPublisher> {
  const { config, secrets } = await loadConfig(file, io.env);
  for (const warning of secrets.warnings) io.err(`selat: ${warning}\n`);
  const now = io.clock();
  const { descriptor, keystore } = await openNode(config, secrets, now, io.random);
  const { id, environment: env } = config.exchange;
  const origin = originOf(id, env, config.log.shard);
  const { document } = chooseKeys({ descriptor, revoked: new Set(), custody: keystore, origin, now });
  if (document.length === 0) throw new SelatError('KEY_ABSENT', `cannot sign as ${id}: it has no document key`);
  return { id, env, signers: document, now, random: io.random };
}
