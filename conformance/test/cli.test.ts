import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../src/cli/io.js';
import { suiteCases, suiteSpec } from '../src/cli/package-files.js';
import { runCli } from '../src/cli/run-cli.js';
import { wrap } from '../src/cli/text.js';
import { explainCase } from '../src/explain/index.js';

const scratch = mkdtempSync(join(tmpdir(), 'selat-conformance-cli-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process. */
async function conformance(...args: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    cwd: scratch,
    clock: () => Date.now(),
    random: (bytes) => randomBytes(bytes),
    isTerminal: false,
    onStopSignal: () => undefined,
  };
  return { code: await runCli(args, io), out, err };
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('selat-conformance list and explain', () => {
  it('lists every case, for people within 80 columns and for programs on one line', async () => {
    const [text, json] = await Promise.all([conformance('list'), conformance('list', '--json')]);
    expect([text.code, widest(text.out) <= 80]).toEqual([0, true]);
    expect(text.out).toContain(`${suiteCases().length} cases`);
    expect(json.out.split('\n')).toHaveLength(2);
    expect(JSON.parse(json.out).items).toHaveLength(suiteCases().length);
    const items: { readonly id: string }[] = JSON.parse(json.out).items;
    expect(items.find(({ id }) => id === 'documents/borrowed-kid')).toEqual({
      id: 'documents/borrowed-kid',
      title: expect.any(String),
      requirements: ['DOC-4'],
      profile: 'core',
      needs: [],
    });
  });

  it('lists one profile, and what subjects may declare', async () => {
    expect((await conformance('list', '--profile', 'grant')).out).not.toContain('documents/');
    expect((await conformance('list', '--features')).out).toContain('offer-grant');
    expect(await conformance('list', '--profile', 'all')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there are core'),
    });
  });

  it('explains every case in words, with the requirement and what stands beside it', async () => {
    const { out } = await conformance('explain', 'receipts/replay-refused');
    expect(out).toContain('RCP-2 (receipts): A receiver MUST answer a submission that it has answered');
    expect(out).toContain('The key is submitter and submission digest.');
    expect(out).toContain('-> receipt REFUSED LISTING_NOT_OWNED, the receipt of step 1, byte for byte');
    expect(widest(out)).toBeLessThanOrEqual(80);
    const spec = suiteSpec();
    const explained = suiteCases().map((found) => JSON.stringify(explainCase(found, spec)));
    expect(explained.filter((text) => text.includes('undefined') || text.includes('not stated yet'))).toEqual([]);
  });

  it('says what is wrong with a name', async () => {
    expect(await conformance('explain', 'documents/nothing')).toEqual({
      code: 2,
      out: '',
      err: 'selat-conformance: no case is named documents/nothing; see selat-conformance list\n',
    });
  });

  it('wraps at 80 columns', () => {
    expect(widest(wrap('word '.repeat(100), 4))).toBeLessThanOrEqual(80);
  });
});

describe('CNF-1: selat-conformance init writes what a subject must pin', () => {
  let made: Ran;
  beforeAll(async () => {
    made = await conformance('init', '--dir', 'bench', '--port', '0', '--json');
  });

  it('prints and stores descriptors and fingerprints, and keeps keys to itself', () => {
    const { peers, subjectFile } = JSON.parse(made.out);
    expect(made.code).toBe(0);
    expect(peers.map(({ name }: { name: string }) => name)).toEqual(['good', 'rogue', 'newcomer', 'unknown']);
    const pin = readFileSync(join(scratch, 'bench/PIN.txt'), 'utf8');
    for (const { descriptor, fingerprint } of peers) {
      expect(existsSync(descriptor)).toBe(true);
      expect(pin).toContain(fingerprint);
    }
    expect(statSync(join(scratch, 'bench/peers/good/keys.json')).mode & 0o077).toBe(0);
    expect(statSync(join(scratch, 'bench/peers/good/certificate.key.pem')).mode & 0o077).toBe(0);
    expect(readFileSync(subjectFile, 'utf8')).toContain('descriptor: subject.jws.json');
  });

  it('never writes over peers that somebody may have pinned', async () => {
    expect(await conformance('init', '--dir', 'bench')).toMatchObject({
      code: 2,
      err: expect.stringContaining('choose another'),
    });
  });

  it('refuses a port that is none', async () => {
    expect(await conformance('init', '--dir', 'other', '--port', 'x')).toMatchObject({ code: 2 });
  });
});

describe('selat-conformance run says why it cannot ask', () => {
  it.each([
    ['no subject', ['run'], "required option '--subject <file>'"],
    ['a file that is not there', ['run', '--subject', 'nowhere.yaml'], 'nowhere.yaml: ENOENT'],
    [
      'a profile that is none',
      ['run', '--subject', 'bench/subject.yaml', '--profile', 'all'],
      'no profile is named all',
    ],
    ['a nonce with spaces', ['run', '--subject', 'bench/subject.yaml', '--nonce', 'a b'], '--nonce is a b'],
    ['a descriptor that is missing', ['run', '--subject', 'bench/subject.yaml'], 'subject.yaml:4: descriptor: ENOENT'],
    ['a command that is none', ['walk'], "unknown command 'walk'"],
  ])('exit code 2 for %s', async (_what, args, message) => {
    expect(await conformance(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  it('exit code 2 for a descriptor that does not hold, and for a fingerprint that differs', async () => {
    const good = readFileSync(join(scratch, 'bench/peers/good/descriptor.jws.json'), 'utf8');
    writeFileSync(join(scratch, 'bench/subject.jws.json'), good.replace('"payload":"C', '"payload":"D'));
    expect(await conformance('run', '--subject', 'bench/subject.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not hold'),
    });
    writeFileSync(join(scratch, 'bench/subject.jws.json'), good);
    const other = `descriptor: subject.jws.json\nfingerprint: sha256:${'0'.repeat(64)}\n`;
    writeFileSync(join(scratch, 'bench/other.yaml'), other);
    expect(await conformance('run', '--subject', 'bench/other.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('its operator read sha256:000'),
    });
  });
});
