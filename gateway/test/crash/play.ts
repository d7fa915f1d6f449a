/** Tells the story once, with crashes where they are wished, and compares both nodes after every act. */

import { originOf } from '@selat/sdk/log';
import { checkLog, NO_PROBE } from '../../src/log/index.js';
import { openSqliteStore } from '../../src/store/index.js';
import type { Counts, Dump } from './harness-client.js';
import { Interrupted, LiveNode } from './live-node.js';
import { type NodeHome, resetHome, SIDES, type Side } from './node-home.js';
import type { Act, World } from './scenario.js';
import { settle, stubbornly } from './settle.js';

export type BySide<T> = Readonly<Record<Side, T>>;

/** How both nodes stand after an act; the first is after their start, before any act. */
export interface Rest {
  readonly act: string;
  /** Since the start of the process. */
  readonly counts: BySide<Counts>;
  readonly dumps: BySide<Dump>;
}

/** One crash of a run. */
export interface Crash {
  readonly side: Side;
  readonly point: string;
  /** Number in the clean run, from 1: `<point>#<number>` names the crash. */
  readonly number: number;
  /** Act during which it comes; 0 = the start of the node. */
  readonly act: number;
  /** How often the point is reached during that act, this time included. */
  readonly nth: number;
  /** `<point>#<number>` at which the next lives end themselves: crashes while the node recovers. */
  readonly thenAt?: readonly string[];
}

export interface Play {
  readonly homes: BySide<NodeHome>;
  readonly acts: readonly Act[];
  /** At most one for each act. */
  readonly crashes: readonly Crash[];
  /** Rests of the clean run, to compare with; absent in the clean run itself. */
  readonly expected?: readonly Rest[];
  /** Arms a crash by `--crash-after` of the first life, with its number in the clean run; else by CrashAfter. */
  readonly isArmedAtStart?: boolean;
  readonly onPassed?: (crash: Crash) => void;
}

export const nameOf = ({ side, point, number }: Crash): string => `${side} ${point}#${number}`;

async function both<T>(ask: (side: Side) => Promise<T>): Promise<BySide<T>> {
  const [szdex, my] = await Promise.all([ask('szdex'), ask('my')]);
  return { szdex, my };
}

/**
 * Runs the whole story and returns how the nodes stood after every act.
 * @throws Error naming the crash after which a node stands otherwise than in the clean run
 */
export async function play(run: Play): Promise<readonly Rest[]> {
  const { homes, acts, crashes } = run;
  await Promise.all(SIDES.map((side) => resetHome(homes[side])));
  const world = { szdex: startNode(run, 'szdex'), my: startNode(run, 'my') };
  const rests: Rest[] = [];
  try {
    for (const [at, act] of [undefined, ...acts].entries()) {
      const crash = crashes.find((wished) => wished.act === at);
      rests.push(await step(run, world, act, at, crash));
      if (crash !== undefined) run.onPassed?.(crash);
    }
  } finally {
    await Promise.all(SIDES.map((side) => world[side].end()));
  }
  for (const side of SIDES) await requireSoundLog(homes[side]);
  return rests;
}

function startNode({ homes, crashes, isArmedAtStart }: Play, side: Side): LiveNode {
  const first = crashes.find((crash) => crash.side === side && (isArmedAtStart === true || crash.act === 0));
  return new LiveNode(homes[side], first === undefined ? [] : [`${first.point}#${first.number}`]);
}

async function step(run: Play, world: World, act: Act | undefined, at: number, crash?: Crash): Promise<Rest> {
  const name = act?.name ?? 'start';
  const before = crash === undefined || at === 0 ? 0 : world[crash.side].crashes;
  try {
    if (crash !== undefined && act !== undefined && run.isArmedAtStart !== true) await arm(world, crash);
    if (act !== undefined) await performCarefully(world, act);
    await settle(world);
    if (crash !== undefined) requireCrashes(world, crash, before);
    const expected = run.expected?.[at];
    if (expected === undefined) return await restOf(world, name);
    await requireSame(world, expected);
    return expected;
  } catch (cause) {
    const where = crash === undefined ? 'without a crash' : `after a crash at ${nameOf(crash)}`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`act ${at}, ${name}, ${where}: ${why}`, { cause });
  }
}

async function arm(world: World, { side, point, nth, thenAt = [] }: Crash): Promise<void> {
  world[side].planLives(thenAt);
  await world[side].steer(async (harness) => {
    const counts = await harness.counts();
    await harness.crashAfter(point, (counts.get(point) ?? 0) + nth);
  });
}

/** As a careful operator: after an interruption look first, and act again only where the effect is not there. */
async function performCarefully(world: World, act: Act): Promise<void> {
  for (;;) {
    try {
      await act.perform(world);
      return;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
    await settle(world);
    if (await stubbornly(() => act.isDone(world))) return;
  }
}

/** A crash that did not come proves nothing. */
function requireCrashes(world: World, { side, thenAt = [] }: Crash, before: number): void {
  const [came, wished] = [world[side].crashes - before, 1 + thenAt.length];
  if (came !== wished)
    throw new Error(`the node was to end itself ${wished} times and did ${came} times: a point was not reached`);
}

async function restOf(world: World, act: string): Promise<Rest> {
  const counts = await both((side) => world[side].steer((harness) => harness.counts()));
  const dumps = await both((side) => world[side].steer((harness) => harness.dump(true)));
  return { act, counts, dumps };
}

async function requireSame(world: World, { dumps }: Rest): Promise<void> {
  for (const side of SIDES) {
    const [is, was] = [await world[side].steer((harness) => harness.dump(false)), dumps[side]];
    if (is.digest === was.digest && is.receipts.join('\n') === was.receipts.join('\n')) continue;
    const { lines } = await world[side].steer((harness) => harness.dump(true));
    const differing = [...difference(was.lines, lines), ...difference(was.receipts, is.receipts)];
    throw new Error(`${side} stands otherwise than in the clean run:\n${differing.join('\n')}`);
  }
}

/** Lines of one list that the other lacks, each as often as it lacks them. */
function difference(was: readonly string[], is: readonly string[]): string[] {
  const left = [...is];
  const gone = was.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [...gone.map((line) => `- ${line}`), ...left.map((line) => `+ ${line}`)].slice(0, 20);
}

/** Reads the log that a run left: entries, chains, frontier and signed head must fit. */
async function requireSoundLog({ exchange, config }: NodeHome): Promise<void> {
  const env = config.exchange.environment;
  const context = { exchange, env, origin: originOf(exchange, env, config.log.shard) };
  const { headDir } = config.log;
  const store = await openSqliteStore({ file: config.store.file, headDir, context, probe: NO_PROBE });
  try {
    const { problems: found } = await checkLog(store.log, store.heads);
    const unsigned = await store.log.listUnsigned();
    const problems = [...found];
    if (unsigned.length > 0) problems.push(`${unsigned.length} receipts are not signed`);
    if (problems.length > 0) throw new Error(`the log of ${exchange} is damaged: ${problems.join('; ')}`);
  } finally {
    await store.close();
  }
}
