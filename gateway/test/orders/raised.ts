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

/** A refusal stands in the log, in the metrics and before the doctor. */
export async function raises(node: TestNode, id: string): Promise<void> {
  const warned = () => node.logs.filter((line) => line.includes('is not acknowledged') && line.includes(id));
  await until(async () => (warned().length === 2 ? true : undefined));
  const answer = await fetch(`http://${node.gateway.metricsAddress}/metrics`);
  expect(await answer.text()).toContain('selat_orders_unacknowledged{peer="my.example"} 1');
  const check = await examined(node, Date.now);
  expect(check).toMatchObject({
    ok: false,
    fix: expect.stringContaining('call the operator of my.example, sg.example'),
  });
}
