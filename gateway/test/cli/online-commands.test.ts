import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listener, openApi } from '../../src/api/index.js';
import { runCli } from '../../src/cli/run-cli.js';
import { openLogger } from '../../src/logging/index.js';
import { recordedUseCases, TOKENS } from '../api/recorded-use-cases.js';
import { lastJson, recordedIo } from './fake-io.js';

const GRANT = `sha256:${'3a7b'.repeat(16)}`;
const OTHER = `sha256:${'3a7c'.repeat(16)}`;
const grant = (id: string) => ({
  id,
  request: id,
  state: 'offered',
  peer: 'my.example',
  side: 'consumer',
  listing: 'my.example/l/births',
  consumer: 'szdex.example/p/acme',
  signers: ['my.example#issuer#Ed25519'],
  requestSigners: [],
  decisions: [],
  holds: [],
  needs: [],
});
const listing = (n: number) => ({
  id: `my.example/l/number-${String(n).padStart(4, '0')}`,
  revision: 1,
  state: 'current',
  titles: { 'zh-CN': '马来西亚各州每月空气质量监测数据与历史趋势分析', en: 'Air\u001b[31m quality' },
});

const { useCases, calls } = recordedUseCases({
  listGrants: () => ({ items: [grant(GRANT), grant(OTHER)] }),
  countersignGrant: () => ({ ...grant(GRANT), state: 'active' }),
  addOfficer: () => ({ id: 'szdex.example/o/mei', role: 'auditor', state: 'active', token: 'selat_planted' }),
  showParticipant: () => {
    throw new TypeError('inside');
  },
});
let api: Listener;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'selat-online-'));
  const logger = openLogger({ level: 'silent', destination: { write: () => undefined } });
  api = await openApi({
    useCases: new Proxy(useCases, {
      get: (target, verb) => (verb === 'listListings' ? pageOfListings : Reflect.get(target, verb)),
    }),
    listen: { host: '127.0.0.1', port: 0 },
    logger,
    random: (bytes) => Buffer.alloc(bytes, 7),
    bodyBytes: 1_000_000,
  });
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

/** Two pages of listings. */
async function pageOfListings({ after, limit }: { after?: string; limit: number }) {
  const items = Array.from({ length: limit }, (_, at) => listing(at + (after === undefined ? 0 : limit)));
  return after === undefined ? { items, next: 'page-2' } : { items };
}

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const access = { SELAT_API_URL: `http://${api.address}`, SELAT_API_TOKEN: TOKENS['operator'] ?? '' };
  const io = recordedIo(dir, { ...access, ...env });
  const code = await runCli(argv, io);
  return { code, io, out: io.stdout.join(''), err: io.stderr.join('') };
}

describe('API-5: commands call the running gateway', () => {
  it('sends what the command line says in the words of the API', async () => {
    const argv = 'grant request --listing my.example/l/births --terms open --consumer szdex.example/p/acme';
    const { code } = await run([
      ...argv.split(' '),
      '--action',
      'QUERY',
      '--purpose',
      'research',
      '--place',
      'CN',
      '--place',
      'SG',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(calls.at(-1)?.args[1]).toEqual({
      listing: 'my.example/l/births',
      termsId: 'open',
      consumer: 'szdex.example/p/acme',
      actions: ['QUERY'],
      purposes: ['research'],
      places: ['CN', 'SG'],
    });
  });

  it('finds a grant by its first digits, and refuses digits that fit several or none', async () => {
    const { code, io } = await run(['grant', 'countersign', '3a7b3a', '--wait', '2', '--json']);
    expect([code, lastJson(io)['state']]).toEqual([0, 'active']);
    expect(calls.at(-1)?.args.slice(1)).toEqual([GRANT, 2000, undefined]);
    expect((await run(['grant', 'offer', 'ffffff'])).err).toContain('no grant begins with ffffff');
    const both = await run(['grant', 'revoke', 'sha256:3a7b3a7', '--reason', 'MUTUAL', '--json']);
    expect(both.code).toBe(0);
  });

  it('reads every page with --all, and says where the next one starts without it', async () => {
    const { io } = await run(['listing', 'list', '--limit', '3', '--all', '--json']);
    expect(lastJson(io)['items']).toHaveLength(6);
    expect((await run(['listing', 'list', '--limit', '3'])).out).toContain('--after page-2');
  });

  it('takes token file and URL from the environment, and asks for no more than the role allows', async () => {
    await writeFile(join(dir, 'auditor.token'), `${TOKENS['auditor']}\n`);
    const env = { SELAT_API_TOKEN: '', SELAT_API_TOKEN_FILE: 'auditor.token' };
    const { code, io, err } = await run(['peer', 'end', 'my.example', '--json'], env);
    expect(code).toBe(1);
    expect(err).toContain('reason: ROLE_FORBIDDEN (API-2)');
    expect(lastJson(io)).toMatchObject({ error: { reason: 'ROLE_FORBIDDEN', facts: { role: 'auditor' } } });
  });

  it('exits with 2 on a token that is unknown, on input that the API refuses and on a bug of the gateway', async () => {
    expect((await run(['node', 'show'], { SELAT_API_TOKEN: 'selat_x' })).code).toBe(2);
    const refused = await run([
      'participant',
      'approve',
      'szdex.example/p/acme',
      '--method',
      'MAGIC',
      '--checked-on',
      '2026-02-30',
    ]);
    expect([refused.code, refused.err.includes('checkedOn')]).toEqual([2, true]);
    const broken = await run(['participant', 'show', 'szdex.example/p/acme']);
    expect([broken.code, broken.err.includes('incident 0707')]).toEqual([2, true]);
  });

  it('writes the token of a new officer into a file of mode 0600 and then does not print it', async () => {
    const { out } = await run(['officer', 'add', 'mei', '--role', 'auditor', '--token-file', 'mei.token', '--json']);
    expect(out).not.toContain('selat_planted');
    expect(await readFile(join(dir, 'mei.token'), 'utf8')).toBe('selat_planted\n');
    expect((await stat(join(dir, 'mei.token'))).mode & 0o777).toBe(0o600);
  });
});

describe('CFG-3: output for people fits a terminal and obeys nobody else', () => {
  it('keeps tables within 80 columns, Chinese counted double, and drops control characters', async () => {
    const { out } = await run(['listing', 'list', '--limit', '2']);
    const lines = out.split('\n').filter((line) => line.includes('my.example/l/'));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const wide = [...line].filter((char) => /[\u4e00-\u9fff]/.test(char)).length;
      expect([...line].length + wide).toBeLessThanOrEqual(80);
      expect(line).toContain('…');
    }
    expect(out).not.toContain('\u001b');
  });

  it('shows colours only where the terminal has them', async () => {
    const access = { SELAT_API_URL: `http://${api.address}`, SELAT_API_TOKEN: TOKENS['operator'] ?? '' };
    const io = { ...recordedIo(dir, access), hasColours: true };
    await runCli(['listing', 'list', '--limit', '1'], io);
    expect(io.stdout.join('')).toContain('\u001b[1mLISTING');
  });
});
