import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let szdex: TestNode;
let my: TestNode;

beforeAll(async () => {
  folder = await tempFolder();
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  szdex = await runNode(a);
  my = await runNode(b);
});

afterAll(async () => {
  await Promise.all([szdex?.gateway.stop(), my?.gateway.stop()]);
  await folder.remove();
});

describe('AGR-1: two exchanges form an agreement that both signed', () => {
  it('is proposed by one, accepted by the other, and in force on both', async () => {
    const proposed = await szdex.post('/peers/propose', {
      descriptor: await my.descriptor(),
      fingerprint: my.made.fingerprint,
      days: 365,
      governingLaw: 'SG',
      forum: 'SIAC',
      seat: 'Singapore',
      seatCountry: 'SG',
    });
    expect(proposed.body).toMatchObject({ exchange: 'my.example', status: 'pinned' });
    const accepted = await my.post('/peers/accept', {
      descriptor: await szdex.descriptor(),
      fingerprint: szdex.made.fingerprint,
      waitMs: 20_000,
    });
    expect(accepted.body).toMatchObject({ exchange: 'szdex.example', agreements: [{ state: 'in-force' }] });
    const seen = await szdex.get('/peers/my.example');
    expect(seen.body).toMatchObject({ agreements: [{ state: 'in-force' }] });
  });
});
