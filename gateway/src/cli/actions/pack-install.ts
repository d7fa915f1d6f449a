import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toJwsJson } from '@selat/sdk/document';
import { z } from 'zod';
import type { PackView } from '../../domain/use-cases.js';
import { openClient } from '../api-client.js';
import type { Action } from '../command.js';
import { parseGiven, text, usage } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, toTimeText } from '../output/table.js';
import { readDocuments } from '../verify/read-documents.js';

export const install: Action = async (call) => {
  const { file } = parseGiven(z.object({ file: text }), call);
  const path = resolve(call.io.cwd, file);
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  const documents = readDocuments(content, path).map((document) => toJwsJson(document));
  const client = await openClient(call);
  const installed = await client.post<{ readonly items: readonly PackView[] }>('/packs', { documents });
  return { json: installed, text: (style) => describeAll(installed.items, style) };
};

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
