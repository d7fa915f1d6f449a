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
const dir = mkdtempSync(join(tmpdir(), 'selat-preflight-'));
let io: RecordedIo;

const out = () => io.stdout.join('');
const err = () => io.stderr.join('');
const FLOW = {
  asOf: '2026-11-23',
  legs: [{ from: 'CN', to: 'MY', mode: 'COPY', recipient: { id: 'my-buyer' } }],
  data: { personal: 'yes', grade: 'GENERAL', description: '客户记录' },
  counts: { cnNonSensitiveYtd: 99 },
  instruments: [{ code: 'CN_NOTICE', status: 'LIVE' }],
};
const NEEDS = { ...FLOW, counts: { cnNonSensitiveYtd: 100 } };
const DENY = { ...FLOW, data: { personal: 'no', grade: 'CORE' } };

function preflight(facts: unknown, ...more: string[]): Promise<number> {
  writeFileSync(join(dir, 'facts.json'), typeof facts === 'string' ? facts : JSON.stringify(facts));
  return runCli(['preflight', 'facts.json', '--packs', PACKS, ...more], io);
}

beforeEach(() => {
  io = recordedIo(dir);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('FCT-11: selat preflight prints results in the form of the specification', () => {
  it('gives one result for one object, exit 0 on PERMIT', async () => {
    expect(await preflight(FLOW, '--json')).toBe(0);
    const china = {
      jurisdiction: 'CN',
      outcome: 'PERMIT',
      ruleIds: ['N-NOTICE', 'N-SMALL'],
      needs: [],
      missingFacts: [],
      duties: [],
    };
    const malaysia = {
      jurisdiction: 'MY',
      outcome: 'PERMIT',
      ruleIds: ['S-INBOUND'],
      needs: [],
      missingFacts: [],
      duties: ['MY_DPIA'],
    };
    expect(lastJson(io)).toEqual({
      outcome: 'PERMIT',
      legs: [
        {
          ...{ from: 'CN', to: 'MY', outcome: 'PERMIT' },
          jurisdictions: [
            { ...china, citations: ['North Act Art 6', 'North Act Art 9'] },
            { ...malaysia, citations: ['South Act s.9'] },
          ],
        },
      ],
    });
  });

  it('gives a list for a list, exit 1 where any outcome is not PERMIT', async () => {
    expect(await preflight([FLOW, NEEDS, DENY], '--json')).toBe(1);
    expect(lastJson(io)).toMatchObject([{ outcome: 'PERMIT' }, { outcome: 'NEEDS' }, { outcome: 'DENY' }]);
    io.stdout.length = 0;
    expect(await preflight([FLOW], '--json')).toBe(0);
    expect(lastJson(io)).toHaveLength(1);
  });

  it('reads standard input, and the day of the command in place of that of the facts', async () => {
    io.input = new TextEncoder().encode(JSON.stringify({ ...FLOW, asOf: '2010-01-01' }));
    expect(await runCli(['preflight', '-', '--packs', PACKS, '--as-of', '2026-11-23', '--json'], io)).toBe(0);
    expect(lastJson(io)).toMatchObject({ outcome: 'PERMIT' });
  });
});

describe('CMP-11: a person reads which article decided, and what to do next', () => {
  it('names rule, article, texts, what is needed with who issues it, duties, and the last day', async () => {
    expect(await preflight(NEEDS)).toBe(1);
    const text = out();
    expect(text).toContain('N-CONTRACT  North Act Art 5; North Act Art 7\n');
    expect(text).toContain('From 100 persons in a year a contract or a certificate is needed');
    expect(text).toContain('CN_CERT or CN_SC');
    expect(text).toContain('CN_SC  Standard contract\n         Sign the template with the recipient');
    expect(text).toContain('CN_SECURITY  Security measures (North Act Art 5; North Act Art 7)');
    io.stdout.length = 0;
    expect(await preflight({ ...NEEDS, instruments: [...FLOW.instruments, { code: 'CN_SC', status: 'LIVE' }] })).toBe(
      0,
    );
    expect(out()).toContain('Holds until 2026-12-31');
    expect(out()).toContain('Nothing is missing until 2026-12-31.');
  });

  it('asks for missing facts by their question', async () => {
    expect(await preflight({ ...FLOW, counts: {} })).toBe(1);
    expect(out()).toContain('counts.cnNonSensitiveYtd');
    expect(out()).toContain('How many persons without sensitive data has the Chinese');
    expect(out()).toContain('= a whole number');
    expect(out()).toMatch(/read by China \(CN\): N-CONTRACT \(North Act Art 5; North Act Art 7\),\n +N-SMALL/);
  });

  it('says what bars, and what comes before a fresh request', async () => {
    expect(await preflight(DENY)).toBe(1);
    expect(out()).toContain('N-STOP  North Act Art 3 (forbids it)');
    expect(out()).toMatch(/Before a fresh request\n +CN_RECTIFICATION {2}Evidence of rectification/);
    expect(out()).toContain('Do not send the data.');
  });

  it('tells the listing gate and places without a pack apart', async () => {
    expect(await preflight({ ...FLOW, legs: [{ from: 'SG', to: 'CN' }], listing: { sourceStatement: 'no' } })).toBe(1);
    expect(out()).toContain('SELAT-NO-PACK');
    expect(out()).toContain('No rule pack knows the law of the place where this leg starts');
    expect(out()).toContain('Listing on the exchange');
    expect(out()).toContain('SELAT-NO-GROUND');
  });

  it.each(LANGUAGES)('speaks %s within 80 columns', async (language) => {
    await preflight([FLOW, NEEDS, DENY, { ...FLOW, counts: {} }], '--language', language, '--trace');
    expect(Math.max(...out().split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    const word = { en: 'What to do next', 'zh-CN': '下一步', 'ms-MY': 'Langkah seterusnya' }[language];
    expect(out()).toContain(word);
  });

  it('shows a missing text as missing, beside the English one', async () => {
    await preflight(FLOW, '--language', 'ms-MY');
    expect(out()).toContain('[tiada teks Melayu] Individuals are told of the export');
  });

  it('sums up several decisions by line', async () => {
    await preflight([FLOW, NEEDS, DENY]);
    expect(out()).toMatch(/^2 +NEEDS +CN-MY +N-CONTRACT +客户记录$/m);
    expect(out()).toContain('3 decisions: PERMIT 1, NEEDS 1, DENY 1');
  });

  it('prints every rule that was tried with condition, values and answer', async () => {
    await preflight({ ...FLOW, counts: {} }, '--trace');
    expect(out()).toContain('trace of leg 1, CN (pack north 1.2.0): 5 of 5 rules tried');
    expect(out()).toContain('  N-SMALL PERMIT: unknown\n    article  North Act Art 6\n');
    expect(out()).toContain('    when     personalLeaves && counts.cnNonSensitiveYtd < 100\n');
    expect(out()).toContain('counts.cnNonSensitiveYtd = unknown');
    expect(out()).toContain('not about this leg: S-NONE S-TIA');
    expect(out()).toContain('personalLeaves is data.personal == "yes"');
    io.stdout.length = 0;
    await preflight(FLOW, '--trace', '--json');
    expect(lastJson(io)).toMatchObject({
      outcome: 'PERMIT',
      trace: [
        {
          leg: 0,
          jurisdiction: 'CN',
          rules: [{ ruleId: 'N-STOP', answer: 'does not fire', read: { 'data.grade': 'GENERAL' } }, {}, {}, {}, {}],
        },
        {},
      ],
    });
  });
});

describe('CMP-11: the same decision as one HTML file', () => {
  it('has article, texts in three languages, questions, and what to do next', async () => {
    const { description: _, ...data } = FLOW.data;
    await preflight([NEEDS, DENY, { ...FLOW, data, counts: {} }], '--html', 'report.html', '--language', 'ms-MY');
    const page = readFileSync(join(dir, 'report.html'), 'utf8');
    expect(page).toMatch(/<html lang="ms-MY">/);
    for (const text of [
      'North Act Art 5; North Act Art 7',
      'N-STOP',
      '一年内达到100人须订立合同或取得认证',
      'Langkah seterusnya',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('<span class="missing">tiada teks Melayu</span>');
    expect(page).toMatch(/How many persons without sensitive data has the Chinese exporter/);
    expect(page).not.toMatch(/<script|https?:|undefined|\[object/);
  });
});

describe('FCT-1: selat preflight refuses wrong input with all of its mistakes', () => {
  it('prints each with file, line and path, and ends with 2', async () => {
    expect(await preflight('{"asOf": "2026-11-23",\n "legs": [{"form": "CN"}],\n "dta": {}}', '--json')).toBe(2);
    expect(err()).toContain(
      'facts.json:2: legs[0].form is no fact; is from meant?\nfacts.json:3: dta is no fact; is data meant?\n',
    );
    expect(lastJson(io)).toMatchObject({ error: { reason: 'FACTS_INVALID', facts: { count: '2' } } });
  });

  it.each([
    [['nowhere.json'], 'nowhere.json cannot be read: there is no such file or folder'],
    [['.'], '. cannot be read: it is a folder; give a file'],
    [['facts.json', '--as-of', '2026-13-01'], 'as-of is no day of the calendar, as YYYY-MM-DD'],
    [['facts.json', '--packs', '.'], 'cannot find rule packs: no folder in'],
  ])('refuses %j', async (argv, why) => {
    writeFileSync(join(dir, 'facts.json'), JSON.stringify(FLOW));
    expect(await runCli(['preflight', ...argv, ...(argv.includes('--packs') ? [] : ['--packs', PACKS])], io)).toBe(2);
    expect(err()).toContain(why);
  });
});
