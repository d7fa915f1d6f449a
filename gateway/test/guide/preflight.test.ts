import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/datamap/columns.js';
import { isBuilt, RUN_MS, type Run, readGuide, runGuide } from './run-guide.js';

const GUIDE = readGuide('preflight.md');

describe('the guide on preflight does what it says, with the packs that ship', () => {
  let folder = '';
  let run: Run;

  beforeAll(async () => {
    expect(isBuilt, 'run npm run build first: the guide runs dist').toBe(true);
    folder = await mkdtemp(join(tmpdir(), 'selat-guide-'));
    run = await runGuide(GUIDE, folder, { env: { REPORT: join(folder, 'datamap.html') } });
  }, RUN_MS);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const under = (heading: string) => run.sections.get(heading) ?? '';

  it('runs to its end', () => {
    expect({ code: run.code, tail: run.output.slice(-4000) }).toEqual({ code: 0, tail: expect.any(String) });
  });

  it('tells which article decides on the example, and what to do next', () => {
    expect(under('One flow')).toContain('CN-PI-05  PIPL Art 55; PIPL Art 56');
    expect(under('One flow')).toContain('provider.ciio');
    expect(under('One flow')).toContain('What to do next');
  });

  it('puts data sets of the example in each class, and writes the report', async () => {
    const text = under('All data sets of an inventory');
    expect(text).toMatch(/must stay \(2\)/);
    expect(text).toMatch(/may move with \(4\)/);
    expect(text).toMatch(/may move freely \(2\)/);
    expect(await readFile(join(folder, 'datamap.html'), 'utf8')).toContain('电网拓扑');
  });

  it('lists the packs', () => {
    expect(under('Which packs there are')).toMatch(/cn +1\.0\.0[\s\S]*my +1\.0\.0[\s\S]*sg +1\.0\.0/);
  });

  it('has every column of an inventory as the code reads it', async () => {
    const page = await readFile(new URL('../../../docs/guide/preflight.md', import.meta.url), 'utf8');
    const missing = COLUMNS.filter(({ en, zh, ms, help }) => !page.includes(`| \`${en}\` | ${zh} | ${ms} | ${help} |`));
    expect(missing.map(({ en }) => en)).toEqual([]);
  });
});
