/** An authority that signs its orders itself: its key in the descriptor, its order in a file, brought to its exchange. */
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HELD_ACTS } from '../../src/domain/office/held-acts.js';
import { authorityWithoutListing, openAuthority, type TestAuthority } from '../support/authority.js';
import { selat } from '../support/key-commands.js';
import { addOfficer, type TestNode } from '../support/running-node.js';
import { openGranted, stateOn } from '../support/trading.js';
import type { TwoNodes } from '../support/two-nodes.js';

const CAC = 'szdex.example/a/cac';

let nodes: TwoNodes;
let cac: TestAuthority;
let grant = '';

beforeAll(async () => {
  ({ nodes, grant } = await openGranted());
  const { szdex } = nodes;
  cac = await openAuthority(szdex, 'cac');
});
afterAll(() => nodes?.close());

/** The file with the token of a new officer of role compliance. */
async function tokenOf(node: TestNode, slug: string): Promise<string> {
  const { token } = await addOfficer(() => node, slug, 'compliance');
  const file = join(node.made.dir, `${slug}.token`);
  await writeFile(file, token, { mode: 0o600 });
  return file;
}

describe('ORD-4: an order with the signature of its authority binds on both sides', () => {
  const both = () => [nodes.szdex, nodes.my];
  const register = (node: TestNode, file: string, as: string) => selat(node, 'order', 'register', file, '--as', as);
  let wang = '';
  let halt = '';

  beforeAll(async () => {
    wang = await tokenOf(nodes.szdex, 'wang');
  });

  it('brought as a file to the exchange of its jurisdiction, and by that to every peer', async () => {
    const { szdex, my } = nodes;
    const { file } = await cac.sign();
    expect((await selat(szdex, 'order', 'register', file)).json['error']).toMatchObject({ reason: 'ROLE_FORBIDDEN' });
    const { json } = await register(szdex, file, wang);
    expect(json).toMatchObject({ kind: 'HALT', by: 'szdex.example', authority: CAC, signedBy: 'authority' });
    expect(json['acknowledgements']).toMatchObject([{ peer: 'my.example', state: 'accepted' }]);
    halt = String(json['id']);
    for (const node of both()) {
      const { holds } = await stateOn(node, grant, 'suspended');
      expect(holds).toMatchObject([{ digest: halt, order: { kind: 'HALT', authority: CAC } }]);
      expect((await node.get(`/orders/${halt}`)).body).toMatchObject({ signedBy: 'authority' });
    }
    expect((await register(szdex, file, wang)).json).toMatchObject({ id: halt });
    expect((await my.get('/orders')).body.items).toHaveLength(1);
    const foreign = await register(my, file, await tokenOf(my, 'aisha'));
    expect(foreign.json).toMatchObject({ id: halt });
  });

  it('is taken from nobody else: not with another key, not at another exchange', async () => {
    const { szdex, my } = nodes;
    const stranger = authorityWithoutListing(szdex, CAC);
    const forged = await register(szdex, (await stranger.sign({ reference: 'forged' })).file, wang);
    expect(forged.json['error']).toMatchObject({ reason: 'KEY_UNKNOWN' });
    const { file } = await cac.sign({ reference: 'other' });
    const elsewhere = await register(my, file, await tokenOf(my, 'bala'));
    expect(elsewhere.json['error']).toMatchObject({ reason: 'REQUEST_INVALID' });
    expect(elsewhere.err).toContain('szdex.example delivers the orders of its authorities');
  });

  it('ORD-6: which keeps its last key while that order stands', async () => {
    const { szdex } = nodes;
    const remove = await selat(szdex, 'authority', 'remove', 'cac', '--identity', 'offline');
    expect(remove.json['error']).toMatchObject({ reason: 'KEY_LAST', facts: { authority: CAC, order: halt } });
  });

  it('ORD-6: and ends by the word of the authority alone', async () => {
    const { szdex } = nodes;
    await writeFile(join(szdex.made.dir, 'paper.pdf'), 'an order on paper\n');
    const paper = ['--basis', 'Order 11 Art 17', '--reference', '2026-131', '--original', 'paper.pdf', '--as', wang];
    const transcribed = await selat(szdex, 'order', 'resume', halt, ...paper);
    expect(transcribed.json['error']).toMatchObject({ reason: 'ORDER_RESUME_MISMATCH' });
    const resumes = Buffer.from(halt.slice(7), 'hex');
    const { file } = await cac.sign({ kind: 'RESUME', scopes: [], resumes });
    const { json } = await register(szdex, file, wang);
    expect(json).toMatchObject({ kind: 'RESUME', resumes: halt });
    for (const node of both()) await stateOn(node, grant, 'active');
  });
});

describe('ORD-4, BOF-2: which authorities sign for themselves stands in the descriptor', () => {
  const listed = async () => (await selat(nodes.szdex, 'authority', 'list')).json['items'];

  it('with their keys, and a private key is not taken for a public one', async () => {
    const { szdex } = nodes;
    expect(await listed()).toMatchObject([{ id: CAC, jurisdiction: 'CN', keys: [{ algorithm: 'Ed25519' }] }]);
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(join(szdex.made.dir, 'p.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const taken = await selat(szdex, 'authority', 'add', 'cac', '--key', 'p.pem', '--identity', 'offline');
    expect(taken).toMatchObject({ code: 2, err: expect.stringContaining('holds a private key') });
  });

  it('signed on another machine, told to the second officer in words, and by no other way', async () => {
    const { szdex } = nodes;
    const { publicKey } = generateKeyPairSync('ed25519');
    await writeFile(join(szdex.made.dir, 'next.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const add = await selat(szdex, 'authority', 'add', 'cac', '--key', 'next.pem', '--out', 'draft.json');
    expect(add).toMatchObject({ code: 0 });
    const sign = await selat(szdex, 'key', 'sign', 'draft.json', '--identity', 'offline', '--out', 'signed.json');
    expect(sign.json['changes']).toEqual([
      expect.stringMatching(/^\+ order key of szdex\.example\/a\/cac: .* \(Ed25519\)$/),
    ]);
    const { document } = JSON.parse(await readFile(join(szdex.made.dir, 'signed.json'), 'utf8'));
    const about = await HELD_ACTS['authority.change'].about([{ descriptor: document }]);
    expect(about).toMatch(/^list authorities: szdex\.example\/a\/cac with [\w-]{43}, [\w-]{43}$/);
    const aside = await szdex.post('/keys/install', { descriptor: document });
    expect(aside.body.error).toMatchObject({ reason: 'REQUEST_INVALID' });
    expect(await selat(szdex, 'key', 'install', 'signed.json')).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject([{ id: CAC, keys: [{}, {}] }]);
    expect(await selat(szdex, 'authority', 'remove', 'cac', '--identity', 'offline')).toMatchObject({ code: 0 });
    expect(await listed()).toEqual([]);
  });
});
