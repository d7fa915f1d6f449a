/** Where an officer sees that an order is not acknowledged. */
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { examine } from '../../src/doctor/examine.js';
import { PASSPHRASE, type TestNode } from '../support/running-node.js';
import { until } from '../support/two-nodes.js';

/** What the doctor says of orders. */
export async function examined(node: TestNode, clock: () => number) {
  const env = { SELAT_KEY_PASSPHRASE: PASSPHRASE };
  const checks = await examine({ file: node.made.config, env, clock, random: randomBytes });
  return checks.find(({ name }) => name === 'orders');
}

/** A refusal stands in the log, in the metrics, before the doctor and in the queue, where nobody can decide it away. */
export async function raises(node: TestNode, id: string): Promise<void> {
  const warned = () => node.logs.filter((line) => line.includes('is not acknowledged') && line.includes(id));
  await until(async () => (warned().length === 2 ? true : undefined));
  const answer = await fetch(`http://${node.gateway.metricsAddress}/metrics`);
  expect(await answer.text()).toContain('selat_orders_unacknowledged{peer="my.example"} 1');
  const { items } = (await node.get('/queue?kind=order')).body;
  const [first, second] = ['my.example', 'sg.example'].map((peer) => `o-${id.slice(7, 19)}-${peer}`);
  expect(items.map((item) => item.id)).toEqual([first, second]);
  const about = `HALT ${id.slice(7, 19)}: my.example has refused it with ORDER_SCOPE_TOO_WIDE; call its operator`;
  expect((await node.get(`/queue/${first}`)).body).toMatchObject({
    kind: 'order',
    about,
    next: { show: `selat queue show ${first}` },
  });
  const decided = await node.post(`/queue/${first}/approve`, {});
  expect(decided.body.error).toMatchObject({ reason: 'QUEUE_ITEM_ELSEWHERE' });
  const check = await examined(node, Date.now);
  expect(check).toMatchObject({
    ok: false,
    fix: expect.stringContaining('call the operator of my.example, sg.example'),
  });
}

/** The attestation that what was supplied under a grant is gone. */
export const deletionOf = (grant: string) => ({
  ...{ instrument: 'DESTROY', reference: 'wiped', subject: { kind: 'FLOW', digest: grant }, issuedOn: '2026-11-01' },
  evidence: { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe 3' },
});
