import { z } from 'zod';
import type { StoreCheck } from '../../fsck/check-store.js';
import { fsckNode } from '../../fsck/fsck-node.js';
import type { Action } from '../command.js';
import { configFileOf } from '../config-file.js';
import { flag, parseGiven, text } from '../given.js';
import { printProblems } from '../output/problems.js';
import { progressTo } from '../output/progress.js';
import type { Style } from '../output/style.js';
import { fields } from '../output/table.js';

const given = z.object({ config: text.optional(), json: flag });

/** Checks the store of a node, running or not; exit 1 where something is wrong. */
export const fsck: Action = async (call) => {
  const { config, json } = parseGiven(given, call);
  const { io } = call;
  const found = await fsckNode(configFileOf(config, call), io.env, progressTo(io, json));
  return { json: found, text: (style) => describe(found, style), exit: found.ok ? 0 : 1 };
};

function describe(found: StoreCheck, style: Style): string {
  const { ok, origin, size, root, headSize, erased, documents, unverified, problemCount, problems } = found;
  const verdict = ok
    ? style.good('sound')
    : style.bad(`damaged: ${problemCount} problem${problemCount === 1 ? '' : 's'}`);
  const rows = fields(
    [
      ['log', origin],
      ['entries', `${size}${erased === 0 ? '' : `, ${erased} of them erased`}`],
      ['root', root],
      ['signed head', headSize === null ? 'none' : `${headSize} entries`],
      ['documents', `${documents}${unverified === 0 ? '' : `, ${unverified} by keys that are not stored`}`],
    ],
    style,
  );
  return `${verdict}\n${rows}${printProblems(problems, problemCount, style)}`;
}
