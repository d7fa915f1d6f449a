import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '@selat/sdk/compliance';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/cli/output/width.js';
import { runCli } from '../../src/cli/run-cli.js';
import { lastJson, type RecordedIo, recordedIo } from './fake-io.js';

const PACKS = fileURLToPath(new URL('../compliance/packs', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'selat-datamap-'));
let io: RecordedIo;

const out = () => io.stdout.join('');
const HEADER = 'id,name,located in,personal data,grade,persons,instruments';
const ASSETS = [
  HEADER,
  'telemetry,设备遥测,CN,no,GENERAL,,',
  'customers,"Customers, all",CN,yes,GENERAL,100,CN_NOTICE',
  'panel,<b>Panel</b>,CN,yes,GENERAL,99,CN_NOTICE',
  'grid,Grid,CN,no,CORE,,',
  'unclear,,CN,,GENERAL,,',
].join('\n');

function datamap(csv: string | Buffer, ...more: string[]): Promise<number> {
  writeFileSync(join(dir, 'assets.csv'), csv);
  return runCli(['datamap', 'assets.csv', '--packs', PACKS, '--as-of', '2026-11-23', ...more], io);
}

beforeEach(() => {
  io = recordedIo(dir);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('CFG-3: selat datamap tells what must stay, what may move with what, and what is free', () => {
  it('gives each data set its class, needs and articles as JSON', async () => {
    expect(await datamap(ASSETS, '--to', 'MY', '--json')).toBe(0);
    const { assets, counts, problems, asOf } = lastJson(io);
    expect(assets).toMatchObject([
      { id: 'telemetry', class: 'FREE', outcome: 'PERMIT', needs: [], citations: ['North Act Art 4'] },
      { id: 'customers', class: 'MOVES_WITH', outcome: 'NEEDS', needs: [{ anyOf: ['CN_CERT', 'CN_SC'] }] },
      { id: 'panel', class: 'FREE', outcome: 'PERMIT', line: 4 },
      { id: 'grid', class: 'MUST_STAY', outcome: 'DENY', needs: [], citations: ['North Act Art 3'] },
      { id: 'unclear', class: 'MOVES_WITH', missingFacts: ['counts.cnNonSensitiveYtd', 'data.personal'] },
    ]);
    expect(counts).toEqual({ MUST_STAY: 1, MOVES_WITH: 2, FREE: 2 });
    expect(problems).toEqual([]);
    expect(asOf).toBe('2026-11-23');
  });

  it('takes the day in the time of the packs where none is given, and the destination of the line', async () => {
    io = recordedIo(dir, {}, Date.UTC(2026, 0, 5, 17));
    io.input = Buffer.from('id,located in,to,personal data\na,CN,MY,no\n');
    expect(await runCli(['datamap', '-', '--packs', PACKS, '--json'], io)).toBe(0);
    expect(lastJson(io)).toMatchObject({ asOf: '2026-01-06', assets: [{ id: 'a', from: 'CN', to: 'MY' }] });
  });

  it('lists what it took for granted, and nothing with --strict', async () => {
    await datamap(ASSETS, '--to', 'MY', '--json');
    const { assumed } = lastJson(io) as { assumed: { path: string }[] };
    expect(assumed.map(({ path }) => path)).toContain('legs[0].recipient.foreignAuthority');
    expect(assumed.filter(({ path }) => path.startsWith('data.'))).toEqual([]);
    io.stdout.length = 0;
    await datamap(ASSETS, '--to', 'MY', '--json', '--strict');
    expect(lastJson(io)).toMatchObject({
      assumed: [],
      assets: [{}, { missingFacts: ['counts.cnNonSensitiveYtd'] }, {}, {}, {}],
    });
  });

  it('takes facts that hold for every data set from a file, and refuses a wrong one with its lines', async () => {
    writeFileSync(join(dir, 'common.json'), '{"instruments": [{"code": "CN_CERT", "status": "LIVE"}]}');
    await datamap(ASSETS, '--to', 'MY', '--json', '--facts', 'common.json');
    expect(lastJson(io)).toMatchObject({ assets: [{}, { id: 'customers', class: 'FREE' }, {}, {}, {}] });
    writeFileSync(join(dir, 'common.json'), '{\n"provder": {}}');
    expect(await datamap(ASSETS, '--to', 'MY', '--facts', 'common.json')).toBe(2);
    expect(io.stderr.join('')).toContain('common.json:2: provder is no fact; is provider meant?');
  });

  it.each(LANGUAGES)('speaks %s within 80 columns', async (language) => {
    await datamap(ASSETS, '--to', 'MY', '--language', language);
    expect(Math.max(...out().split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    const word = { en: 'must stay (1)', 'zh-CN': '必须留存 (1)', 'ms-MY': 'mesti kekal (1)' }[language];
    expect(out()).toContain(word);
    expect(out()).toContain('N-STOP  North Act Art 3');
  });
});

describe('CFG-3: selat datamap reports wrong lines, all at once, and maps the others', () => {
  it('names line and column of each mistake and ends with 2', async () => {
    const csv = [
      HEADER,
      'a,One,CN,maybe,GENERL,12x,',
      'b,Two,CN,yes,GENERAL,5,CN_XX',
      ',Three,CN,yes,GENERAL,5,',
      'd,Four,CN',
      'e,Five,CN,no,GENERAL,,',
      'e,Six,CN,no,GENERAL,,',
      'f,Seven,,no,GENERAL,,',
    ].join('\n');
    expect(await datamap(csv, '--to', 'MY', '--json')).toBe(2);
    const { assets, problems } = lastJson(io) as {
      assets: unknown[];
      problems: { line: number; column?: string; problem: string }[];
    };
    expect(assets).toMatchObject([{ id: 'e', line: 6 }]);
    expect(problems.map(({ line, column, problem }) => `${line} ${column ?? '-'}: ${problem.slice(0, 40)}`)).toEqual([
      '2 persons: is "12x", not a whole number',
      '2 personal data: is "maybe", no code of tri: yes, no, unk',
      '2 grade: is "GENERL", no code of data-grade: GENE',
      '3 instruments: names "CN_XX", which is no code of an in',
      '4 -: has no id',
      '5 -: has 3 fields where the header has 7; lea',
      '7 -: has the id e of line 6',
      '8 -: does not say where the data are located',
    ]);
    io.stdout.length = 0;
    expect(await datamap(csv, '--to', 'MY')).toBe(2);
    expect(out()).toContain('assets.csv:2: column "grade" is "GENERL"');
    expect(out()).toContain('8 mistakes; their lines are not in the map');
  });

  it.each([
    [Buffer.from('id,name\n1,\xd6\xd0\xb9\xfa', 'latin1'), [], /reads as GB18030 \(GBK\): 中国/],
    ['', [], /it is empty/],
    ['id,located in\na,CN', ['--to', 'Malaysia'], /to is no country, two capital letters such as MY/],
    [
      'id,located in\na,CN',
      ['--to', 'MY', '--html', 'nowhere/map.html'],
      /cannot be written: there is no such file or folder/,
    ],
  ])('refuses what cannot be read or written', async (csv, more, why) => {
    expect(await datamap(csv, ...more)).toBe(2);
    expect(io.stderr.join('')).toMatch(why);
  });
});

describe('CFG-3: the report is one HTML file that shows Chinese on every machine', () => {
  const page = async (...more: string[]) => {
    await datamap(`${ASSETS}\nwrong,龘,CN,no`, '--to', 'MY', '--html', 'map.html', ...more);
    return readFileSync(join(dir, 'map.html'), 'utf8');
  };

  it('has all three languages, no script, and nothing from elsewhere', async () => {
    const html = await page('--language', 'zh-CN');
    expect(html).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    for (const language of LANGUAGES) expect(html).toContain(`<main lang="${language}"`);
    expect(html).toMatch(/id="in-zh-CN"[^>]* checked>/);
    expect(html).not.toMatch(/<script|https?:|<link|@import|url\((?!data:)/);
  });

  it('escapes what the inventory says', async () => {
    const html = await page();
    expect(html).toContain('&lt;b&gt;Panel&lt;/b&gt;');
    expect(html).not.toContain('<b>Panel</b>');
  });

  it('names each article, what to do next, and the lines that could not be read', async () => {
    const html = await page();
    for (const text of ['North Act Art 3', 'Standard contract', '标准合同', 'Kontrak standard', 'North Act Art 5']) {
      expect(html).toContain(text);
    }
    expect(html).toContain('Fill in <code>personal data</code>: Do the source rows concern natural persons?');
    expect(html).toContain('1 lines could not be read');
  });

  it('embeds a glyph for every Chinese character that it shows', async () => {
    const html = await page();
    const ranges = [...html.matchAll(/unicode-range:([^}]+)}/g)].flatMap(([, list = '']) => list.split(','));
    const embedded = new Set(ranges.map((code) => String.fromCodePoint(Number.parseInt(code.slice(2), 16))));
    const shown = new Set(html.slice(html.indexOf('</style>')).match(/[\u3000-\u9fff\uff00-\uffef]/g));
    expect([...shown].filter((char) => !embedded.has(char))).toEqual([]);
    expect(html.length).toBeLessThan(400_000);
  });
});
