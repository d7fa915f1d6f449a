/** Waits until both nodes have done all that follows from an act. */
import type { Counts } from './harness-client.js';
import { Interrupted, type LiveNode } from './live-node.js';
import { SIDES } from './node-home.js';
import type { World } from './scenario.js';

const SETTLE_MS = 60_000;
const LOOK_AGAIN_MS = 20;

/** Points that come in pairs: what was begun is ended. */
const PAIRS: readonly (readonly [begun: string, ended: readonly string[]])[] = [
  ['commit:before-tx', ['commit:resolved']],
  ['send:before-stream', ['send:after-stream', 'send:failed']],
  ['receive:before-answer', ['receive:after-answer']],
];

function isAtRest(counts: Counts): boolean {
  const of = (point: string) => counts.get(point) ?? 0;
  return PAIRS.every(([begun, ended]) => of(begun) === ended.reduce((sum, point) => sum + of(point), 0));
}

/** What a node still has to do; undefined = nothing. */
async function findWork(node: LiveNode): Promise<string | undefined> {
  const { items } = await node.get<{ items: readonly { type?: string; state: string; lastReason?: string }[] }>(
    '/outbox',
  );
  if (items.length > 0) return `it has to deliver ${JSON.stringify(items[0])}`;
  const counts = await node.steer((harness) => harness.counts());
  return isAtRest(counts) ? undefined : `it is at work: ${JSON.stringify([...counts])}`;
}

/** Asks again where the process died meanwhile. */
export async function stubbornly<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }
}

/**
 * Returns when nothing is under way on either side: no delivery waits, no commit and no stream is open.
 * @throws Error after a minute, with what is still to do
 */
export async function settle(world: World): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const work: string[] = [];
    for (const side of SIDES) {
      const found = await stubbornly(() => findWork(world[side]));
      if (found !== undefined) work.push(`${world[side].home.exchange}: ${found}`);
    }
    if (work.length === 0) return;
    if (Date.now() > deadline) throw new Error(`the nodes did not come to rest: ${work.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
