import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDatabase } from '../store/postgres-databases.js';
import { openResidentSelat } from './resident-selat.js';
import { isBuilt, RUN_MS, type Run, readGuide, runGuide } from './run-guide.js';

const GUIDE = readGuide('operator.md');

describe('the operator guide does what it says, command by command', () => {
  let nodes = '';
  let run: Run;
  let closeSelat: () => Promise<void>;

  beforeAll(async () => {
    expect(isBuilt, 'run npm run build first: the guide runs dist').toBe(true);
    nodes = await mkdtemp(join(tmpdir(), 'selat-operator-'));
    const databases = { DATABASE_URL: await newDatabase(), BACKUP_DATABASE_URL: await newDatabase() };
    closeSelat = await openResidentSelat(nodes);
    run = await runGuide(GUIDE, nodes, { env: databases, resident: nodes });
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

  it('names the officers whom it adds, and the members whom they approve', () => {
    for (const slug of ['mei', 'jun', 'lan']) expect(under('People')).toContain(`szdex.example/o/${slug}`);
    expect(under('Members')).toContain('szdex.example/p/harbour-data');
  });

  it('drafts what the mall offers by access, and says why the rest is refused', () => {
    expect(under('Import an export of the mall')).toContain('SZMALL-2026-0006');
  });

  it('publishes what passed three reviews, and the peer finds it by a Chinese word', () => {
    const section = under('Three reviews, then publish');
    for (const kind of ['technical', 'legal', 'compliance']) expect(section).toContain(kind);
    expect(section).toContain('szdex.example/l/');
  });

  it('forms a grant from the queues of both sides', () => {
    expect(under('Approve a request from the queue')).toContain('active');
  });

  it('signs with another document key after the rotation', () => {
    expect(under('Rotate a key')).toContain('retired');
  });

  it('goes on from the backup, with the peer that it had', () => {
    expect(under('Back up, and restore')).toContain('active');
  });

  it('finds every act with its officer', () => {
    const history = under('Who did what');
    for (const slug of ['operat', 'mei', 'jun', 'lan']) expect(history).toContain(` ${slug}`);
  });
});
