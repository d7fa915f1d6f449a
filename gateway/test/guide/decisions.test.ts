import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admit } from '../support/hand-world.js';
import { PASSPHRASE } from '../support/running-node.js';
import { openTwoNodes, type TwoNodes } from '../support/two-nodes.js';
import { operatorOf, SHORTHAND } from './preamble.js';
import { openResidentSelat } from './resident-selat.js';
import { ROOT, RUN_MS, type Run, readGuide, runShell, toSections } from './run-guide.js';

let nodes: TwoNodes;
let closeSelat: () => Promise<void>;
let run: Run;

beforeAll(async () => {
  nodes = await openTwoNodes();
  const { szdex, my } = nodes;
  await admit(szdex, 'pearl-analytics');
  await admit(my, 'open-data');
  const dir = join(szdex.made.dir, '..');
  closeSelat = await openResidentSelat(dir);
  const steps = readGuide('decisions.md').commands.map(({ heading, text }) => `echo '## ${heading}'\n${text}`);
  const operators = [operatorOf('szdex', szdex), operatorOf('my', my)];
  const script = ['set -eu', SHORTHAND, `PATH="${dir}:$PATH"`, ...operators, ...steps].join('\n');
  const { PATH = '' } = process.env;
  const fingerprints = { SZDEX_FINGERPRINT: szdex.made.fingerprint, MY_FINGERPRINT: my.made.fingerprint };
  const env = { PATH, HOME: dir, NODES: dir, SELAT_KEY_PASSPHRASE: PASSPHRASE, ...fingerprints };
  const ended = await runShell(script, { cwd: ROOT, env });
  run = { ...ended, sections: toSections(ended.output) };
}, RUN_MS);

afterAll(async () => {
  await closeSelat?.();
  await nodes?.close();
});

describe('the guide for decisions does what it says, command by command', () => {
  const under = (heading: string) => run.sections.get(heading) ?? '';

  it('runs to its end', () => {
    expect({ code: run.code, tail: run.output.slice(-4000) }).toEqual({ code: 0, tail: expect.any(String) });
  });

  it('says what is missing and what to do next, and refuses with it', () => {
    expect(under('See what your law says')).toContain('What to do next');
    expect(under('Offer, or say what is missing')).toContain('needs MY_CERT or MY_CONSENT or MY_SCC or MY_TIA');
    expect(under('Offer, or say what is missing')).toMatch(/state +refused \(COMPLIANCE_NEEDS\)/);
  });

  it('forms the grant with two decisions, one of them run again in part', () => {
    expect(under('Countersign')).toMatch(/state +active/);
    expect(under('Countersign')).toContain('run again in part, without data.publicSectorOrigin');
  });

  it('suspends it with its instrument, and resumes it by a new decision', async () => {
    expect(run.output).toContain('TIA-2');
    const { body } = await nodes.szdex.get('/grants');
    expect(body.items.map(({ state }) => state).sort()).toEqual(['active', 'refused']);
  });
});
