import { cp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewNode } from '../../src/config/index.js';
import { freePort } from '../support/free-port.js';
import { makeNode, runNode, tempFolder } from '../support/running-node.js';
import {
  copyNode,
  type Ended,
  editConfig,
  everythingPrinted,
  ServedNode,
  type ServeOptions,
  secretsOf,
} from '../support/served-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
/** A node that ran once and holds a few acts. */
let made: NewNode;
const OLD = 'old-data';

beforeAll(async () => {
  folder = await tempFolder();
  made = await makeNode(folder.dir, 'my');
  await act('first');
  await cp(join(made.dir, 'data'), join(made.dir, OLD), { recursive: true });
  await act('second');
});
afterAll(() => folder?.remove());

/** Runs the node in this process for one act. */
async function act(slug: string): Promise<void> {
  const node = await runNode(made);
  const names = [{ language: 'en', text: 'Example member' }];
  await node.post('/participants', { slug, names, country: 'MY', roles: ['provider'], externalIds: [] });
  await node.gateway.stop();
}

async function failing(name: string, spoil: (node: NewNode) => Promise<void>, options?: ServeOptions): Promise<Ended> {
  const node = await copyNode(made, name);
  await spoil(node);
  return new ServedNode(node, options).ended();
}

const database = ({ dir }: NewNode) => join(dir, 'data', 'selat.sqlite');
const reasonOf = ({ out }: Ended): string => JSON.parse(out).error.reason;

describe('CFG-1: every mistake is printed at once, with its key and what to do', () => {
  it('of the file and of the environment', async () => {
    const spoil = (text: string) =>
      text
        .replace(/listen: 127\.0\.0\.1:\d+/, 'listen: nowhere')
        .replace('environment: SANDBOX', 'environment: PLAYGROUND')
        .replace('headDir: head', 'headdir: head')
        .replace('logLevel: info', 'logLevel: loud')
        .replace('shard: 1', 'shard: 0')
        .concat('colour: blue\n');
    const env = { SELAT_KEY_PASSPHRASE: undefined, SELAT_DATABASE_URL: 'mysql://user:hunter2@localhost/x' };
    const ended = await failing('mistakes', (node) => editConfig(node, spoil), { env });
    expect(ended).toMatchObject({ code: 2 });
    const keys = [
      'federation.listen',
      'exchange.environment',
      'log.headDir',
      'log.headdir',
      'log.shard',
      'logLevel',
      'colour',
    ];
    for (const key of [...keys, 'SELAT_KEY_PASSPHRASE', 'SELAT_DATABASE_URL']) {
      expect(ended.err).toMatch(new RegExp(`\\d+\\. (line \\d+: )?${key.replace('.', '\\.')} `));
    }
    expect(ended.err.match(/^ {6}fix: /gm)).toHaveLength(9);
    expect(ended.err).toContain('it has 9 mistakes');
    expect(ended.err).not.toContain('hunter2');
    expect(reasonOf(ended)).toBe('CONFIG_INVALID');
  });

  it('of files that do not fit each other', async () => {
    const ended = await failing('misfits', async (node) => {
      await editConfig(node, (text) =>
        text.replace('id: my.example', 'id: other.example').replace('jurisdiction: MY', 'jurisdiction: SG'),
      );
    });
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.err).toMatch(/exchange\.id is other\.example.*the descriptor says my\.example/);
    expect(ended.err).toMatch(/exchange\.jurisdiction is SG/);
  });
});

describe('IDN-8: another passphrase opens nothing', () => {
  it('and says so without telling either', async () => {
    const env = { SELAT_KEY_PASSPHRASE: 'not the passphrase at all' };
    const ended = await failing('locked', async () => undefined, { env });
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.err).toContain('the passphrase is another one');
    expect(ended.err + ended.out).not.toContain('not the passphrase at all');
    expect(reasonOf(ended)).toBe('KEYSTORE_LOCKED');
  });
});

