/** Says how far a run is: one line that rewrites itself on a terminal, one line a folder of cases elsewhere. */
import type { CaseResult, RunWatch } from '../runner/index.js';
import type { Io } from './io.js';
import { withoutStep } from './summary.js';
import { COLUMNS, clip } from './text.js';

/** The progress of one run. */
export interface Progress extends Required<Pick<RunWatch, 'onBegin' | 'onEnd'>> {
  say(line: string): void;
  end(): void;
}

const folderOf = (id: string): string => id.split('/')[0] ?? id;

/** @param isQuiet says nothing at all but what a person must do */
export function openProgress({ err, isTerminal }: Io, total: number, isQuiet: boolean): Progress {
  const clear = isTerminal ? '\r\u001b[K' : '';
  let folder: { readonly name: string; readonly counts: Map<CaseResult['verdict'], number> } | undefined;
  const flush = () => {
    if (folder === undefined || isQuiet || isTerminal) return;
    const counts = [...folder.counts].map(([verdict, number]) => `${number} ${verdict}`);
    err(`  ${folder.name.padEnd(14)} ${counts.join(', ')}\n`);
  };
  const note = ({ id, verdict, why }: CaseResult) => {
    if (folder?.name !== folderOf(id)) {
      flush();
      folder = { name: folderOf(id), counts: new Map() };
    }
    folder.counts.set(verdict, (folder.counts.get(verdict) ?? 0) + 1);
    if (verdict === 'failed' && !isQuiet) err(`${clear}${clip(`FAILED ${id}: ${withoutStep(why)}`, COLUMNS)}\n`);
  };
  return {
    say: (line) => err(`${line}\n`),
    onBegin: ({ found }, index) => {
      if (isTerminal && !isQuiet) err(`${clear}${clip(`[${index + 1}/${total}] ${found.id}`, COLUMNS)}`);
    },
    onEnd: note,
    end: () => {
      flush();
      if (isTerminal && !isQuiet) err(clear);
    },
  };
}
