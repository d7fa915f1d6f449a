import { Listing } from '@selat/proto/selat/v1/listing.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import { admit } from '../support/hand-world.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { examplePath } from './import-fixtures.js';

const PAGES = ['import', '--format', 'szdex', examplePath('shenzhen-mall/pages'), '--exchange', 'szdex.example'];
const OPERATOR = [
  '--terms',
  examplePath('shenzhen/terms.yaml'),
  '--overlay',
  examplePath('shenzhen-mall/overlay.yaml'),
];

let folder: Awaited<ReturnType<typeof tempFolder>>;
let szdex: TestNode;

beforeAll(async () => {
  folder = await tempFolder();
  szdex = await runNode(await makeNode(folder.dir, 'szdex'));
  await admit(szdex, 'harbour-data');
  await admit(szdex, 'green-mobility');
});

afterAll(async () => {
  await szdex?.gateway.stop();
  await folder.remove();
});

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const io = recordedIo(folder.dir, env);
  return { code: await runCli(argv, io), report: lastJson(io) };
}

describe('IMP-10: an export of a mall goes through drafts into the catalogue of its exchange', () => {
  it('says offline what became of each row', async () => {
    const { code, report } = await run([...PAGES, ...OPERATOR, '--json']);
    expect([code, report]).toEqual([0, { read: 8, imported: 5, published: 0, rejected: expect.any(Array) }]);
    const rejected = report['rejected'] as { file: string; reason: string }[];
    expect(rejected.map(({ file }) => file).sort()).toEqual([
      'pageQuerySjspList-2.json#SZMALL-2026-0006',
      'pageQuerySjspList-2.json#SZMALL-2026-0007',
      'pageQuerySjspList-2.json#SZMALL-2026-0008',
    ]);
    for (const { reason } of rejected) expect(reason).toMatch(/pageQuerySjspList-2\.json:\d+: data\.rows\[\d\]\.\w+: /);
  });

  it('rejects every row without terms and overlay, each with what it lacks', async () => {
    const { code, report } = await run([...PAGES, '--json']);
    expect([code, report['imported']]).toEqual([1, 0]);
    const rejected = (report['rejected'] as { reason: string }[]).filter(({ reason }) =>
      reason.startsWith('cannot draft'),
    );
    expect(rejected).toHaveLength(7);
    for (const { reason } of rejected) expect(reason).toMatch(/it lacks terms, .*rights, sourceStatement, visibility;/);
  });

  it('publishes the drafts on a running gateway, with the price and the number of the mall', async () => {
    const env = {
      SELAT_API_URL: `http://${szdex.gateway.apiAddress}`,
      SELAT_API_TOKEN_FILE: szdex.made.officer.tokenFile,
    };
    const { code, report } = await run([...PAGES, ...OPERATOR, '--publish', '--json'], env);
    expect([code, report['imported'], report['published']]).toEqual([0, 5, 5]);
    const { body } = await szdex.get(`/listings/${encodeURIComponent('szdex.example/l/szmall-2026-0001')}`);
    const { product } = Listing.decode(Buffer.from(body.document.payload, 'base64url'));
    expect(product?.registrations).toEqual([{ scheme: 'szdex.sn', value: 'SZMALL-2026-0001' }]);
    expect(body.terms).toMatchObject([{ id: 'standard-call', price: 'PER_CALL CNY 0.80' }]);
  });
});
