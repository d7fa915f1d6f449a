/** An order of a regulator that is not delivered yet when its gateway is killed. */

import type { Lane } from './lanes.js';
import { Interrupted, LiveNode } from './live-node.js';
import { resetHome } from './node-home.js';
import type { Act } from './scenario.js';
import { settle } from './settle.js';

const ORIGINAL = { digest: 'ab'.repeat(32), salt: 'cd'.repeat(32) };
const HALT = {
  ...{ kind: 'HALT', authority: 'cac', scopes: [{ kind: 'ALL' }], original: ORIGINAL },
  ...{ legalBasis: ['Order 11 Art 17'], reference: '2026-118' },
};

/** Registers and approves a member: its record waits for every peer. */
async function admit(node: LiveNode, slug: string): Promise<void> {
  const names = [{ language: 'en', text: `Example member ${slug}` }];
  await node.post('/participants', { slug, names, country: 'CN', roles: ['provider'], externalIds: [] });
  const id = encodeURIComponent(`${node.home.exchange}/p/${slug}`);
  await node.post(`/participants/${id}/approve`, { method: 'TEST_ONLY', checkedOn: '2026-01-05' });
}

interface Received {
  readonly items: readonly { readonly act: string; readonly direction: string }[];
}

/**
 * While the peer is away: a record is queued, then an order, then the process is killed.
 * @param agree acts that bring the agreement into force
 * @returns types of what the peer gets once both are back, in the order of its log, receipts left out
 */
export async function receivedAfterCrash({ homes }: Lane, agree: readonly Act[]): Promise<readonly string[]> {
  await Promise.all([resetHome(homes.szdex), resetHome(homes.my)]);
  const szdex = new LiveNode(homes.szdex);
  let my = new LiveNode(homes.my);
  try {
    for (const act of agree) await act.perform({ szdex, my });
    await settle({ szdex, my });
    const { items: before } = await my.get<Received>('/history?limit=1000');
    await my.end();
    await admit(szdex, 'harbour-data');
    const { token } = await szdex.post<{ token: string }>('/officers', { slug: 'wang', role: 'compliance' });
    await szdex.post('/orders', HALT, token);
    await killAtNextCommit(szdex);
    my = new LiveNode(homes.my);
    await settle({ szdex, my });
    const { items } = await my.get<Received>('/history?limit=1000');
    const arrived = items.slice(0, items.length - before.length).reverse();
    return arrived.flatMap(({ act, direction }) =>
      direction === 'in' && !act.startsWith('selat.v1.Receipt') ? [act] : [],
    );
  } finally {
    await Promise.all([szdex.end(), my.end()]);
  }
}

/** Ends the process without a goodbye; a failed delivery, or the member, is its next commit. */
async function killAtNextCommit(node: LiveNode): Promise<void> {
  const crashes = node.crashes;
  await node.steer(async (harness) => {
    const reached = (await harness.counts()).get('commit:before-tx') ?? 0;
    await harness.crashAfter('commit:before-tx', reached + 1);
  });
  while (node.crashes === crashes) {
    await admit(node, 'another').catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
    });
  }
}
