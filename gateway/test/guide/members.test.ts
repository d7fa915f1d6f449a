import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { isBuilt, ROOT, RUN_MS, readGuide, runShell } from './run-guide.js';

const GUIDE = readGuide('members.md');
let folder: Awaited<ReturnType<typeof tempFolder>>;
let node: TestNode;
let ended: { readonly code: number | null; readonly output: string };

/** Runs the commands of the guide as one shell, on a node that serves already. */
async function runCommands(dir: string): Promise<typeof ended> {
  const { PATH = '' } = process.env;
  const url = `http://${node.gateway.apiAddress}`;
  const own = { API: url, SELAT_API_URL: url, SELAT_API_TOKEN_FILE: node.made.officer.tokenFile };
  const passphrase = { SELAT_KEY_PASSPHRASE: 'a passphrase of the member' };
  const env = { PATH: `${join(ROOT, 'node_modules/.bin')}:${PATH}`, HOME: dir, ...own, ...passphrase };
  const script = ['set -eu', ...GUIDE.commands.map(({ text }) => text)].join('\n');
  return runShell(script, { cwd: dir, env });
}

beforeAll(async () => {
  expect(isBuilt, 'run npm run build first: the guide runs dist').toBe(true);
  folder = await tempFolder();
  node = await runNode(await makeNode(folder.dir, 'my'));
  await writeFile(join(folder.dir, 'register-extract.txt'), 'an extract\n');
  ended = await runCommands(folder.dir);
}, RUN_MS);

afterAll(async () => {
  await node?.gateway.stop();
  await folder?.remove();
});

describe('the guide for members does what it says, command by command', () => {
  it('runs to its end', () => {
    expect({ code: ended.code, output: ended.output.slice(-2000) }).toEqual({ code: 0, output: expect.any(String) });
  });

  it('leaves a member that was enrolled, changed its key and lost it', async () => {
    const { body } = await node.get(`/participants/${encodeURIComponent('my.example/p/acme')}`);
    const ways = [{ notAfter: expect.any(Number) }, { revoked: 'COMPROMISED' }];
    expect(body).toMatchObject({ state: 'active', revision: 5, signs: ['LISTINGS'], keys: ways });
  });
});
