/** A decision that has run out while nothing else changed, between two gateways. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advanceClock } from '../support/hand-link.js';
import { stateOn } from '../support/trading.js';
import {
  askingFor,
  attestTransfer,
  type DecidingNodes,
  FACTS,
  openDecidingNodes,
  PERSONAL,
  publish,
} from './deciding-nodes.js';

const DAY_MS = 86_400_000;
let nodes: DecidingNodes;
let grant = '';

beforeAll(async () => {
  nodes = await openDecidingNodes();
  const { my, szdex } = nodes;
  const customers = await publish(my, szdex, 'customers', PERSONAL);
  // Without a last day of its own: the law gives an assessment three years.
  const made = new Date(Date.now() - 3 * 365.25 * DAY_MS + 30 * DAY_MS).toISOString().slice(0, 10);
  await attestTransfer(my, { issuedOn: made });
  const asked = await szdex.post('/grants', askingFor(customers, 'szdex.example/p/harbour-data', 'CN'));
  await stateOn(my, asked.body.request, 'requested');
  const offered = await my.post(`/grants/${asked.body.request}/offer`, { facts: FACTS });
  expect(offered.body.error).toBeUndefined();
  grant = offered.body.id;
  await stateOn(szdex, grant, 'offered');
  await szdex.post(`/grants/${grant}/countersign`, { waitMs: 20_000 });
  await Promise.all([stateOn(my, grant, 'active'), stateOn(szdex, grant, 'active')]);
});
afterAll(() => nodes?.close());

describe('GRT-27: a decision that has run out', () => {
  it('holds the grant on both sides, without a word of either', async () => {
    const { my, szdex } = nodes;
    for (const node of [my, szdex]) await advanceClock(node, 40 * DAY_MS);
    const held = await Promise.all([stateOn(my, grant, 'suspended'), stateOn(szdex, grant, 'suspended')]);
    for (const { holds } of held) expect(holds).toEqual([{ digest: '', by: '', reason: 'DECISION_EXPIRED' }]);
  });

  it('is not the word of the other side to renew', async () => {
    const { error } = (await nodes.szdex.post(`/grants/${grant}/resume`, {})).body;
    expect(error).toMatchObject({ reason: 'GRANT_TRANSITION_REFUSED' });
  });

  it('gives way to a new one of the same side, which the other runs again', async () => {
    const { my, szdex } = nodes;
    await attestTransfer(my, { reference: 'TIA-2' });
    const { body } = await my.post(`/grants/${grant}/resume`, {});
    expect(body.error).toBeUndefined();
    await Promise.all([stateOn(my, grant, 'active'), stateOn(szdex, grant, 'active')]);
  });
});
