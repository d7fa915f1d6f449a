/** Plays many crashes on two lanes and keeps account of every one. */

import { planRuns } from './crash-plan.js';
import type { Lane } from './lanes.js';
import { type Crash, nameOf, play, type Rest } from './play.js';
import type { Act } from './scenario.js';

/** What became of one crash; without a fault both sides ended as in the clean run. */
export interface Result {
  readonly crash: Crash;
  readonly fault?: string;
}

export interface PlayAll {
  readonly lanes: readonly Lane[];
  readonly acts: readonly Act[];
  readonly clean: readonly Rest[];
  readonly crashes: readonly Crash[];
  /** Told of every result as it comes. */
  readonly onResult: (result: Result, done: number) => void;
}

/** Plays every crash, each in a run that goes to the end of the story. What follows a fault is played in another run. */
export async function playAll({ lanes, acts, clean, crashes, onResult }: PlayAll): Promise<readonly Result[]> {
  const waiting = planRuns(crashes).map((run) => [...run]);
  const results: Result[] = [];
  const note = (result: Result) => {
    results.push(result);
    onResult(result, results.length);
  };
  await Promise.all(
    lanes.map(async ({ homes }) => {
      for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
        const passed: Crash[] = [];
        try {
          await play({ homes, acts, crashes: run, expected: clean, onPassed: (crash) => passed.push(crash) });
          for (const crash of run) note({ crash });
        } catch (error) {
          const left = settleRun(run, passed, String(error), note);
          if (left.length > 0) waiting.push(left);
        }
      }
    }),
  );
  return results;
}

/** Files the results of a run that failed, and returns the crashes that it did not come to. */
function settleRun(run: readonly Crash[], passed: readonly Crash[], fault: string, note: (result: Result) => void) {
  const open = run.filter((crash) => !passed.includes(crash)).sort((a, b) => a.act - b.act);
  const [failed, ...left] = open.length > 0 ? open : [passed.at(-1)];
  for (const crash of passed) if (crash !== failed) note({ crash });
  if (failed !== undefined) note({ crash: failed, fault });
  return left.filter((crash) => crash !== undefined);
}

/** One line for each point of each side: how many crashes were survived, and every fault. */
export function tableOf(results: readonly Result[]): string {
  const rows = new Map<string, { done: number; failed: number }>();
  for (const { crash, fault } of results) {
    const key = `${crash.side.padEnd(6)} ${crash.point}`;
    const row = rows.get(key) ?? { done: 0, failed: 0 };
    rows.set(key, { done: row.done + 1, failed: row.failed + (fault === undefined ? 0 : 1) });
  }
  const lines = [...rows].map(([key, { done, failed }]) => {
    return `${key.padEnd(30)} ${String(done - failed).padStart(4)} of ${String(done).padStart(4)}`;
  });
  const faults = results.flatMap(({ crash, fault }) => (fault === undefined ? [] : [`${nameOf(crash)}: ${fault}`]));
  return [...lines.sort(), ...faults].join('\n');
}
