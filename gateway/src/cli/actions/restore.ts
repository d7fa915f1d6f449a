import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { z } from 'zod';
import { type RestoreReport, restoreNode } from '../../backup/restore-node.js';
import type { Action, Call } from '../command.js';
import { flag, parseGiven, text, texts, usage } from '../given.js';
import { printProblems } from '../output/problems.js';
import { progressTo } from '../output/progress.js';
import type { Style } from '../output/style.js';
import { fields, toTimeText } from '../output/table.js';
import { readPassphrase } from '../passphrase.js';
import { readDocuments } from '../verify/read-documents.js';

const given = z.object({
  from: text,
  dir: text,
  head: text.optional(),
  statement: texts.default([]),
  acceptLoss: flag,
  check: flag,
  passphraseFile: text.optional(),
  json: flag,
});

export const restore: Action = async (call) => {
  const { from, dir, head, statement, acceptLoss, check, passphraseFile, json } = parseGiven(given, call);
  const { io } = call;
  const report = await restoreNode({
    file: resolve(io.cwd, from),
    dir: resolve(io.cwd, dir),
    env: io.env,
    passphrase: await readPassphrase(passphraseFile, io),
    ...(head === undefined ? {} : { headPath: resolve(io.cwd, head) }),
    statements: await readStatements(statement, call),
    acceptLoss,
    checkOnly: check,
    random: io.random,
    onProgress: progressTo(io, json),
  });
  const isWell = report.servable && report.problems.length === 0;
  return { json: report, text: (style) => describe(report, style), exit: isWell ? 0 : 1 };
};

async function readStatements(files: readonly string[], { io }: Call): Promise<SignedDocument[]> {
  const found: SignedDocument[] = [];
  for (const file of files) {
    const path = resolve(io.cwd, file);
    const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw usage([`--statement ${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
    });
    found.push(...readDocuments(content, path));
  }
  return found;
}

function describe(report: RestoreReport, style: Style): string {
  const { exchange, environment, restored, dir, takenAt, engine, log, head, hasKeys, servable, elsewhere, problems } =
    report;
  const rows = fields(
    [
      [restored ? 'restored' : 'checked', restored ? dir : 'nothing was written'],
      ['exchange', `${exchange} ${environment}`],
      ['taken', toTimeText(takenAt)],
      ['store', engine.from === engine.to ? engine.to : `${engine.from} to ${engine.to}`],
      ['log', `${log.size} entries of ${log.origin}`],
      ['signed head', head === null ? 'none' : `${head.size} entries, ${head.where}`],
      ['keys', hasKeys ? 'restored' : 'not in the backup: put them into the folder of keys'],
      ['put in place', elsewhere.length === 0 ? undefined : elsewhere.join(', ')],
    ],
    style,
  );
  const verdict = servable
    ? ''
    : `${style.bad('For reading only: the log went on after this backup, so it does not serve.')}\n`;
  return `${rows}${verdict}${printProblems(problems, problems.length, style)}`;
}