describe('CFG-4: a busy port is named with its key', () => {
  const taken: Server[] = [];
  afterAll(() => Promise.all(taken.map((server) => new Promise((resolve) => server.close(resolve)))));

  it.each(['federation', 'api', 'metrics'])('%s.listen', async (section) => {
    const server = createServer();
    taken.push(server);
    const port =
      section === 'federation'
        ? Number(/advertise: 127\.0\.0\.1:(\d+)/.exec(await readFile(made.config, 'utf8'))?.[1])
        : await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const edit = (text: string) =>
      text.replace(new RegExp(`(${section}:\\n  listen: 127\\.0\\.0\\.1:)\\d+`), `$1${port}`);
    const ended = await failing(`busy-${section}`, (node) => editConfig(node, edit));
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.err).toContain(`cannot listen on 127.0.0.1:${port} (${section}.listen): another process has the port`);
    expect(reasonOf(ended)).toBe('LISTEN_FAILED');
    await new Promise((resolve) => server.close(resolve));
    if (section !== 'metrics') return;
    // The last to listen: nothing that was opened before it is left open.
    const dir = `${made.dir}-busy-${section}`;
    const again = await new ServedNode({ ...made, dir, config: join(dir, 'selat.yaml') }).ready();
    await expect(again.stop()).resolves.toMatchObject({ code: 0 });
  });
});

describe('CFG-7, CFG-8, LOG-8: a store that cannot be trusted is not opened, and nothing in it is touched', () => {
  it('STORE_CORRUPT for a damaged page and for a file that is no database', async () => {
    const damage = async (node: NewNode) => {
      const file = await open(database(node), 'r+');
      await file.write(Buffer.alloc(8192, 0xa5), 0, 8192, 4096);
      await file.close();
    };
    const [damaged, foreign] = await Promise.all([
      failing('damaged', damage),
      failing('foreign', (node) => writeFile(database(node), 'this is a text, not a database\n'.repeat(400))),
    ]);
    for (const ended of [damaged, foreign]) {
      expect(ended).toMatchObject({ code: 2 });
      expect(ended.err).toMatch(/cannot (open|read) store .*selat\.sqlite/);
      expect(reasonOf(ended)).toBe('STORE_CORRUPT');
    }
    const kept = await readFile(database({ ...made, dir: `${made.dir}-foreign` }), 'utf8');
    expect(kept).toMatch(/^this is a text/);
  });

  it('LOG_HEAD_AHEAD for an older copy of the database, and for none at all', async () => {
    const restore = async (node: NewNode) => {
      await rm(join(node.dir, 'data'), { recursive: true });
      await cp(join(node.dir, OLD), join(node.dir, 'data'), { recursive: true });
    };
    const [older, none] = await Promise.all([
      failing('older', restore),
      failing('none', async (node) => {
        for (const end of ['', '-wal', '-shm', '.lock']) await rm(`${database(node)}${end}`, { force: true });
      }),
    ]);
    for (const ended of [older, none]) {
      expect(ended).toMatchObject({ code: 2 });
      expect(reasonOf(ended)).toBe('LOG_HEAD_AHEAD');
      expect(ended.err).toContain('fix: restore the newest database');
    }
  });

  it('STORE_LOCKED for a second process, while the first one serves on', async () => {
    const node = await copyNode(made, 'twice');
    const first = await new ServedNode(node).ready();
    const ports = [await freePort(), await freePort()];
    await editConfig(node, (text) =>
      text
        .replace(/(api:\n {2}listen: 127\.0\.0\.1:)\d+/, `$1${ports[0]}`)
        .replace(/(metrics:\n {2}listen: 127\.0\.0\.1:)\d+/, `$1${ports[1]}`),
    );
    const second = await new ServedNode(node).ended();
    expect(second).toMatchObject({ code: 2 });
    expect(reasonOf(second)).toBe('STORE_LOCKED');
    await expect(first.call('GET', '/participants')).resolves.toMatchObject({ body: { items: [{}, {}] } });
    await expect(first.stop()).resolves.toMatchObject({ code: 0 });
  });
});

describe('CFG-5: the harness is for SANDBOX nodes', () => {
  it('HARNESS_FORBIDDEN in LIVE, before a key is opened', async () => {
    const edit = (text: string) => text.replace('environment: SANDBOX', 'environment: LIVE');
    const ended = await failing('live', (node) => editConfig(node, edit), { args: ['--harness'] });
    expect(ended.code).not.toBe(0);
    expect(reasonOf(ended)).toBe('HARNESS_FORBIDDEN');
  });
});

describe('IDN-8, API-1: no output of any of these processes holds a secret', () => {
  it('neither passphrase nor token nor key', async () => {
    const text = everythingPrinted();
    expect(text.length).toBeGreaterThan(1_000);
    for (const secret of await secretsOf(made)) expect(text).not.toContain(secret);
  });
});
