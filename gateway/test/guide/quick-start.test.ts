import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfigWithoutKeys } from '../../src/config/parse-config.js';
import { FIXES } from '../../src/config/schema.js';
import { openResidentSelat } from './resident-selat.js';
import { isBuilt, RUN_MS, type Run, readGuide, runGuide } from './run-guide.js';

const GUIDE = readGuide('quick-start.md');

describe('the quick start does what it says, command by command', () => {
  let nodes = '';
  let run: Run;
  let closeSelat: () => Promise<void>;

  beforeAll(async () => {
    expect(isBuilt, 'run npm run build first: the guide runs dist').toBe(true);
    nodes = await mkdtemp(join(tmpdir(), 'selat-guide-'));
    closeSelat = await openResidentSelat(nodes);
    run = await runGuide(GUIDE, nodes, { resident: nodes });
  }, RUN_MS);

  afterAll(async () => {
    await closeSelat?.();
    await rm(nodes, { recursive: true, force: true });
  });

  const under = (heading: string) => run.sections.get(heading) ?? '';

  it('runs to its end, and both gateways end in order', () => {
    expect({ code: run.code, tail: run.output.slice(-4000) }).toEqual({ code: 0, tail: expect.any(String) });
    expect([...run.sections.keys()]).toEqual([...new Set(GUIDE.commands.map(({ heading }) => heading))]);
  });

  it('makes two nodes that read their fingerprints aloud', () => {
    expect(under('Make two nodes')).toMatch(/szdex\.example reads aloud: sha256:[0-9a-f]{64}\n/);
    expect(under('Make two nodes')).toMatch(/my\.example reads aloud: {4}sha256:[0-9a-f]{64}\n/);
  });

  it('brings an agreement into force', () => {
    expect(under('Agree')).toContain('in-force');
  });

  it("shows each side the other's listings", () => {
    expect(under('Publish')).toContain('szdex.example/l/battery-health-model');
    expect(under('Publish')).toContain('my.example/l/palm-oil-yield-state');
  });

  it('forms a grant, and ends it', () => {
    expect(under('Form a grant')).toContain('active');
    expect(under('Suspend, resume, revoke')).toContain('ended');
  });

  it('checks its documents offline', () => {
    expect(under('Check it offline')).toMatch(/^verified\n/);
  });
});

describe('CFG-1: the quick start shows every key of the configuration', () => {
  const [shown] = GUIDE.blocks('yaml');
  const text = shown?.text ?? '';

  it('in a file that a gateway reads', () => {
    const config = parseConfigWithoutKeys(text, {}, '/nodes/szdex/selat.yaml');
    expect(config.store).toEqual({ file: '/nodes/szdex/data/selat.sqlite', maxPages: 1_048_576 });
  });

  it('and leaves none out', () => {
    const names = Object.keys(FIXES).map((key) => key.split('.').at(-1) ?? key);
    expect(names.filter((name) => !new RegExp(`^ *${name}:`, 'm').test(text))).toEqual([]);
  });
});
