/** Pairs of nodes that runs use one after another, so that two runs can go on side by side. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveNode, Refused } from './live-node.js';
import { keepTemplate, makeHome, type NodeHome } from './node-home.js';
import type { BySide } from './play.js';

export interface Lane {
  readonly homes: BySide<NodeHome>;
  remove(): Promise<void>;
}

/**
 * Makes a pair of nodes. The Malaysian one has pinned the other already, so that the first delivery of the story
 * arrives: how often a delivery fails before that depends on time.
 */
export async function openLane(): Promise<Lane> {
  const root = await mkdtemp(join(tmpdir(), 'selat-crash-'));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    const [szdex, my] = await Promise.all([makeHome(root, 'szdex'), makeHome(root, 'my')]);
    await pin(my, szdex);
    await Promise.all([keepTemplate(szdex), keepTemplate(my)]);
    return { homes: { szdex, my }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function pin(own: NodeHome, peer: NodeHome): Promise<void> {
  const node = new LiveNode(own);
  try {
    const { descriptor, fingerprint } = peer;
    await node.post('/peers/accept', { descriptor, fingerprint, waitMs: 0 });
  } catch (error) {
    // Nobody serves there yet; the pin stays.
    if (!(error instanceof Refused) || error.reason !== 'PEER_UNREACHABLE') throw error;
  } finally {
    await node.end();
  }
}
