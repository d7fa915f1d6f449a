import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { runCli, thumbprintsLast } from '../../src/cli/run-cli.js';
import { lastJson, recordedIo } from './fake-io.js';

const LAUNCHER = fileURLToPath(new URL('../../bin/selat.js', import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'selat-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const io = recordedIo(dir, env);
  const code = await runCli(argv, io);
  return { code, io, out: io.stdout.join(''), err: io.stderr.join('') };
}

describe('IDN-13: a key is named by its thumbprint, of which one in 64 begins with a hyphen', () => {
  const THUMBPRINT = `-${'a'.repeat(42)}`;

  it('and is no option then', async () => {
    const words = ['key', 'revoke', THUMBPRINT, '--reason', 'COMPROMISED', '--identity', 'offline', '--json'];
    expect(thumbprintsLast(words)).toEqual([...words.filter((word) => word !== THUMBPRINT), '--', THUMBPRINT]);
    const { err } = await run(words);
    expect(err).not.toContain('unknown option');
  });

  it.each([
    ['the value of an option', ['x', '--kid', THUMBPRINT]],
    ['what stands behind -- already', ['x', '--', THUMBPRINT]],
    ['any other option', ['x', '-abc']],
  ])('but %s stays where it is', (_, words) => {
    expect(thumbprintsLast(words)).toEqual(words);
  });
});

describe('CFG-3: the command line explains itself', () => {
  it('prints the versions of product and protocol', async () => {
    const { code, out } = await run(['--version']);
    expect([code, out]).toEqual([0, 'selat 0.1.0 (protocol 1.0.0-draft.1)\n']);
  });

  it.each(COMMANDS.map((command) => ({ name: command.name, command })))(
    'selat $name has help with an example that names it',
    async ({ command }) => {
      const { code, out } = await run([...command.name.split(' '), '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`Example:\n  $ ${command.example}`);
      expect(command.example.startsWith(`selat ${command.name}`)).toBe(true);
      expect(out).toContain('--json');
      const required = (command.options ?? []).filter((option) => option.required === true);
      for (const { flags } of required) expect(command.example).toContain(flags.split(' ')[0]);
      expect(typeof (await command.load())).toBe('function');
    },
  );

  it('lists every command in the help of its group', async () => {
    const { out } = await run(['grant', '--help']);
    for (const verb of ['request', 'offer', 'countersign', 'revoke']) expect(out).toContain(verb);
    const all = (await run(['--help'])).out;
    for (const { name } of COMMANDS) expect(all).toContain(name.split(' ')[0]);
  });

  it.each([
    ['an unknown command', ['publsh']],
    ['an unknown option', ['node', 'show', '--colour']],
    ['a missing option', ['grant', 'refuse', 'sha256:00']],
    ['a value that is no choice', ['officer', 'add', 'mei', '--role', 'king']],
    ['a missing argument', ['verify']],
    ['nothing', []],
    ['a group alone', ['grant']],
  ])('exits with 2 on %s', async (_, argv) => {
    const { code, out, err } = await run(argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).not.toBe('');
    const asJson = await run([...argv, '--json']);
    expect([asJson.code, lastJson(asJson.io)]).toMatchObject([2, { error: { reason: 'USAGE', requirement: 'CFG-3' } }]);
    expect(asJson.out.split('\n')).toHaveLength(2);
  });

  it('says what is wrong, the reason and the fix, and the same as JSON in the last line', async () => {
    const { code, io, err } = await run(['grant', 'list', '--limit', 'many', '--json'], {});
    expect(code).toBe(2);
    expect(err).toMatch(
      /^selat: cannot run the command: limit is not a whole number from 1 to 1000\n {2}reason: USAGE \(CFG-3\)\n {2}fix: /,
    );
    expect(lastJson(io)).toMatchObject({ error: { reason: 'USAGE', requirement: 'CFG-3' } });
  });

  it('asks for a gateway and a token where neither is named', async () => {
    const { code, err } = await run(['node', 'show']);
    expect(code).toBe(2);
    expect(err).toContain('SELAT_API_URL');
    expect(err).toContain('SELAT_API_TOKEN');
  });

  it('says so when no gateway answers', async () => {
    const env = { SELAT_API_URL: 'http://127.0.0.1:1', SELAT_API_TOKEN: 'planted-token' };
    const { code, err } = await run(['node', 'show'], env);
    expect(code).toBe(2);
    expect(err).toContain('reason: GATEWAY_UNREACHABLE');
    expect(err).not.toContain('planted-token');
  });
});

describe('CFG-3: the launcher is committed and needs only what the build makes', () => {
  it('tells how to build where nothing is built', async () => {
    await mkdir(join(dir, 'bin'));
    await copyFile(LAUNCHER, join(dir, 'bin', 'selat.mjs'));
    const result = spawnSync(process.execPath, [join(dir, 'bin', 'selat.mjs'), '--version'], { encoding: 'utf8' });
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toContain('fix: run `npm ci` or `npm run build`');
  });

  it('prints the version from the build', () => {
    expect(execFileSync(LAUNCHER, ['--version'], { encoding: 'utf8' })).toBe('selat 0.1.0 (protocol 1.0.0-draft.1)\n');
  });
});
