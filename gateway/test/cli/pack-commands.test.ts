import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { lastJson, type RecordedIo, recordedIo } from './fake-io.js';

const PACKS = fileURLToPath(new URL('../compliance/packs', import.meta.url));
const made: string[] = [];
let dir = '';
let io: RecordedIo;

const run = (...argv: string[]) => runCli(argv, io);
const out = () => io.stdout.join('');
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(join(dir, file), change(readFileSync(join(dir, file), 'utf8')));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'selat-pack-'));
  made.push(dir);
  cpSync(PACKS, dir, { recursive: true });
  io = recordedIo(dir);
});

afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

describe('CMP-2: selat pack check says all that is wrong with a pack, each with file and line', () => {
  it('sums up a sound pack, with the texts that are missing, within 80 columns', async () => {
    expect(await run('pack', 'check', 'north', '--packs', '.')).toBe(0);
    expect(out()).toContain('rules          6: 3 PERMIT, 1 NEEDS, 1 DENY, 1 DUTY');
    expect(out()).toContain('without ms-MY  N-NOTICE CN_RECTIFICATION');
    expect(out()).toContain('ok  7 cases (with south)');
    expect(
      Math.max(
        ...out()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('names every mistake in expressions, codes and dates', async () => {
    edit('north/pack.yaml', (text) =>
      text
        .replace('data.personal == "no"', 'data.personell == "no"')
        .replace('needs: [[CN_SC, CN_CERT]]', 'needs: [[CN_SECURITY, NO_CODE]]')
        .replace('yearEnd(asOf)', 'yearEnd(leg.from)'),
    );
    expect(await run('pack', 'check', 'north', '--packs', '.', '--json')).toBe(1);
    const { ok, findings } = lastJson(io);
    expect(ok).toBe(false);
    expect(findings).toEqual([
      expect.objectContaining({ file: 'north/pack.yaml', line: 34, problem: expect.stringContaining('personell') }),
      expect.objectContaining({ file: 'north/pack.yaml', line: 38, problem: expect.stringContaining('NO_CODE') }),
      expect.objectContaining({ line: 41, problem: 'CN_SECURITY is a duty and never a need' }),
      expect.objectContaining({ line: 43, problem: expect.stringContaining('needs a day') }),
    ]);
  });

  it('names texts that no rule has, texts given twice, long titles, and files that are not read', async () => {
    edit('north/texts.yaml', (text) =>
      text
        .replace('- rule: N-SMALL', '- rule: N-SMALLER')
        .replace('{title: Core data do not leave,', `{title: ${'x'.repeat(91)},`)
        .replace('  - code: CN_CERT', '  - code: CN_SC'),
    );
    writeFileSync(join(dir, 'north/more.yml'), 'texts: []\n');
    expect(await run('pack', 'check', 'north', '--packs', '.')).toBe(1);
    const said = out().replaceAll(/\n +/g, ' ');
    expect(said).toContain('north/more.yml:1: is not read: the files of a pack end in .yaml');
    expect(said).toContain('north/texts.yaml:2: the en title of N-STOP has 91 characters, the limit is 90');
    expect(said).toContain('north/texts.yaml:14: N-SMALLER is no rule of the pack');
    expect(said).toContain('the code CN_SC has its texts at north/texts.yaml:');
    expect(out()).toContain('4 findings');
  });

  it('names the lines of cases that cannot be read', async () => {
    edit('north/cases/decisions.yaml', (text) =>
      text
        .replace('of: n-hundred', 'of: n-thousand')
        .replace('id: n-core', 'id: n-small')
        .replace('set: {data.personal: "no"}', 'set: {data.personell: "no"}')
        .replace('listing: PERMIT', 'listing: ALLOWED, lists: []'),
    );
    expect(await run('pack', 'check', 'north', '--packs', '.', '--json')).toBe(1);
    const { findings } = lastJson(io) as { findings: readonly { line: number; problem: string }[] };
    expect(findings.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '17: starts from n-thousand, and no case above has that id',
      '20: has the id n-small of a case above',
      '26: case n-none: data.personell is no fact; is personal meant?',
      expect.stringMatching(/^31: lists has no meaning here, only outcome/),
      '31: is "ALLOWED", not one of PERMIT, NEEDS, DENY',
    ]);
  });

  it('takes a folder that is no pack as wrong input, and names the packs in it', async () => {
    expect(await run('pack', 'check', '.')).toBe(2);
    expect(io.stderr.join('')).toContain('give one of north, south');
    expect(await run('pack', 'check', 'nowhere')).toBe(2);
    expect(io.stderr.join('')).toContain('nowhere: there is nothing of that name');
    expect(await run('pack', 'check', 'north/pack.yaml')).toBe(2);
  });
});

describe('FCT-14: selat pack check runs the cases that travel with a pack', () => {
  it('says which case comes out otherwise, and how', async () => {
    edit('north/pack.yaml', (text) => text.replaceAll('100', '99'));
    expect(await run('pack', 'check', 'north', '--packs', '.')).toBe(1);
    expect(out()).toContain('north/cases/decisions.yaml:8: n-small: 99 persons are free');
    expect(out()).toContain('    outcome: NEEDS where PERMIT is expected');
    expect(out()).toMatch(/\d of 7 cases came out otherwise/);
  });

  it('lists for each rule where it fires and nearly fires, and which rules lack a kind', async () => {
    expect(await run('pack', 'check', 'north', '--packs', '.', '--coverage')).toBe(0);
    expect(out()).toContain('N-LIST\n  fires         n-listing\n  nearly fires  n-listing-none\n');
    expect(out()).toContain('every rule has both kinds of cases (6)');
    io.stdout.length = 0;
    edit('north/cases/decisions.yaml', (text) => text.slice(0, text.indexOf('  - id: n-listing\n')));
    expect(await run('pack', 'check', 'north', '--packs', '.', '--coverage')).toBe(0);
    expect(out()).toContain('1 of 6 rules lack a kind: N-LIST');
  });
});

describe('CFG-3: selat pack list shows the packs of a folder', () => {
  it('tells place, version, days and rules', async () => {
    expect(await run('pack', 'list', '--packs', '.')).toBe(0);
    expect(out()).toMatch(/north +1\.2\.0 +CN +2020-01-01 +open +2020-01-01 +6 +none whole/);
    expect(await run('pack', 'list', '--packs', '.', '--json')).toBe(0);
    expect(lastJson(io)).toMatchObject({
      packs: [
        { id: 'north', jurisdiction: 'CN' },
        { id: 'south', version: '0.1.0' },
      ],
    });
  });

  it('refuses two packs for one place', async () => {
    edit('south/pack.yaml', (text) => text.replace('jurisdiction: MY', 'jurisdiction: CN'));
    expect(await run('pack', 'list', '--packs', '.')).toBe(2);
    expect(io.stderr.join('')).toContain('both are the law of CN');
  });
});
