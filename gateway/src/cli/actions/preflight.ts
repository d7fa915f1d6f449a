import { basename, resolve } from 'node:path';
import { type Explained, evaluateFlow, explainFlow, type FlowFacts, type Pack } from '@selat/sdk/compliance';
import { z } from 'zod';
import { type FileMistake, printMistake, readFactsFile, toFactsError } from '../../facts/read-facts-file.js';
import { openPacks } from '../../packs/open-packs.js';
import { bookOf } from '../../packs/pack-book.js';
import { traceOf } from '../../preflight/trace.js';
import { printDecisionPage } from '../../reports/decision-page.js';
import { WORDS } from '../../reports/words.js';
import type { Action, Call } from '../command.js';
import { bytesOf, day, language, writeReport } from '../compliance-given.js';
import { flag, parseGiven, text } from '../given.js';
import type { Io } from '../io.js';
import { coloured, printDecision, type Telling } from '../output/preflight-text.js';
import { table } from '../output/table.js';
import { printTrace } from '../output/trace-text.js';

/** Most mistakes that are printed; the JSON of the error has more. */
const MAX_PRINTED = 100;

const given = z.object({
  facts: text,
  asOf: day.optional(),
  language,
  packs: text.optional(),
  trace: flag,
  html: text.optional(),
  json: flag,
});

/** Decides on flows offline; exit 1 where any outcome is not PERMIT. */
export const preflight: Action = async (call) => {
  const wanted = parseGiven(given, call);
  const { io } = call;
  const packs = openPacks(wanted.packs === undefined ? undefined : resolve(io.cwd, wanted.packs));
  const { flows, isList } = await readFacts(wanted.facts, wanted.asOf, call);
  const pure = packs.map(({ pack }) => pack);
  if (wanted.json && !wanted.trace && wanted.html === undefined) return plain(pure, flows, isList);
  const decisions = flows.map((facts) => explainFlow(pure, facts, wanted.trace));
  const results = decisions.map(({ result, observed }) =>
    wanted.trace ? { ...result, trace: traceOf(observed) } : result,
  );
  const book = bookOf(packs);
  if (wanted.html !== undefined) {
    const name = wanted.facts === '-' ? 'standard input' : basename(wanted.facts);
    await writeReport(wanted.html, printDecisionPage(decisions, name, book, wanted.language), io);
  }
  return {
    json: isList ? results : results[0],
    text: (style) => printAll(decisions, { language: wanted.language, book, style }, wanted.trace),
    exit: decisions.every(({ outcome }) => outcome === 'PERMIT') ? 0 : 1,
  };
};

/** Results alone: nothing is kept to explain them. */
function plain(packs: readonly Pack[], flows: readonly FlowFacts[], isList: boolean) {
  const results = flows.map((facts) => evaluateFlow(packs, facts));
  const exit: 0 | 1 = results.every(({ outcome }) => outcome === 'PERMIT') ? 0 : 1;
  return { json: isList ? results : results[0], exit };
}

/** @throws SelatError FACTS_INVALID after every mistake was printed; USAGE where the file cannot be read */
async function readFacts(file: string, asOf: string | undefined, { io }: Call) {
  const name = file === '-' ? 'standard input' : file;
  const read = readFactsFile(await bytesOf(file, io), name, asOf);
  if ('file' in read) return read.file;
  tellMistakes(name, read.mistakes, io);
  throw toFactsError(name, read.mistakes);
}

function tellMistakes(name: string, mistakes: readonly FileMistake[], io: Io): void {
  // A single one is the error itself.
  if (mistakes.length === 1) return;
  for (const mistake of mistakes.slice(0, MAX_PRINTED)) io.err(`${printMistake(name, mistake)}\n`);
  if (mistakes.length > MAX_PRINTED) io.err(`and ${mistakes.length - MAX_PRINTED} more\n`);
}

function printAll(decisions: readonly Explained[], telling: Telling, withTrace: boolean): string {
  const { style } = telling;
  const blocks = decisions.map((one, i) => {
    const number = decisions.length === 1 ? '' : `${style.dim(`${i + 1} / ${decisions.length}`)}\n`;
    const trace = withTrace ? `\n${printTrace(traceOf(one.observed), style)}` : '';
    return `${number}${printDecision(one, telling)}${trace}`;
  });
  return decisions.length === 1 ? blocks.join('') : `${blocks.join('\n')}\n${overview(decisions, telling)}`;
}

/** One line for each decision, after all of them. */
function overview(decisions: readonly Explained[], { style, language: of }: Telling): string {
  const rows = decisions.map((decision, i) => ({ ...decision, number: String(i + 1) }));
  const list = table(
    rows,
    [
      { title: '#', value: ({ number }) => number },
      { title: 'OUTCOME', value: ({ outcome }) => outcome },
      {
        title: 'ROUTE',
        value: ({ legs }) => [legs[0]?.from ?? '?', ...legs.map(({ to }) => to ?? '?')].join('-'),
        shrinks: true,
      },
      { title: 'DECIDED BY', value: decidedBy, shrinks: true },
      { title: 'DATA', value: ({ description }) => description ?? '', shrinks: true },
    ],
    style,
    '',
  );
  const counts = (['PERMIT', 'NEEDS', 'DENY'] as const).map((outcome) => {
    return `${coloured(outcome, style)} ${decisions.filter((one) => one.outcome === outcome).length}`;
  });
  return `${list}${WORDS[of].all(decisions.length)}: ${counts.join(', ')}\n`;
}

function decidedBy({ legs, listing, outcome }: Explained): string {
  const places = [...legs.flatMap((leg) => leg.places), ...(listing?.places ?? [])];
  const deciding = places.filter(({ verdict }) => verdict.outcome === outcome).flatMap((place) => place.deciding);
  return [...new Set(deciding.map(({ id }) => id))].join(' ');
}
