import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLog, NO_PROBE } from '../../src/log/index.js';
import { openPostgresStore } from '../../src/store/open-postgres.js';
import { newDatabase, runSql } from '../store/postgres-databases.js';
import { freePort } from '../support/free-port.js';
import { admit, publish } from '../support/hand-world.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { copyNode, editConfig } from '../support/served-node.js';
import { accept, drained, propose, until } from '../support/two-nodes.js';

/** Two gateways of szdex.example on one PostgreSQL database, and one of my.example on SQLite. */
let nodes: { szdex: TestNode; second: TestNode; my: TestNode };
let env: { SELAT_DATABASE_URL: string; SELAT_HEAD_DATABASE_URL: string };
let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeAll(async () => {
  folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  const again = await copyNode(a, 'second');
  const port = await freePort();
  await editConfig(again, (text) => text.replace(/(federation:\n {2}listen: 127\.0\.0\.1:)\d+/, `$1${port}`));
  env = { SELAT_DATABASE_URL: await newDatabase(), SELAT_HEAD_DATABASE_URL: await newDatabase() };
  const [szdex, second, my] = await Promise.all([runNode(a, { env }), runNode(again, { env }), runNode(b)]);
  nodes = { szdex, second, my };
  await propose(szdex, my);
  await accept(my, szdex);
  await admit(my, 'open-data');
  await publish(my, 1);
});

afterAll(async () => {
  await Promise.all(Object.values(nodes ?? {}).map(({ gateway }) => gateway.stop()));
  await folder?.remove();
});

/** Asks for a grant through one gateway, and countersigns the offer through another. */
async function form(asks: TestNode, signs: TestNode, listing: string, termsId: string): Promise<string> {
  const requested = await asks.post('/grants', {
    listing,
    termsId,
    consumer: 'szdex.example/p/pearl-analytics',
    actions: ['QUERY'],
    purposes: ['market-analysis'],
    places: ['CN'],
  });
  const { request } = requested.body;
  await until(async () => ((await nodes.my.get(`/grants/${request}`)).status === 200 ? true : undefined));
  const { id } = (await nodes.my.post(`/grants/${request}/offer`, {})).body;
  await until(async () => ((await signs.get(`/grants/${id}`)).status === 200 ? true : undefined));
  const signed = await signs.post(`/grants/${id}/countersign`, { waitMs: 30_000 });
  expect(signed.body).toMatchObject({ state: 'active' });
  return id;
}

describe('CFG-8: two gateways on one database form grants side by side, with a peer on SQLite', () => {
  it('shows what one gateway did on the other', async () => {
    await admit(nodes.second, 'pearl-analytics');
    expect((await nodes.second.get('/peers/my.example')).body).toMatchObject({ agreements: [{ state: 'in-force' }] });
    expect((await nodes.szdex.get('/participants')).body.items).toMatchObject([{ state: 'active' }]);
    await Promise.all([drained(nodes.second), drained(nodes.my)]);
  });

  it('loses no grant and doubles none', async () => {
    const { szdex, second, my } = nodes;
    const [listing] = await until(async () => {
      const { items } = (await second.get('/listings?exchange=my.example&limit=1')).body;
      return items.length === 1 ? items : undefined;
    });
    const { id, terms } = (await second.get(`/listings/${encodeURIComponent(listing?.id ?? '')}`)).body;
    const pairs = Array.from({ length: 8 }, (_, i) =>
      i % 2 === 0 ? ([szdex, second] as const) : ([second, szdex] as const),
    );
    const formed = await Promise.all(pairs.map(([asks, signs]) => form(asks, signs, id, terms[0]?.id ?? '')));
    expect(new Set(formed).size).toBe(formed.length);
    for (const node of [szdex, second, my]) {
      await drained(node);
      const { items } = (await node.get('/grants?limit=100')).body;
      expect(items.map((grant) => grant.id).sort()).toEqual([...formed].sort());
      expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['active']));
    }
  });

  it('keeps one sound log, in which no document came or left twice', async () => {
    const twice = await runSql(
      env.SELAT_DATABASE_URL,
      `select act, direction, document_digest from leaf where document_digest is not null
       group by act, direction, document_digest having count(*) > 1`,
    );
    expect(twice).toEqual([]);
    const context = { exchange: 'szdex.example', env: 'SANDBOX', origin: 'szdex.example/log/sandbox-1' } as const;
    const head = { url: env.SELAT_HEAD_DATABASE_URL };
    const store = await openPostgresStore({ url: env.SELAT_DATABASE_URL, head, context, probe: NO_PROBE });
    expect(await checkLog(store.log, store.heads)).toMatchObject({ problems: [] });
    await store.close();
  });

  it('goes on when one of them is gone', async () => {
    const { szdex, second } = nodes;
    await szdex.gateway.stop();
    const officer = await second.post('/officers', { slug: 'after', role: 'auditor' });
    expect(officer.status).toBe(200);
    nodes.szdex = await runNode(szdex.made, { env });
    const seen = (await nodes.szdex.get('/officers')).body.items.map(({ id }) => id);
    expect(seen).toContain('szdex.example/o/after');
    expect([...nodes.szdex.logs, ...second.logs].join('')).not.toContain(new URL(env.SELAT_DATABASE_URL).password);
  });
});
