import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPack } from '../decisions/deciding-nodes.js';
import { PASSPHRASE } from '../support/running-node.js';
import { openGranted } from '../support/trading.js';
import type { TwoNodes } from '../support/two-nodes.js';
import { operatorOf, SHORTHAND } from './preamble.js';
import { openResidentSelat } from './resident-selat.js';
import { RUN_MS, type Run, readGuide, runShell, toSections } from './run-guide.js';

let nodes: TwoNodes;
let closeSelat: () => Promise<void>;
let run: Run;
let grant = '';

beforeAll(async () => {
  ({ nodes, grant } = await openGranted());
  const { szdex, my } = nodes;
  await installPack(szdex, 'cn');
  const dir = join(szdex.made.dir, '..');
  const { publicKey } = generateKeyPairSync('ed25519');
  await writeFile(join(dir, 'cac.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  for (const paper of ['order', 'resume', 'protocol', 'balance-2026', 'contract-17', 'certificate']) {
    await writeFile(join(dir, `${paper}.pdf`), `${paper}\n`);
  }
  closeSelat = await openResidentSelat(dir);
  const steps = ['ledger.md', 'orders.md'].flatMap((name) => readGuide(name).commands);
  const script = [
    ...['set -eu', SHORTHAND, `PATH="${dir}:$PATH"`, operatorOf('szdex', szdex), operatorOf('my', my)],
    ...['szdex officer add wang --role compliance --token-file wang.token', 'selat() { szdex "$@"; }'],
    ...steps.map(({ heading, text }) => `echo '## ${heading}'\n${text}`),
  ].join('\n');
  const { PATH = '' } = process.env;
  const OFFLINE = join(szdex.made.dir, 'offline');
  const env = { PATH, HOME: dir, NODES: dir, GRANT: grant, OFFLINE, SELAT_KEY_PASSPHRASE: PASSPHRASE };
  const ended = await runShell(script, { cwd: dir, env });
  run = { ...ended, sections: toSections(ended.output) };
}, RUN_MS);

afterAll(async () => {
  await closeSelat?.();
  await nodes?.close();
});

describe('the guides for the ledger and for orders do what they say, command by command', () => {
  const under = (heading: string) => run.sections.get(heading) ?? '';

  it('run to their end', () => {
    expect({ code: run.code, tail: run.output.slice(-4000) }).toEqual({ code: 0, tail: expect.any(String) });
  });

  it('show what is left of the year, and who corrected', () => {
    expect(under('See what is left')).toMatch(/100,000 ordinary +57,999/);
    expect(under('Enter what went elsewhere, and correct')).toMatch(/CORRECTION +-1,500 .* wang/);
    expect(under('Enter what went elsewhere, and correct')).toMatch(/ledger-correct +wang +p\/harbour-data/);
  });

  it('count what was supplied elsewhere under an instrument', () => {
    expect(under('Instruments with a scale')).toMatch(/of these +0 in grants, 0 offered, 3,000 entered; 47,000 left/);
  });

  it('hold the grant by two orders, prove the deletion, list the authority, and end both', async () => {
    expect(under('Halt')).toContain('binds         PRODUCT szdex.example/d/yantian-throughput-index (CN)');
    expect(under('Halt')).toMatch(/state +suspended/);
    expect(under('Halt')).toMatch(/deletions +\w{12}: my\.example by /);
    expect(under('An authority that signs itself')).toContain('authority  szdex.example/a/cac');
    for (const node of [nodes.szdex, nodes.my]) {
      expect((await node.get(`/grants/${grant}`)).body).toMatchObject({ state: 'active', holds: [] });
    }
  });

  it('keep to 80 columns, but for the line of a digest', () => {
    const long = run.output.split('\n').filter((line) => line.length > 80 && !/[\w-]{43}/.test(line));
    expect(long).toEqual([]);
  });
});
