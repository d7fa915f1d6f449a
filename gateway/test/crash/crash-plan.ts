/** Which crashes there are, and in which runs they are played: at most one for each act of a run. */
import { SIDES } from './node-home.js';
import type { Crash, Rest } from './play.js';

/** Every point of both sides, as often as the clean run reached it, in order of the acts. */
export function crashesOf(clean: readonly Rest[]): readonly Crash[] {
  return clean.flatMap(({ counts }, act) =>
    SIDES.flatMap((side) =>
      [...counts[side]].flatMap(([point, count]) => {
        const before = clean[act - 1]?.counts[side].get(point) ?? 0;
        return Array.from({ length: count - before }, (_, at): Crash => {
          return { side, point, number: before + at + 1, act, nth: at + 1 };
        });
      }),
    ),
  );
}

/** Spreads crashes over as few runs as they fit in. */
export function planRuns(crashes: readonly Crash[]): readonly (readonly Crash[])[] {
  const runs: Crash[][] = [];
  for (const crash of crashes) {
    const free = runs.find((run) => run.every(({ act }) => act !== crash.act));
    if (free === undefined) runs.push([crash]);
    else free.push(crash);
  }
  return runs;
}

/**
 * One of `n` shares that together hold every crash, each spread over all acts.
 * @param text such as `2/3`: the second of three
 */
export function shareOf(crashes: readonly Crash[], text: string): readonly Crash[] {
  const [share = 0, shares = 0] = text.split('/').map(Number);
  if (!(Number.isInteger(share) && Number.isInteger(shares) && share >= 1 && share <= shares)) {
    throw new Error(`CRASH_SHARE is ${text}; write the share and how many there are, such as 2/3`);
  }
  return crashes.filter((_, at) => at % shares === share - 1);
}

/** One crash for every point, on either side in turn, spread over the acts. */
export function sampleOf(crashes: readonly Crash[]): readonly Crash[] {
  const ofPoint = new Map<string, Crash[]>();
  for (const crash of crashes) ofPoint.set(crash.point, [...(ofPoint.get(crash.point) ?? []), crash]);
  const taken = new Map<number, number>();
  const taking = (act: number) => taken.get(act) ?? 0;
  // The rarest point chooses first; each takes an act that the fewest others have taken.
  const rarestFirst = [...ofPoint.values()].sort((a, b) => a.length - b.length);
  return rarestFirst.flatMap((all, turn) => {
    const onSide = all.filter(({ side }) => side === SIDES[turn % SIDES.length]);
    const candidates = onSide.length > 0 ? onSide : all;
    const from = (turn * 7) % candidates.length;
    const turned = [...candidates.slice(from), ...candidates.slice(0, from)];
    const [chosen] = turned.sort((a, b) => taking(a.act) - taking(b.act));
    if (chosen === undefined) return [];
    taken.set(chosen.act, taking(chosen.act) + 1);
    return [chosen];
  });
}
