import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartGateway, serveWith } from '../../src/cli/actions/serve.js';
import { runCli } from '../../src/cli/run-cli.js';
import { lastJson, recordedIo } from './fake-io.js';

const PASSPHRASE = 'planted passphrase of the test';
const ENV = { SELAT_KEY_PASSPHRASE: PASSPHRASE };
let dir: string;
let printed: Record<string, unknown>;
/** What each started gateway would call to say that it cannot go on. */
const faults: ((fault: unknown) => void)[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'selat-serve-'));
  await writeFile(join(dir, 'passphrase.txt'), `${PASSPHRASE}\n`);
  const io = recordedIo(dir);
  const argv =
    'init --exchange third.example --jurisdiction SG --name en=Third --dir node --passphrase-file passphrase.txt --json';
  expect(await runCli(argv.split(' '), io)).toBe(0);
  printed = lastJson(io);
});
afterAll(() => rm(dir, { recursive: true }));

/** Runs `serve` over a gateway that only says that it was started and stopped. */
async function serve(given: Record<string, unknown>, start?: StartGateway) {
  const events: string[] = [];
  const io = recordedIo(dir, ENV);
  const fake: StartGateway = async ({ config, secrets, harness, logger, onFatal }) => {
    faults.push(onFatal);
    events.push(`started ${config.exchange.id} ${harness} ${secrets.keyPassphrase === PASSPHRASE}`);
    logger.warn({ note: PASSPHRASE }, `passphrase ${PASSPHRASE}`);
    return {
      federationAddress: '127.0.0.1:7443',
      apiAddress: '127.0.0.1:7480',
      metricsAddress: '127.0.0.1:7490',
      stop: async () => void events.push('stopped'),
    };
  };
  const running = serveWith(async () => start ?? fake)({ given: { config: 'node/selat.yaml', ...given }, io });
  return { io, events, running };
}

describe('CFG-2: init without a preset takes everything from the command line', () => {
  it('prints what the operator needs, and the node says the same', async () => {
    expect(printed).toMatchObject({ exchange: 'third.example', dir: join(dir, 'node') });
    expect(Object.keys(printed)).toEqual(['exchange', 'dir', 'config', 'fingerprint', 'officer', 'offline']);
    const text = await readFile(join(dir, 'node', 'selat.yaml'), 'utf8');
    expect(text).toContain('advertise: 127.0.0.1:7443');
  });

  it('never takes the passphrase from the command line, and makes up none', async () => {
    const io = recordedIo(dir);
    expect(await runCli(['init', '--preset', 'my', '--dir', 'other'], io)).toBe(2);
    expect(io.stderr.join('')).toContain('SELAT_KEY_PASSPHRASE');
    expect(await runCli(['init', '--preset', 'my', '--passphrase', 'x'], recordedIo(dir))).toBe(2);
  });

  it('refuses an existing node with exit code 2', async () => {
    const io = recordedIo(dir, ENV);
    expect(await runCli(['init', '--preset', 'my', '--dir', 'node'], io)).toBe(2);
    expect(io.stderr.join('')).toContain('reason: NODE_EXISTS');
  });
});

describe('CFG-3: serve starts once, says where, and stops when told', () => {
  it('prints one JSON line when ready, stops on the first signal, and keeps the passphrase out of the log', async () => {
    const { io, events, running } = await serve({ json: true });
    await expect.poll(() => io.stdout.length).toBe(1);
    expect(lastJson(io)).toEqual({
      pid: 4711,
      federationUrl: 'https://127.0.0.1:7443',
      apiUrl: 'http://127.0.0.1:7480',
      metricsUrl: 'http://127.0.0.1:7490',
    });
    io.stop();
    expect(await running).toEqual({});
    expect(events).toEqual(['started third.example false true', 'stopped']);
    expect(io.exits).toEqual([]);
    expect(io.stderr.join('')).toContain('stopping');
    expect(io.stderr.join('')).not.toContain('planted');
  });

  it('ends at once with 130 on a second signal', async () => {
    const { io, running } = await serve({});
    await expect.poll(() => io.stdout.length).toBe(1);
    io.stop();
    io.stop();
    await running;
    expect(io.exits).toEqual([130]);
  });

  it('stops in order and exits with 1 where the gateway cannot go on', async () => {
    const { io, events, running } = await serve({});
    await expect.poll(() => io.stdout.length).toBe(1);
    faults.at(-1)?.(new Error('the disk is gone'));
    expect(await running).toEqual({ exit: 1 });
    expect(events.at(-1)).toBe('stopped');
    expect(io.exits).toEqual([]);
  });

  it('passes on why a gateway cannot start', async () => {
    const { running } = await serve({}, async () => {
      throw new SelatError('STORE_CORRUPT', 'cannot open the database: it is damaged');
    });
    await expect(running).rejects.toMatchObject({ reason: 'STORE_CORRUPT' });
  });
});

describe('CFG-5: the harness serves no LIVE node', () => {
  it('refuses --harness before anything is opened', async () => {
    const file = join(dir, 'node', 'live.yaml');
    const text = await readFile(join(dir, 'node', 'selat.yaml'), 'utf8');
    await writeFile(file, text.replace('SANDBOX', 'LIVE'));
    const { events, running } = await serve({ config: file, harness: true });
    await expect(running).rejects.toMatchObject({ reason: 'HARNESS_FORBIDDEN' });
    expect(events).toEqual([]);
  });

  it('takes a crash point only with the harness', async () => {
    await expect((await serve({ crashAfter: 'commit:after-tx#3' })).running).rejects.toThrow(
      '--crash-after needs --harness',
    );
  });
});
