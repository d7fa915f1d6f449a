import { basename, join, resolve } from 'node:path';
import { LANGUAGES } from '@selat/sdk/compliance';
import { z } from 'zod';
import { checkPack, type PackSummary, summaryOf } from '../../packs/check-pack.js';
import { openPacks } from '../../packs/open-packs.js';
import { packFoldersIn, readPackFolder, shippedPacks } from '../../packs/pack-folders.js';
import type { Action } from '../command.js';
import { flag, parseGiven, text, usage } from '../given.js';
import { printPackCheck } from '../output/pack-text.js';
import type { Style } from '../output/style.js';
import { table } from '../output/table.js';

const checked = z.object({ dir: text, coverage: flag, packs: text.optional() });

/** Checks one pack; exit 1 where something is wrong with it or a case comes out otherwise. */
export const checkPackFolder: Action = async (call) => {
  const { dir, coverage, packs } = parseGiven(checked, call);
  const { cwd } = call.io;
  const path = resolve(cwd, dir);
  const folder = readPackFolder(path, dir.replace(/\/+$/, '') || '/');
  if (folder.files.length === 0) throw usage(emptyFolder(dir, path));
  const others = packs === undefined ? shippedPacks() : resolve(cwd, packs);
  const check = checkPack(folder, others, coverage);
  return { json: check, text: (style) => printPackCheck(check, style), exit: check.ok ? 0 : 1 };
};

function emptyFolder(dir: string, path: string): readonly string[] {
  const inside = packFoldersIn(path).map((pack) => join(dir, basename(pack)));
  if (inside.length === 0) return [`${dir} has no file that ends in .yaml`];
  return [`${dir} is no pack but holds some: give one of ${inside.join(', ')}`];
}

const listed = z.object({ packs: text.optional() });

/** Packs of a folder, each with what it holds. */
export const listPacks: Action = async (call) => {
  const { packs } = parseGiven(listed, call);
  const authored = openPacks(packs === undefined ? undefined : resolve(call.io.cwd, packs));
  const rows = authored.map(summaryOf);
  return { json: { packs: rows }, text: (style) => printList(rows, style) };
};

function printList(rows: readonly PackSummary[], style: Style): string {
  return table(
    rows,
    [
      { title: 'PACK', value: ({ id }) => id },
      { title: 'VERSION', value: ({ version }) => version },
      { title: 'LAW OF', value: ({ jurisdiction }) => jurisdiction },
      { title: 'FROM', value: ({ effectiveFrom }) => effectiveFrom },
      { title: 'TO', value: ({ effectiveTo }) => effectiveTo ?? 'open' },
      { title: 'DECIDES SINCE', value: ({ takesEffect }) => takesEffect.slice(0, 10) },
      { title: 'RULES', value: ({ rules }) => String(Object.values(rules).reduce((sum, count) => sum + count, 0)) },
      { title: 'TEXTS', value: (row) => languagesOf(row), shrinks: true },
    ],
    style,
    'No packs.',
  );
}

/** Languages in which every rule and code has a text. */
function languagesOf({ missingTexts }: PackSummary): string {
  const whole = LANGUAGES.filter((language) => !missingTexts.some((missing) => missing.language === language));
  return whole.join(' ') || 'none whole';
}
