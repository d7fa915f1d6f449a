/** What every crash test stands on: two pairs of nodes, and the story as it goes without a crash. */
import { existsSync } from 'node:fs';
import { crashesOf } from './crash-plan.js';
import { type Lane, openLane } from './lanes.js';
import { type Crash, play, type Rest } from './play.js';
import { type Act, storyActs } from './scenario.js';

/** The processes run the compiled build. */
export const isBuilt = existsSync(new URL('../../dist/cli/main.js', import.meta.url));

export interface Stage {
  readonly lanes: readonly [Lane, Lane];
  readonly acts: readonly Act[];
  /** How both nodes stand after every act of the run without a crash. */
  readonly clean: readonly Rest[];
  readonly crashes: readonly Crash[];
  close(): Promise<void>;
}

/** Makes two lanes and plays the clean run. */
export async function openStage(): Promise<Stage> {
  const opened = await Promise.allSettled([openLane(), openLane()]);
  const close = async () => {
    for (const lane of opened) if (lane.status === 'fulfilled') await lane.value.remove();
  };
  try {
    const [first, second] = opened.map((lane) => {
      if (lane.status === 'rejected') throw lane.reason;
      return lane.value;
    });
    if (first === undefined || second === undefined) throw new Error('two lanes are needed');
    const lanes = [first, second] as const;
    const acts = storyActs();
    const clean = await play({ homes: lanes[0].homes, acts, crashes: [] });
    return { lanes, acts, clean, crashes: crashesOf(clean), close };
  } catch (error) {
    await close();
    throw error;
  }
}
