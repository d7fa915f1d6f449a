import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { toJwsJson } from '@selat/sdk/document';
import { z } from 'zod';
import type { PackView } from '../../domain/use-cases.js';
import { openClient } from '../api-client.js';
import type { Action, Call } from '../command.js';
import { parseGiven, text, usage } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, toTimeText } from '../output/table.js';
import { readDocuments } from '../verify/read-documents.js';

const given = z.object({ file: text.optional(), bundled: text.optional(), config: text.optional() });

/** Installs a file; or signs a pack that comes with selat, with the keys of the configuration, and installs it. */
export const install: Action = async (call) => {
  const { file, bundled, config } = parseGiven(given, call);
  if ((file === undefined) === (bundled === undefined)) throw usage(['give either a file or --bundled']);
  const signed = file === undefined ? await signBundled(bundled ?? '', config, call) : await readSigned(file, call);
  const documents = signed.map((document) => toJwsJson(document));
  const client = await openClient(call);
  const installed = await client.post<{ readonly items: readonly PackView[] }>('/packs', { documents });
  return { json: installed, text: (style) => describeAll(installed.items, style) };
};

async function signBundled(id: string, config: string | undefined, call: Call): Promise<readonly SignedDocument[]> {
  const { signOne } = await import('./pack-sign.js');
  return (await signOne(id, config, {}, call)).documents;
}

async function readSigned(file: string, { io }: Call): Promise<readonly SignedDocument[]> {
  const path = resolve(io.cwd, file);
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  return readDocuments(content, path);
}

const listed = z.object({ packs: text.optional(), config: text.optional() });

/** Packs of the gateway that is named, else of a folder, else those that come with selat. */
export const list: Action = async (call) => {
  const { packs, config } = parseGiven(listed, call);
  const { env } = call.io;
  const isNamed = [config, env['SELAT_CONFIG'], env['SELAT_API_URL']].some(Boolean);
  if (packs !== undefined || !isNamed) return (await import('./pack.js')).listPacks(call);
  const page = await (await openClient(call)).get<{ readonly items: readonly PackView[] }>('/packs');
  return { json: page, text: (style) => describeAll(page.items, style) };
};

const STANDINGS: Readonly<Record<PackView['standing'], string>> = {
  decides: 'this exchange decides with it',
  agreed: 'counts where an agreement names its publisher',
  later: 'has not taken effect',
  acceptable: 'superseded; decisions of peers made with it still count',
  over: 'superseded; decisions made with it count no longer',
};

/** Digests are what people copy, so each stands on a line of its own. */
function describeAll(items: readonly PackView[], style: Style): string {
  if (items.length === 0) return 'No rule packs are installed: selat pack sign, then selat pack install.\n';
  return items
    .map((item) =>
      fields(
        [
          ['pack', `${item.id} ${item.version}, the law of ${item.jurisdiction}`],
          ['digest', item.digest],
          ['publisher', item.publisher],
          ['standing', item.standing === 'decides' ? style.good(STANDINGS.decides) : STANDINGS[item.standing]],
          ['takes effect', toTimeText(item.takesEffectAt)],
          ['superseded', item.supersededAt === undefined ? undefined : toTimeText(item.supersededAt)],
          ['by', item.supersededBy],
          ['texts', item.catalogue ?? 'none'],
          ['came from', item.source],
        ],
        style,
      ),
    )
    .join('\n');
}
