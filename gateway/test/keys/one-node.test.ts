import { chmod, copyFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHeader, parseJwsJson } from '@selat/sdk/document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSecrets } from '../../src/config/index.js';
import { DeviceCustody } from '../support/device-custody.js';
import { admit, publish } from '../support/hand-world.js';
import { keyOf, keysOf, rotate, selat } from '../support/key-commands.js';
import { makeNode, PASSPHRASE, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { editConfig } from '../support/served-node.js';

/** szdex.example alone: it signs with Ed25519 and SM2. */
let folder: Awaited<ReturnType<typeof tempFolder>>;
let node: TestNode;
const inNode = (...path: string[]) => join(node.made.dir, ...path);

beforeAll(async () => {
  folder = await tempFolder();
  node = await runNode(await makeNode(folder.dir, 'szdex'));
});
afterAll(async () => {
  await node?.gateway.stop();
  await folder?.remove();
});

describe('docs/guide/keys.md', () => {
  it('names commands that do what it says, one after the other', async () => {
    const guide = await readFile(new URL('../../../docs/guide/keys.md', import.meta.url), 'utf8');
    const lines = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
    const known = new Map([
      ['OFFLINE', 'offline'],
      ['SINCE', new Date().toISOString()],
    ]);
    for (const line of lines) {
      if (line.startsWith('LOST=')) known.set('LOST', (await keyOf(node, 'document', 'active', 'Ed25519')).kid);
      if (line.includes('$OLD_PIN')) known.set('OLD_PIN', (await keyOf(node, 'tls', 'retired')).kid);
      if (!line.startsWith('selat ')) continue;
      const words = line.slice('selat '.length).split(' ');
      const filled = words.map((word) => word.replace(/^"?\$([A-Z_]+)"?$/, (_, name: string) => known.get(name) ?? ''));
      const { code, err } = await selat(node, ...filled);
      expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' });
    }
    expect(lines.filter((line) => line.startsWith('selat ')).length).toBeGreaterThan(9);
  });
});

describe('IDN-3, IDN-14: a crash at any step leaves a node that starts and says what to finish', () => {
  it('after a key was prepared: it is listed, and the next rotation takes it', async () => {
    await selat(node, 'key', 'rotate', '--purpose', 'log', '--out', 'lost.json');
    const prepared = await keyOf(node, 'log', 'prepared');
    node = await node.restart();
    expect(await keyOf(node, 'log', 'prepared')).toMatchObject({ kid: prepared.kid });
    await rotate(node, 'log');
    expect(await keyOf(node, 'log', 'active')).toMatchObject({ kid: prepared.kid });
  });

  it('after the commit: the store decides, and the descriptor file is written again', async () => {
    await copyFile(inNode('descriptor.jws.json'), inNode('older.json'));
    await rotate(node, 'receipt');
    const keys = (await keysOf(node)).map(({ kid }) => kid).sort();
    const newest = await readFile(inNode('descriptor.jws.json'), 'utf8');
    await node.gateway.stop();
    await rename(inNode('older.json'), inNode('descriptor.jws.json'));
    node = await runNode(node.made);
    expect((await keysOf(node)).map(({ kid }) => kid).sort()).toEqual(keys);
    expect(await readFile(inNode('descriptor.jws.json'), 'utf8')).toBe(newest);
  });

  it('between the certificates: it presents one that is pinned, and goes on', async () => {
    await rotate(node, 'tls');
    const { kid } = await keyOf(node, 'tls', 'active');
    await node.gateway.stop();
    await rename(inNode('tls', 'gateway.pem'), inNode('tls', 'gateway.next.pem'));
    await copyFile(inNode('tls', 'gateway.previous.pem'), inNode('tls', 'gateway.pem'));
    node = await runNode(node.made);
    expect(await keyOf(node, 'tls', 'active')).toMatchObject({ kid });
    expect(await readdir(inNode('tls'))).not.toContain('gateway.next.pem');
  });

  it('with a signed descriptor that was not installed: the file counts at the next start', async () => {
    await selat(node, 'key', 'rotate', '--purpose', 'document', '--out', 'draft.json');
    await selat(node, 'key', 'sign', 'draft.json', '--identity', 'offline', '--out', 'signed.json');
    const { kid } = await keyOf(node, 'document', 'prepared', 'Ed25519');
    await node.gateway.stop();
    const { document } = JSON.parse(await readFile(inNode('signed.json'), 'utf8'));
    await writeFile(inNode('descriptor.jws.json'), JSON.stringify(document));
    node = await runNode(node.made);
    expect(await keyOf(node, 'document', 'active', 'Ed25519')).toMatchObject({ kid });
  });
});

describe('IDN-7: what ends soon is said where operators look', () => {
  it('in the log, on the node, in the readiness details and beside the key', async () => {
    await rotate(node, 'tls', '--days', '20');
    const { kid } = await keyOf(node, 'tls', 'active');
    node = await node.restart();
    expect(await keyOf(node, 'tls', 'active')).toMatchObject({
      daysLeft: 19,
      advice: 'selat key rotate --purpose tls',
    });
    expect((await node.get('/node')).body['expiring']).toEqual([expect.objectContaining({ kid, daysLeft: 19 })]);
    const ready = await fetch(`http://${node.gateway.metricsAddress}/readyz`);
    const { checks } = (await ready.json()) as { checks: readonly { name: string; detail?: string }[] };
    expect(ready.status).toBe(200);
    expect(checks.find(({ name }) => name === 'keys')?.detail).toContain(`tls ${kid} ends in 19 days`);
    expect(node.logs.join('')).toContain('ends soon');
  });

  it('from keys.warnDays on, and not before', async () => {
    await node.gateway.stop();
    await editConfig(node.made, (text) => text.replace('keys:\n', 'keys:\n  warnDays: 10\n'));
    node = await runNode(node.made);
    expect((await node.get('/node')).body['expiring']).toEqual([]);
    expect(node.logs.join('')).not.toContain('ends soon');
  });
});

describe('IDN-8: a passphrase file that others can change is refused, one that they can read is told', () => {
  it('by its mode', async () => {
    const path = inNode('passphrase.txt');
    await writeFile(path, PASSPHRASE);
    const read = async (mode: number) => {
      await chmod(path, mode);
      return readSecrets({ kind: 'file', path });
    };
    expect((await read(0o600)).warnings).toEqual([]);
    expect((await read(0o644)).warnings).toEqual([expect.stringContaining(`chmod 600 '${path}'`)]);
    await expect(read(0o620)).rejects.toMatchObject({ reason: 'KEYSTORE_EXPOSED' });
  });
});

describe('IDN-4: keys in a device sign for a gateway, which never sees a private half', () => {
  it('digests of SM2 and messages of Ed25519, for documents, receipts and the log', async () => {
    await node.gateway.stop();
    let custody: DeviceCustody | undefined;
    const openKeys = async (dir: string, passphrase: string) => {
      custody = await DeviceCustody.open(dir, passphrase);
      return custody;
    };
    node = await runNode(node.made, { openKeys });
    const files = await readdir(inNode('keys'));
    for (const purpose of ['document', 'receipt', 'log']) await rotate(node, purpose);
    expect(await readdir(inNode('keys'))).toEqual(files);
    await admit(node, 'harbour-data');
    await admit(node, 'green-mobility');
    const [listing] = await publish(node, 1);
    const kids = listing?.signatures.map((signature) => parseHeader(signature.protected).kid) ?? [];
    const lengths = kids.map((kid) => new Set(custody?.askedOf(kid).map(({ length }) => length)));
    expect(kids).toHaveLength(2);
    expect(lengths[1]).toEqual(new Set([32]));
    expect(lengths[0]?.has(32)).toBe(false);
    const log = await keyOf(node, 'log', 'active');
    expect(custody?.askedOf(log.kid).length).toBeGreaterThan(0);
    const { body } = await node.get(`/documents/${(await node.get('/listings')).body.items[0]?.digest}`);
    await writeFile(inNode('listing.json'), JSON.stringify(body.document));
    expect(parseJwsJson(body.document).signatures).toHaveLength(2);
    const verified = await selat(node, 'verify', 'listing.json', '--trust', 'descriptor.jws.json');
    expect(verified.json).toMatchObject({ verified: true });
  });
});
