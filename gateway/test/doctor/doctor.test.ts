import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import type { Env } from '../../src/config/index.js';
import type { Check } from '../../src/doctor/check.js';
import { examine } from '../../src/doctor/examine.js';
import { recordedIo } from '../cli/fake-io.js';
import { PASSPHRASE } from '../support/running-node.js';
import { editConfig } from '../support/served-node.js';
import { accept, openTwoNodes, propose, type TwoNodes } from '../support/two-nodes.js';

const DAY = 86_400_000;
let nodes: TwoNodes;
let isMyRunning = true;

beforeAll(async () => {
  nodes = await openTwoNodes();
  await propose(nodes.szdex, nodes.my);
  await accept(nodes.my, nodes.szdex);
});
afterAll(async () => {
  if (isMyRunning) await nodes?.close();
  else await nodes.szdex.gateway.stop();
});

interface Look {
  readonly clock?: () => number;
  readonly env?: Env;
}

async function look({ clock = Date.now, env = { SELAT_KEY_PASSPHRASE: PASSPHRASE } }: Look = {}) {
  const checks = await examine({ file: nodes.szdex.made.config, env, clock, random: randomBytes });
  return new Map(checks.map((check): [string, Check] => [check.name, check]));
}

const wrongOf = (checks: ReadonlyMap<string, Check>) =>
  [...checks.values()].filter(({ ok }) => !ok).map(({ name }) => name);

describe('OPS-36: a doctor looks at every part of a node and says what to do', () => {
  it('finds nothing wrong with two nodes that trade', async () => {
    const checks = await look();
    expect(wrongOf(checks)).toEqual([]);
    expect([...checks.keys()]).toEqual([
      'configuration',
      'file modes',
      'keys',
      'descriptor',
      'key validity',
      'certificate',
      'certificate authority',
      'gateway',
      'disk',
      'head store',
      'database',
      'log head',
      'clock',
      'outbox',
      'backup',
      'orders',
      'peer my.example',
      'clock of my.example',
      'agreement my.example',
    ]);
  });

  it('warns of what ends within 30 days, and says what has ended', async () => {
    const soon = await look({ clock: () => Date.now() + 710 * DAY });
    expect(soon.get('certificate')).toMatchObject({ ok: false, detail: 'the certificate ends in 19 days' });
    expect(soon.get('agreement my.example')).toMatchObject({ ok: false, fix: expect.stringContaining('selat peer') });
    const late = await look({ clock: () => Date.now() + 740 * DAY });
    expect(late.get('certificate')?.detail).toContain('expired');
    const early = await look({ clock: () => Date.now() - DAY / 48 });
    expect(early.get('clock')).toMatchObject({ ok: false, detail: expect.stringContaining('behind the newest entry') });
    const ahead = await look({ clock: () => Date.now() + DAY / 48 });
    expect(ahead.get('clock of my.example')).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^180\d s behind this one/),
    });
  });

  it('looks at all else where the passphrase is missing or wrong', async () => {
    for (const env of [{}, { SELAT_KEY_PASSPHRASE: 'another passphrase of tests' }]) {
      const checks = await look({ env });
      expect(wrongOf(checks)).toEqual(['keys', 'descriptor', 'peer my.example']);
      expect(checks.get('keys')?.fix).toContain('SELAT_KEY_PASSPHRASE');
    }
  });

  it('names the command for a file that others may read', async () => {
    const { tokenFile } = nodes.szdex.made.officer;
    await chmod(tokenFile, 0o644);
    const checks = await look();
    expect(checks.get('file modes')).toMatchObject({ ok: false, fix: `run: chmod 600 '${tokenFile}'` });
    await chmod(tokenFile, 0o600);
  });

  it('says that a peer does not answer, and that a port is taken', async () => {
    await nodes.my.gateway.stop();
    isMyRunning = false;
    const away = await look();
    expect(away.get('peer my.example')).toMatchObject({ ok: false, detail: expect.stringContaining('my.example') });
    await nodes.szdex.gateway.stop();
    const stopped = await look();
    expect(stopped.get('gateway')).toMatchObject({ ok: true, detail: 'not running; its addresses are free' });
    const other = createServer();
    const port = Number(
      /federation:\n {2}listen: 127\.0\.0\.1:(\d+)/.exec(await readFile(nodes.szdex.made.config, 'utf8'))?.[1],
    );
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    expect((await look()).get('gateway')).toMatchObject({ ok: false, detail: expect.stringContaining('EADDRINUSE') });
    await new Promise((resolve) => other.close(resolve));
  });

  it('finds a head that is gone, a damaged database and a broken configuration', async () => {
    const { dir, config } = nodes.szdex.made;
    await rename(join(dir, 'head'), join(dir, 'head-away'));
    const headless = await look();
    expect(headless.get('log head')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('signed head is missing'),
    });
    await rename(join(dir, 'head-away'), join(dir, 'head'));
    const database = join(dir, 'data', 'selat.sqlite');
    const bytes = await readFile(database);
    await writeFile(database, Buffer.concat([Buffer.from('nothing of SQLite'), bytes.subarray(17)]));
    const damaged = await look();
    expect(damaged.get('database')).toMatchObject({ ok: false, fix: 'restore the database from a backup' });
    expect(damaged.get('keys')).toMatchObject({ ok: true });
    await writeFile(database, bytes);
    await editConfig(nodes.szdex.made, (text) => text.replace('environment: SANDBOX', 'environment: PLAYGROUND'));
    const broken = await look();
    expect([...broken.keys()]).toEqual(['configuration']);
    const io = recordedIo(dir, { SELAT_KEY_PASSPHRASE: PASSPHRASE });
    expect(await runCli(['doctor', '--config', config], io)).toBe(1);
    expect(io.stdout.join('')).toContain('FAIL configuration');
    expect(
      io.stdout
        .join('')
        .split('\n')
        .every((line) => line.length <= 80 || line.includes(config)),
    ).toBe(true);
  });
});
