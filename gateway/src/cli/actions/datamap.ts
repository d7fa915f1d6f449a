import { basename, resolve } from 'node:path';
import { type AuthoredPack, readFacts } from '@selat/sdk/compliance';
import { z } from 'zod';
import { makeMap, toMapJson } from '../../datamap/make-map.js';
import { decodeText } from '../../facts/decode-text.js';
import { type FileMistake, toFactsError } from '../../facts/read-facts-file.js';
import { jsonFaults, linesOf } from '../../facts/scan-json.js';
import { openPacks } from '../../packs/open-packs.js';
import { bookOf } from '../../packs/pack-book.js';
import { printMapPage } from '../../reports/map-page.js';
import type { Action, Call } from '../command.js';
import { bytesOf, day, language, writeReport } from '../compliance-given.js';
import { flag, parseGiven, text } from '../given.js';
import { printMap } from '../output/datamap-text.js';

const given = z.object({
  assets: text,
  to: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is no country, two capital letters such as MY')
    .optional(),
  asOf: day.optional(),
  language,
  packs: text.optional(),
  facts: text.optional(),
  strict: flag,
  html: text.optional(),
});

/** Maps an inventory; exit 2 where lines could not be read, and the map has the others. */
export const datamap: Action = async (call) => {
  const wanted = parseGiven(given, call);
  const { io } = call;
  const packs = openPacks(wanted.packs === undefined ? undefined : resolve(io.cwd, wanted.packs));
  const name = wanted.assets === '-' ? 'standard input' : wanted.assets;
  const csv = decodeText(await bytesOf(wanted.assets, io), name);
  const map = makeMap(
    packs.map(({ pack }) => pack),
    csv,
    {
      asOf: wanted.asOf ?? today(packs, call),
      ...(wanted.to === undefined ? {} : { to: wanted.to }),
      common: wanted.facts === undefined ? {} : await commonFacts(wanted.facts, call),
      isStrict: wanted.strict,
    },
  );
  const book = bookOf(packs);
  if (wanted.html !== undefined) {
    const page = printMapPage(map, name === wanted.assets ? basename(name) : name, book, wanted.language);
    await writeReport(wanted.html, page, io);
  }
  return {
    json: toMapJson(map),
    text: (style) => printMap(map, name, { language: wanted.language, book, style }),
    exit: map.problems.length > 0 ? 2 : 0,
  };
};

/** The day that it is where the easternmost of the packs is law. */
function today(packs: readonly AuthoredPack[], { io }: Call): string {
  const offset = Math.max(...packs.map(({ pack }) => pack.source.utcOffsetMinutes));
  return new Date(io.clock() + offset * 60_000).toISOString().slice(0, 10);
}

/** Facts of one object without what each line states. @throws SelatError FACTS_INVALID with every mistake */
async function commonFacts(file: string, { io }: Call): Promise<{ [key: string]: unknown }> {
  const json = decodeText(await bytesOf(file, io), file);
  const faults = jsonFaults(json).map((fault): FileMistake => ({ ...fault, path: '' }));
  if (faults.length > 0) throw toFactsError(file, faults);
  const common = JSON.parse(json) as { [key: string]: unknown };
  const whole = { asOf: '2026-01-01', legs: [{}], ...common };
  const read = readFacts(whole);
  const problems = 'problems' in read ? [...read.problems] : [];
  if ('facts' in read && read.facts.legs.length > 1)
    problems.push({ path: 'legs', problem: 'has several legs; a map has one' });
  if (problems.length === 0) return common;
  const lines = linesOf(
    json,
    problems.map(({ path }) => path),
  );
  throw toFactsError(
    file,
    problems.map((problem) => ({ line: lines.get(problem.path) ?? 1, ...problem })),
  );
}
