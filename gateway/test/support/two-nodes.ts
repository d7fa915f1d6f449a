/** szdex.example and my.example as running gateways, and the steps that bring them to trade. */
import { vi } from 'vitest';
import { type Body, makeNode, type NodeOptions, runNode, type TestNode, tempFolder } from './running-node.js';

export interface TwoNodes {
  /** Replaced by a test that restarts it. */
  szdex: TestNode;
  my: TestNode;
  close(): Promise<void>;
}

/** Starts both; they do not know each other yet. @param ofSzdex what differs from the preset of szdex.example */
export async function openTwoNodes(ofSzdex: NodeOptions = {}): Promise<TwoNodes> {
  const folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex', ofSzdex), makeNode(folder.dir, 'my')]);
  const [szdex, my] = [await runNode(a), await runNode(b)];
  const nodes: TwoNodes = {
    szdex,
    my,
    close: async () => {
      await Promise.all([nodes.szdex.gateway.stop(), nodes.my.gateway.stop()]);
      await folder.remove();
    },
  };
  return nodes;
}

/** Waits for a condition; each look is one request. */
export function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const found = await look();
      if (found === undefined) throw new Error('not yet');
      return found;
    },
    { timeout: 40_000, interval: 50 },
  );
}

/** The first half of an agreement. */
export async function propose(from: TestNode, to: TestNode, more: object = {}): Promise<void> {
  const answer = await from.post('/peers/propose', {
    descriptor: await to.descriptor(),
    fingerprint: to.made.fingerprint,
    days: 365,
    governingLaw: 'SG',
    forum: 'SIAC',
    seat: 'Singapore',
    seatCountry: 'SG',
    ...more,
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

/** The second half; resolves when the agreement is in force on both sides. */
export async function accept(by: TestNode, from: TestNode): Promise<void> {
  const descriptor = await from.descriptor();
  const answer = await by.post('/peers/accept', { descriptor, fingerprint: from.made.fingerprint, waitMs: 30_000 });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  await Promise.all([agreementIs(by, from, 'in-force'), agreementIs(from, by, 'in-force')]);
}

/** Waits until the newest agreement of a node with another is in a state. */
export function agreementIs(node: TestNode, other: TestNode, state: string): Promise<string> {
  return until(async () => {
    const { body } = await node.get(`/peers/${other.made.exchange}`);
    return body.agreements?.[0]?.state === state ? state : undefined;
  });
}

/** Waits until nothing waits for delivery, and nothing failed. */
export function drained(node: TestNode): Promise<unknown> {
  return until(async () => {
    const { body } = await node.get('/outbox');
    return body.items.length === 0 ? body : undefined;
  });
}

/** Types of the documents that a node received from its peer, in the order of its log, receipts left out. */
export async function received(node: TestNode): Promise<readonly Body[]> {
  const { body } = await node.get('/history?limit=1000');
  return [...body.items]
    .reverse()
    .filter(({ act, direction }) => direction === 'in' && !act.startsWith('selat.v1.Receipt'));
}
