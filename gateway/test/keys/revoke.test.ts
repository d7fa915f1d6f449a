import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admit, publish } from '../support/hand-world.js';
import { keyOf, rotate, selat } from '../support/key-commands.js';
import type { Body, TestNode } from '../support/running-node.js';
import { accept, drained, openTwoNodes, propose, type TwoNodes, until } from '../support/two-nodes.js';

/** szdex.example grants to my.example, and then finds out that its document key of Ed25519 was lost before. */
let nodes: TwoNodes;
let grant: string;
let lost: string;
const since = new Date(Date.now() - 3_600_000).toISOString();

beforeAll(async () => {
  nodes = await openTwoNodes();
  const { szdex, my } = nodes;
  await propose(szdex, my);
  await accept(my, szdex);
  await admit(szdex, 'harbour-data');
  await admit(my, 'strait-logistics');
  await publish(szdex, 1);
  await Promise.all([drained(szdex), drained(my)]);
  grant = await form(my, szdex);
});
afterAll(() => nodes?.close());

async function form(consumer: TestNode, provider: TestNode): Promise<string> {
  const { items } = (await consumer.get('/listings?exchange=szdex.example')).body;
  const { id, terms } = (await consumer.get(`/listings/${encodeURIComponent(items[0]?.id ?? '')}`)).body;
  const [chosen] = terms;
  const asked = await consumer.post('/grants', {
    listing: id,
    termsId: chosen?.id,
    consumer: 'my.example/p/strait-logistics',
    actions: chosen?.actions.slice(0, 1),
    purposes: chosen?.purposes.slice(0, 1),
    places: ['MY'],
  });
  const { request } = asked.body;
  await until(async () => ((await provider.get(`/grants/${request}`)).status === 200 ? true : undefined));
  const offered = (await provider.post(`/grants/${request}/offer`, {})).body.id;
  await until(async () => ((await consumer.get(`/grants/${offered}`)).body.state === 'offered' ? true : undefined));
  const signed = await consumer.post(`/grants/${offered}/countersign`, { waitMs: 30_000 });
  expect(signed.body).toMatchObject({ state: 'active' });
  return offered;
}

const shown = async (node: TestNode): Promise<Body> => (await node.get(`/grants/${grant}`)).body;
const revoke = (kid: string, ...more: string[]) =>
  selat(nodes.szdex, 'key', 'revoke', kid, '--reason', 'COMPROMISED', '--identity', 'offline', ...more);

describe('IDN-13: a key that signs is revoked only after another took its place', () => {
  it('says which command makes the successor, and changes nothing', async () => {
    lost = (await keyOf(nodes.szdex, 'document', 'active', 'Ed25519')).kid;
    const refused = await revoke(lost, '--compromised-since', since);
    expect(refused).toMatchObject({ code: 1, json: { error: { reason: 'KEY_LAST' } } });
    expect(refused.err).toContain('selat key rotate --purpose document --algorithm Ed25519');
    expect(await shown(nodes.szdex)).toMatchObject({ state: 'active', contested: [] });
  });

  it('refuses a key that nobody stated, and an identity key below the threshold', async () => {
    const identity = await keyOf(nodes.szdex, 'identity', 'active', 'Ed25519');
    expect(await revoke(identity.kid)).toMatchObject({ code: 1, json: { error: { reason: 'KEY_LAST' } } });
    expect(await revoke('A'.repeat(43))).toMatchObject({ code: 2, json: { error: { reason: 'USAGE' } } });
  });
});

describe('IDN-6, GRT-23: what a lost key signed since then is contested on both sides', () => {
  it('holds the grant, and shows which act', async () => {
    await rotate(nodes.szdex, 'document', '--algorithm', 'Ed25519');
    expect(await revoke(lost, '--compromised-since', since)).toMatchObject({ code: 0, json: { state: 'revoked' } });
    for (const node of [nodes.szdex, nodes.my]) {
      await until(async () => ((await shown(node)).state === 'suspended' ? true : undefined));
      const { holds, contested } = await shown(node);
      expect(holds).toEqual([expect.objectContaining({ reason: 'KEY_COMPROMISED' })]);
      expect(contested).toContain(grant);
    }
  });

  it('destroys the private half, and keeps it revoked over a restart', async () => {
    const files = await readdir(join(nodes.szdex.made.dir, 'keys'));
    expect(files).not.toContain(`document-${lost}.json`);
    await expect(access(join(nodes.szdex.made.dir, 'keys', 'keystore.json'))).resolves.toBeUndefined();
    nodes.szdex = await nodes.szdex.restart();
    expect(await keyOf(nodes.szdex, 'document', 'revoked', 'Ed25519')).toMatchObject({ kid: lost });
    expect(await shown(nodes.szdex)).toMatchObject({ state: 'suspended' });
  });

  it('does not concern what the new key signs: a grant formed now is in force', async () => {
    const before = grant;
    grant = await form(nodes.my, nodes.szdex);
    expect(await shown(nodes.my)).toMatchObject({ state: 'active', contested: [] });
    expect(grant).not.toBe(before);
  });

  it('names the officer of every act on keys in the history', async () => {
    const { items } = (await nodes.szdex.get('/history?limit=200')).body;
    const officers = items
      .filter(({ act }) => /KeyRevocation|-key/.test(act))
      .map(({ act, officer }) => `${act} by ${officer}`);
    expect(new Set(officers)).toEqual(
      new Set(
        ['local/prepare-key', 'local/use-keys', 'selat.v1.KeyRevocation'].map(
          (act) => `${act} by szdex.example/o/operator`,
        ),
      ),
    );
    const log = nodes.szdex.logs.join('');
    expect(log).not.toContain((await readFile(nodes.szdex.made.officer.tokenFile, 'utf8')).trim());
  });
});
