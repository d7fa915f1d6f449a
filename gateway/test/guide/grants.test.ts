import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admit } from '../support/hand-world.js';
import { accept, openTwoNodes, propose, type TwoNodes } from '../support/two-nodes.js';
import { operatorOf, SHORTHAND } from './preamble.js';
import { openResidentSelat } from './resident-selat.js';
import { ROOT, RUN_MS, type Run, readGuide, runShell } from './run-guide.js';

const GUIDE = readGuide('grants.md');
let nodes: TwoNodes;
let closeSelat: () => Promise<void>;
let run: Omit<Run, 'sections'>;

/** What the quick start has set up before: shorthand for nodes that serve in this process, and the two reviewers. */
function preamble(dir: string): readonly string[] {
  const officers = ['mei --role reviewer', 'lin --role compliance'].map((who) => {
    return `szdex officer add ${who} --token-file "$NODES/${who.slice(0, 3)}.token"`;
  });
  return [
    'set -eu',
    SHORTHAND,
    `PATH="${dir}:$PATH"`,
    operatorOf('szdex', nodes.szdex),
    operatorOf('my', nodes.my),
    ...officers,
  ];
}

beforeAll(async () => {
  nodes = await openTwoNodes({ reviews: ['legal', 'technical', 'compliance'] });
  const { szdex, my } = nodes;
  await propose(szdex, my);
  await accept(my, szdex);
  for (const slug of ['harbour-data', 'green-mobility']) await admit(szdex, slug);
  await admit(my, 'strait-logistics');
  const { PATH = '' } = process.env;
  const dir = join(szdex.made.dir, '..');
  closeSelat = await openResidentSelat(dir);
  const script = [...preamble(dir), ...GUIDE.commands.map(({ text }) => text)].join('\n');
  run = await runShell(script, { cwd: ROOT, env: { PATH, HOME: dir, NODES: dir } });
}, RUN_MS);

afterAll(async () => {
  await closeSelat?.();
  await nodes?.close();
});

describe('the guide for grants does what it says, command by command', () => {
  it('runs to its end', () => {
    expect({ code: run.code, tail: run.output.slice(-4000) }).toEqual({ code: 0, tail: expect.any(String) });
  });

  it('leaves a line of grants: countered, superseded, completed, and a renewal that waits', async () => {
    const { body } = await nodes.my.get('/grants?limit=100');
    const states = body.items.map(({ state, reason }) => `${state} ${reason ?? ''}`.trim()).sort();
    expect(states).toEqual(['declined COUNTERED', 'ended completed', 'ended superseded', 'suspended']);
  });
});
