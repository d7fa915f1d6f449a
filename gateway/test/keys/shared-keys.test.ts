import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHeader } from '@selat/sdk/document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLog, NO_PROBE } from '../../src/log/index.js';
import { openPostgresStore } from '../../src/store/open-postgres.js';
import { newDatabase } from '../store/postgres-databases.js';
import { freePort } from '../support/free-port.js';
import { admit, publish } from '../support/hand-world.js';
import { keyOf, keysOf, rotate } from '../support/key-commands.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { copyNode, editConfig } from '../support/served-node.js';
import { until } from '../support/two-nodes.js';

/** Two processes of my.example on one database, each with a keystore of its own. */
let first: TestNode;
let second: TestNode;
let env: { SELAT_DATABASE_URL: string; SELAT_HEAD_DATABASE_URL: string };
let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeAll(async () => {
  folder = await tempFolder();
  const made = await makeNode(folder.dir, 'my');
  const copy = await copyNode(made, 'second');
  env = { SELAT_DATABASE_URL: await newDatabase(), SELAT_HEAD_DATABASE_URL: await newDatabase() };
  [first, second] = [await runNode(made, { env }), await runNode(await withPort(copy), { env })];
  await admit(first, 'open-data');
});
afterAll(async () => {
  await Promise.all([first?.gateway.stop(), second?.gateway.stop()]);
  await folder?.remove();
});

async function withPort(made: TestNode['made']): Promise<TestNode['made']> {
  const port = await freePort();
  await editConfig(made, (text) => text.replace(/(federation:\n {2}listen: 127\.0\.0\.1:)\d+/, `$1${port}`));
  return made;
}

const readiness = async (node: TestNode): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`http://${node.gateway.metricsAddress}/readyz`);
  return { status: answer.status, text: await answer.text() };
};

async function signer(node: TestNode): Promise<string | undefined> {
  const [listing] = await publish(node, 1);
  return listing?.signatures.map((signature) => parseHeader(signature.protected).kid)[0];
}

describe('IDN-15, CFG-8: keys are rotated on one of two processes that share a database', () => {
  it('the other says which file it lacks, and goes on with the key before', async () => {
    const before = (await keyOf(first, 'document', 'active')).kid;
    await rotate(first, 'document');
    const after = (await keyOf(first, 'document', 'active')).kid;
    expect(await signer(first)).toBe(after);
    const { text } = await until(async () => {
      const seen = await readiness(second);
      return seen.status === 503 ? seen : undefined;
    });
    expect(text).toContain(`document-${after}.json`);
    expect(second.logs.join('')).toContain(`document-${after}.json`);
    expect(await signer(second)).toBe(before);
    expect(await keyOf(second, 'document', 'missing')).toMatchObject({ kid: after });
  });

  it('takes the key up once it is there', async () => {
    const { kid } = await keyOf(first, 'document', 'active');
    const name = `document-${kid}.json`;
    await copyFile(join(first.made.dir, 'keys', name), join(second.made.dir, 'keys', name));
    await signer(first);
    await until(async () => ((await readiness(second)).status === 200 ? true : undefined));
    expect(await signer(second)).toBe(kid);
  });

  it('keeps one sound log when its key changes, whichever of the two writes', async () => {
    await rotate(first, 'log');
    for (const node of [second, first, second]) await signer(node);
    expect((await keysOf(first)).filter(({ purpose }) => purpose === 'log').map(({ state }) => state)).toEqual([
      'active',
      'retired',
    ]);
    const context = { exchange: 'my.example', env: 'SANDBOX', origin: 'my.example/log/sandbox-1' } as const;
    const head = { url: env.SELAT_HEAD_DATABASE_URL };
    const store = await openPostgresStore({ url: env.SELAT_DATABASE_URL, head, context, probe: NO_PROBE });
    expect(await checkLog(store.log, store.heads)).toMatchObject({ problems: [] });
    await store.close();
  });
});
