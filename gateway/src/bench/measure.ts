/** How the benchmark measures: rates of many operations in flight, and two kinds of work by turns. */

/** What the process around the benchmark gives it. */
export interface Stopwatch {
  /** Milliseconds from some fixed start, with fractions. */
  readonly now: () => number;
}

/** One printed row. `ratio` compares with `limit` on the same machine in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  readonly ratio?: number;
  /** What the project wants of it, in words. */
  readonly target?: string;
  /** Whether it has what is wanted; absent without a target. */
  readonly isMet?: boolean;
}

/** Work done `count` times, up to `inFlight` at once. @returns operations per second */
export async function rateOf(
  { now }: Stopwatch,
  { count, inFlight }: { readonly count: number; readonly inFlight: number },
  operate: (at: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const startedAt = now();
  const lane = async () => {
    for (let at = next++; at < count; at = next++) await operate(at);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count / ((now() - startedAt) / 1000);
}

/** The value below which the share of the values lies; `share` 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[at] ?? Number.NaN;
}

const ROUNDS = 5;

/** Measures two kinds of work by turns, so that a machine that slows down slows both. @returns medians */
export async function byTurns(
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<readonly [number, number]> {
  const firsts: number[] = [];
  const seconds: number[] = [];
  // The first turn warms caches and compilers, and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const a = await first();
    const b = await second();
    if (round === 0) continue;
    firsts.push(a);
    seconds.push(b);
  }
  return [quantile(firsts, 0.5), quantile(seconds, 0.5)];
}
