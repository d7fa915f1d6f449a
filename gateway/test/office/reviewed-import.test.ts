import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { REVIEW_KINDS } from '../../src/domain/rows-office.js';
import { lastJson, recordedIo } from '../cli/fake-io.js';
import { examplePath } from '../import/import-fixtures.js';
import { admit } from '../support/hand-world.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';

const IMPORT = [
  ...['import', '--format', 'szdex', examplePath('shenzhen-mall/pages')],
  ...['--terms', examplePath('shenzhen/terms.yaml'), '--overlay', examplePath('shenzhen-mall/overlay.yaml')],
];

let folder: Awaited<ReturnType<typeof tempFolder>>;
let szdex: TestNode;

beforeAll(async () => {
  folder = await tempFolder();
  szdex = await runNode(await makeNode(folder.dir, 'szdex', { reviews: REVIEW_KINDS }));
  await admit(szdex, 'harbour-data');
  await admit(szdex, 'green-mobility');
});
afterAll(async () => {
  await szdex?.gateway.stop();
  await folder?.remove();
});

/** Runs a command against the node, as its first officer or as another. */
async function selat(argv: readonly string[], as?: string) {
  const env = {
    SELAT_API_URL: `http://${szdex.gateway.apiAddress}`,
    SELAT_API_TOKEN_FILE: szdex.made.officer.tokenFile,
  };
  const io = recordedIo(folder.dir, env);
  const code = await runCli([...argv, ...(as === undefined ? [] : ['--as', join(folder.dir, as)]), '--json'], io);
  return { code, json: lastJson(io), err: io.stderr.join('') };
}

const itemsOf = ({ json }: { json: Record<string, unknown> }) => json['items'] as readonly Record<string, unknown>[];

describe('BOF-11: an export of a mall passes three reviews into the catalogue, by commands alone', () => {
  it('is stored by import --publish, which says how many wait', async () => {
    const { code, json } = await selat([...IMPORT, '--publish']);
    expect([code, json['imported'], json['published'], json['waiting']]).toEqual([1, 5, 0, 5]);
    expect(json['rejected']).toHaveLength(3);
    expect((await selat([...IMPORT, '--draft'])).code).toBe(0);
  });

  it('lists what is open, and refuses the reviews that an officer may not give', async () => {
    await selat(['officer', 'add', 'mei', '--role', 'reviewer', '--token-file', 'mei.token']);
    await selat(['officer', 'add', 'lin', '--role', 'compliance', '--token-file', 'lin.token']);
    expect(itemsOf(await selat(['review', 'list', '--verdict', 'OPEN', '--kind', 'legal']))).toHaveLength(5);
    expect(itemsOf(await selat(['queue', 'list', '--role', 'compliance'], 'mei.token'))).toHaveLength(10);
    const own = await selat(['review', 'approve', '--all', '--kind', 'technical']);
    expect([own.code, itemsOf(own).filter(({ ok }) => ok)]).toEqual([1, []]);
    expect((await selat(['review', 'approve', '--kind', 'legal'], 'lin.token')).err).toContain('give --all');
  });

  it('is approved in bulk by two officers, and published at once', async () => {
    for (const [kind, token] of [
      ['technical', 'mei.token'],
      ['legal', 'lin.token'],
      ['compliance', 'lin.token'],
    ] as const) {
      const given = await selat(['review', 'approve', '--all', '--kind', kind], token);
      expect([kind, given.code, itemsOf(given).length]).toEqual([kind, 0, 5]);
    }
    expect(itemsOf(await selat(['queue', 'list']))).toEqual([]);
    const published = await selat(['listing', 'publish', '--all']);
    expect([published.code, itemsOf(published).filter(({ ok }) => ok).length]).toEqual([0, 5]);
    const [first] = itemsOf(published);
    const { json } = await selat(['listing', 'show', String(first?.['id'])]);
    expect(json['reviews']).toMatchObject(REVIEW_KINDS.map((kind) => ({ kind, verdict: 'APPROVED' })));
  });
});
