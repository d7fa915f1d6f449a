import { REGISTRIES } from '@selat/proto/schema.js';
import { SelatError } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import { readOverlay, readTerms } from '../../src/import/index.js';
import { PRICE_PARTS } from '../../src/import/terms-rules.js';
import { exampleFile, yaml } from './import-fixtures.js';

/** The mistakes of a file, one a line. */
function mistakesOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    expect(error.reason).toBe('IMPORT_INVALID');
    return Object.entries(error.facts).flatMap(([key, fact]) => (key.startsWith('mistake') ? [fact] : []));
  }
  return [];
}

const overlayMistakes = (text: string) => mistakesOf(() => readOverlay(yaml('overlay.yaml', text)));
const termsMistakes = (text: string) => mistakesOf(() => readTerms(yaml('terms.yaml', text)));

const GOOD_TERMS = exampleFile('malaysia/terms.yaml').text;

describe('IMP-1: an overlay tells all of its mistakes at once, each with file, line, key, expectation and value', () => {
  it('names unknown keys with the known ones, and values with what they should be', () => {
    const mistakes = overlayMistakes(
      [
        'all:',
        '  provder: my.example/p/x',
        '  form: FILE',
        '  storagePlace: Malaysia',
        '  validityDays: 0',
        'records:',
        '  births:',
        '    titles: { english: Births }',
        '    timeCoverage: { from: 2020 }',
        '    rights: { hold: { holder: H, evidence: STATUTE, by: law } }',
      ].join('\n'),
    );
    expect(mistakes.map((line) => line.replace(/known here: .*$/, 'known here: ...'))).toEqual([
      `overlay.yaml:3: all.form: expected a product-form: one of ${Object.keys(REGISTRIES['product-form'] ?? {}).join(', ')}, got text "FILE"`,
      'overlay.yaml:4: all.storagePlace: expected two capital letters of ISO 3166-1 alpha-2 (text: put digits in quotes), got text "Malaysia"',
      'overlay.yaml:5: all.validityDays: expected days, a whole number from 1 to 3653, got number 0',
      'overlay.yaml:2: all.provder: unknown key; known here: ...',
      'overlay.yaml:8: records.births.titles.english: expected a BCP 47 tag: language, then optional script and region, such as zh-CN, got text "Births"',
      'overlay.yaml:9: records.births.timeCoverage.from: expected YYYY, YYYY-MM, YYYY-Qn or YYYY-MM-DD (text: put digits in quotes), got number 2020',
      'overlay.yaml:10: records.births.rights.hold.by: unknown key; known here: ...',
    ]);
  });

  it.each([
    ['no text', '', 'overlay.yaml: is empty'],
    ['text that is no mapping', '- a', 'overlay.yaml:1: expected a mapping, got a list of 1'],
    [
      'a key twice',
      'all:\n  form: REPORT\n  form: REPORT',
      'overlay.yaml:3: the key form stands twice in one mapping; keep one of them',
    ],
    [
      'broken indentation',
      'all:\n  form: REPORT\n grade: GENERAL',
      'overlay.yaml:3: all mapping items must start at the same column',
    ],
    ['a zero byte', 'all:\0', 'overlay.yaml: is not text: it has a zero byte; give a UTF-8 text file'],
    ['a key without a value', 'all:\n  form:', 'overlay.yaml:2: all.form: expected a product-form'],
    [
      'an alias bomb',
      `a: &a [x]\n${[...'bcdefgh'].map((key, i) => `${key}: &${key} [${`*${'abcdefgh'[i]}, `.repeat(9)}]`).join('\n')}`,
      'cannot be unfolded',
    ],
  ])('refuses %s', (_, text, said) => {
    expect(overlayMistakes(text).join('\n')).toContain(said);
  });

  it.each([
    ['brackets', `all: ${'['.repeat(100_000)}`],
    ['lists on one line', `all:\n  ${'- '.repeat(50_000)}x`],
    ['indentation', `${Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} x`],
  ])('refuses a file that nests too deep by %s, before a parser sees it', (_, text) => {
    expect(overlayMistakes(text)).toEqual([expect.stringContaining('nests deeper than 64 levels')]);
  });

  it('refuses to name the id of a product, which comes from its file', () => {
    expect(overlayMistakes('all: { id: my.example/d/x }')[0]).toContain('all.id: unknown key');
  });
});

describe('IMP-1: a licence template tells all of its mistakes at once', () => {
  it('accepts the templates of both examples', () => {
    expect(readTerms(exampleFile('malaysia/terms.yaml')).entries.map(({ terms }) => terms.id)).toEqual([
      'open-query',
      'commercial-service',
    ]);
    expect(readTerms(exampleFile('shenzhen/terms.yaml')).entries.map(({ terms }) => terms.forum?.institution)).toEqual([
      'SCIA',
      'CIETAC',
      'SIAC',
    ]);
  });

  it.each(['governingLaw', 'forum', 'audit', 'breachRemedies'])(
    'asks for %s, without which a listing is refused',
    (key) => {
      const lines = GOOD_TERMS.split('\n');
      const start = lines.findIndex((line) => line.startsWith(`    ${key}:`));
      const length = lines.slice(start + 1).findIndex((line) => /^ {4}\S/.test(line)) + 1;
      const text = lines.toSpliced(start, length).join('\n');
      expect(termsMistakes(text)).toEqual([
        expect.stringMatching(`^terms\\.yaml:5: terms\\[0\\]\\.${key}: expected .*missing`),
      ]);
    },
  );

  it('finds what contradicts: prices without their parts, owners without models, ids twice', () => {
    const text = GOOD_TERMS.replace(
      'price: { model: FREE }',
      'price: { model: PER_CALL, currency: MYR, period: MONTH }',
    )
      .replace('permission: FINE_TUNE_ONLY, modelOwner: CONSUMER', 'permission: ALLOWED')
      .replace('id: commercial-service', 'id: open-query');
    expect(termsMistakes(text).map((line) => line.replace(/^terms\.yaml:\d+: /, ''))).toEqual([
      'terms[0].price.amountMinor: a price of model PER_CALL needs amountMinor',
      'terms[0].price.period: a price of model PER_CALL takes no period',
      'terms[0].aiTraining.modelOwner: permission ALLOWED needs modelOwner: who owns a model that learnt',
      'terms[1].id: stands twice: open-query; give each licence its own id',
    ]);
  });

  it('knows the parts of every price model of the registry', () => {
    expect(Object.keys(PRICE_PARTS).sort()).toEqual(Object.keys(REGISTRIES['price-model'] ?? {}).sort());
  });

  it('asks for amounts as whole minor units', () => {
    const mistakes = termsMistakes(GOOD_TERMS.replace('amountMinor: 180000', 'amountMinor: 1800.00'));
    expect(mistakes).toEqual([]);
    expect(termsMistakes(GOOD_TERMS.replace('amountMinor: 180000', 'amountMinor: 1800.5'))[0]).toMatch(
      /^terms\.yaml:\d+: terms\[1\]\.price\.amountMinor: expected a whole number from 0 to 9007199254740991, got number 1800\.5$/,
    );
  });
});
