import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listener, openApi } from '../../src/api/index.js';
import { batches } from '../../src/cli/actions/publish.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { DraftInput, ItemResult } from '../../src/domain/use-cases.js';
import { openLogger } from '../../src/logging/index.js';
import { recordedUseCases, TOKENS } from '../api/recorded-use-cases.js';
import { lastJson, recordedIo } from './fake-io.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/malaysia', import.meta.url));
const CATALOGUE = ['import', '--format', 'datagovmy', join(EXAMPLE, 'catalogue')];
const OPERATOR = ['--terms', join(EXAMPLE, 'terms.yaml'), '--overlay', join(EXAMPLE, 'overlay.yaml')];
const kept: DraftInput[] = [];
let api: Listener;
let dir: string;

/** Keeps drafts in memory; refuses to publish the first one. */
const recorded = recordedUseCases({ node: () => ({ exchange: 'my.example' }) }).useCases;
const useCases = new Proxy(recorded, {
  get: (target, verb) => {
    if (verb === 'saveDrafts') return saveDrafts;
    if (verb === 'publishListings') return publishListings;
    if (verb === 'showListing') return showListing;
    return Reflect.get(target, verb);
  },
});

async function saveDrafts(_: unknown, drafts: readonly DraftInput[]): Promise<readonly ItemResult[]> {
  kept.push(...drafts);
  return drafts.map(({ id }) => ({ id, ok: true }));
}

async function publishListings(_: unknown, ids: readonly string[]): Promise<readonly ItemResult[]> {
  const error = { reason: 'PARTICIPANT_UNKNOWN', message: 'cannot publish it: no record', fix: 'approve it' };
  return ids.map((id, at) => (at === 0 ? { id, ok: false, error } : { id, ok: true, revision: 1 }));
}

async function showListing(id: string) {
  if (id.endsWith('port-klang-throughput')) return { id };
  throw new SelatError('LISTING_UNKNOWN', `cannot find listing ${id}`, { id });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'selat-import-'));
  const logger = openLogger({ level: 'silent', destination: { write: () => undefined } });
  const random = (bytes: number) => Buffer.alloc(bytes);
  api = await openApi({ useCases, listen: { host: '127.0.0.1', port: 0 }, logger, random, bodyBytes: 8_388_608 });
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

async function run(argv: readonly string[]) {
  const io = recordedIo(dir, { SELAT_API_URL: `http://${api.address}`, SELAT_API_TOKEN: TOKENS['operator'] ?? '' });
  const code = await runCli(argv, io);
  return { code, io, out: io.stdout.join(''), err: io.stderr.join('') };
}

describe('IMP-1: import says what became of every file', () => {
  it('drafts offline without --publish and sends nothing', async () => {
    const { code, io } = await run([...CATALOGUE, ...OPERATOR, '--exchange', 'my.example', '--json']);
    expect(code).toBe(0);
    expect(lastJson(io)).toEqual({ read: 7, imported: 7, published: 0, rejected: [] });
    expect(kept).toEqual([]);
  });

  it('rejects every record without terms, each with its reason, and exits with 1', async () => {
    const { code, io } = await run([...CATALOGUE, '--exchange', 'my.example', '--json']);
    const report = lastJson(io);
    expect([code, report['imported'], report['published']]).toEqual([1, 0, 0]);
    const rejected = report['rejected'] as { file: string; reason: string }[];
    expect(rejected).toHaveLength(7);
    for (const { reason } of rejected) expect(reason).toContain('terms');
  });

  it('publishes with --publish, and names the file of what the gateway kept back', async () => {
    const { code, io } = await run([...CATALOGUE, ...OPERATOR, '--publish', '--json']);
    const report = lastJson(io);
    expect(code).toBe(0);
    expect(report).toMatchObject({ read: 7, imported: 7, published: 6 });
    expect(report['rejected']).toEqual([
      { file: expect.stringMatching(/\.json$/), reason: 'cannot publish it: no record' },
    ]);
    expect(kept).toHaveLength(7);
    expect(kept[0]?.source).toMatch(/\.json$/);
  });

  it('names the record of a file that holds several', async () => {
    const shenzhen = fileURLToPath(new URL('../../examples/shenzhen', import.meta.url));
    const files = ['--terms', join(shenzhen, 'terms.yaml'), '--overlay', join(shenzhen, 'overlay.yaml')];
    const argv = [
      'import',
      '--format',
      'selat',
      join(shenzhen, 'catalogue.yaml'),
      ...files,
      '--exchange',
      'szdex.example',
    ];
    const { io } = await run([...argv, '--publish', '--json']);
    expect(lastJson(io)['rejected']).toMatchObject([{ file: expect.stringMatching(/^catalogue\.yaml#[a-z-]+$/) }]);
  });

  it('revises only what is listed', async () => {
    const { io } = await run(['listing', 'revise', ...CATALOGUE.slice(1), ...OPERATOR, '--json']);
    const report = lastJson(io);
    expect(report).toMatchObject({ read: 7, imported: 1 });
    const rejected = report['rejected'] as { file: string; reason: string }[];
    expect(rejected.filter(({ reason }) => reason.includes('it is not listed yet'))).toHaveLength(6);
  });

  it('names file and line of a mistake in the terms, and exits with 2', async () => {
    await writeFile(join(dir, 'terms.yaml'), 'terms:\n  - id: UPPER\n');
    const { code, err } = await run([...CATALOGUE, '--terms', 'terms.yaml', '--exchange', 'my.example']);
    expect(code).toBe(2);
    expect(err).toMatch(/terms\.yaml:2/);
    expect((await run(['import', '--format', 'selat', 'nowhere', '--exchange', 'my.example'])).code).toBe(2);
  });
});

describe('API-4: drafts are sent in requests that the gateway takes', () => {
  it('splits by number and by size and keeps the order', () => {
    const parts = batches(
      Array.from({ length: 250 }, (_, at) => at),
      () => 10,
    );
    expect(parts.map((part) => part.length)).toEqual([100, 100, 50]);
    expect(parts.flat()).toEqual(Array.from({ length: 250 }, (_, at) => at));
    expect(batches([1, 2, 3], () => 1_500_000)).toEqual([[1], [2], [3]]);
    expect(batches([], () => 1)).toEqual([]);
  });
});
