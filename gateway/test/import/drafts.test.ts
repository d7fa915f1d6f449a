import { Listing } from '@selat/proto/selat/v1/listing.js';
import { describe, expect, it } from 'vitest';
import { encodeDraft, importCatalogue, type ListingDraft } from '../../src/import/index.js';
import { exampleFile, importRecords, malaysian, NOW, recordFile, shenzhenExample, yaml } from './import-fixtures.js';

const base = exampleFile('malaysia/overlay.yaml').text;
/** The example without what it says of persons. */
const silent = { overlay: yaml('overlay.yaml', base.replace(/^ {2}personalData: .*\n/m, '')) };
const withRecords = (text: string) => ({ overlay: yaml('overlay.yaml', `${base}records:\n${text}`) });

const reasonOf = (result: { readonly rejected: readonly { readonly reason: string }[] }) => result.rejected[0]?.reason;
const sourceOf = (draft: ListingDraft | undefined, path: string) =>
  draft?.provenance.filter((entry) => entry.path === path).map(({ source, reference }) => `${source} ${reference}`);

describe('IMP-4: a draft says where each of its parts came from', () => {
  const drafts = [...importRecords([recordFile('a.json')]).drafts, ...importCatalogue(shenzhenExample()).drafts];

  it('covers every part that is stated', () => {
    for (const draft of drafts) {
      const paths = draft.provenance.map(({ path }) => path);
      const covers = (name: string) =>
        paths.some((path) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
      const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const isStated = (value: unknown) =>
        value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
      const { provenance: _, product, ...listing } = draft;
      const { id: __, ...parts } = product ?? { id: '' };
      const missing = [
        ...Object.entries(listing).map(([name, value]) => [snake(name), value] as const),
        ...Object.entries(parts).map(([name, value]) => [`product.${snake(name)}`, value] as const),
      ].filter(([name, value]) => isStated(value) && !covers(name));
      expect(missing).toEqual([]);
    }
  });

  it('names keys of the record, lines of overlay and template, and the import', () => {
    const [draft] = drafts;
    expect(sourceOf(draft, 'product.source_statement.sources')).toEqual(['RECORD a.json#data_source']);
    expect(sourceOf(draft, 'product.provider')).toEqual(['OVERLAY overlay.yaml#4']);
    expect(sourceOf(draft, 'terms[1]')?.[0]).toMatch(/^TERMS terms\.yaml#\d+$/);
    expect(sourceOf(draft, 'valid_from_ms')).toEqual(['OFFICER time of the import']);
    const path = 'product.personal_data.personal';
    expect(sourceOf(draft, 'product.personal_data')?.[0]).toMatch(/^OVERLAY overlay\.yaml#\d+$/);
    const [unsaid] = importRecords([recordFile('a.json')], silent).drafts;
    expect(sourceOf(unsaid, path)).toEqual(['RECORD a.json (silent, so unknown)']);
  });
});

describe('IMP-3: what no layer states stays absent', () => {
  it('makes no text in a language that the record does not have', () => {
    const [draft] = importRecords([recordFile('a.json')], silent).drafts;
    expect(draft?.product?.titles.map(({ language }) => language)).toEqual(['en']);
    expect(draft?.product?.personalData).toMatchObject({ personal: 'unknown', anonymised: '' });
    expect(draft?.product?.personalData?.persons).toBeUndefined();
    expect(draft?.product?.timeCoverage).toBeUndefined();
    expect(draft?.product?.quality).toEqual([]);
  });

  it.each([
    ['2026-Q2', '2026-Q2', []],
    ['2026-08-21 23:59', '2026-08-21', ['2026-08-21 23:59']],
    ['2026-04-01 16:11:00.000 +08:00', '2026-04-01', ['2026-04-01 16:11:00.000 +08:00']],
    ['last spring', undefined, ['last spring']],
    ['—', undefined, []],
  ])('takes the period of "%s" and keeps the words that a period loses', (words, asOf, kept) => {
    const [draft] = importRecords([recordFile('a.json', { data_as_of: words })]).drafts;
    expect(draft?.product?.timeCoverage?.asOf).toBe(asOf);
    const notes = draft?.product?.notes.filter(({ kind }) => kind === 'DATA_AS_OF') ?? [];
    expect(notes.flatMap(({ text }) => text.map((part) => part.text))).toEqual(kept);
  });

  it('takes years as text or number, and keeps "tbc" as what it is: an update to come', () => {
    const [draft] = importRecords([
      recordFile('a.json', { dataset_begin: '2015', dataset_end: 2024, next_update: 'tbc' }),
    ]).drafts;
    expect(draft?.product?.timeCoverage).toMatchObject({ from: '2015', to: '2024' });
    expect(draft?.product?.notes.map(({ kind }) => kind)).toEqual(['NEXT_UPDATE']);
  });
});

describe('IMP-5: the entry for a record wins over the entry for all, and both over the record', () => {
  const result = importRecords(
    [recordFile('a.json'), recordFile('b.json')],
    withRecords(
      [
        '  a:',
        '    updateFrequency: WEEKLY',
        '    titles: { en: Trains, zh-CN: 轨道交通客流 }',
        '    grade: IMPORTANT',
        '    personalData: { personal: "no" }',
        '    notes: [{ kind: CAVEAT, text: { en: Mind the gap. } }]',
        '    sourceStatement: { sourceLicence: MIT }',
        '    terms: [open-query]',
        '    validityDays: 30',
        '    visibility: MEMBERS',
      ].join('\n'),
    ),
  );
  const [a, b] = result.drafts;

  it('replaces single values, joins texts by language and messages by key', () => {
    expect(a?.product).toMatchObject({
      updateFrequency: 'WEEKLY',
      grade: 'IMPORTANT',
      personalData: { personal: 'no' },
    });
    expect(a?.product?.titles).toEqual([
      { language: 'en', text: 'Trains' },
      { language: 'zh-CN', text: '轨道交通客流' },
    ]);
    expect(a?.product?.sourceStatement).toMatchObject({
      sources: ['EXAMPLE'],
      kind: 'PUBLIC_OPENED',
      sourceLicence: 'MIT',
    });
    expect(a?.terms.map(({ id }) => id)).toEqual(['open-query']);
    expect(a?.validUntilMs).toBe(BigInt(NOW + 30 * 86_400_000));
    expect(b?.product).toMatchObject({ updateFrequency: 'DAILY', grade: 'GENERAL' });
    expect(b?.validUntilMs).toBe(BigInt(NOW + 365 * 86_400_000));
  });

  it('credits what won, and names each statement of the record that was replaced', () => {
    expect(sourceOf(a, 'product.update_frequency')?.[0]).toMatch(/^OVERLAY overlay\.yaml#\d+$/);
    expect(sourceOf(a, 'valid_until_ms')?.[0]).toMatch(/^OVERLAY /);
    expect(result.notes.map(({ file, path }) => `${file} ${path}`)).toEqual(['a.json updateFrequency']);
  });

  it('names an entry that no record has, and imports the rest', () => {
    const { drafts, notes } = importRecords([recordFile('a.json')], withRecords('  aa: { grade: CORE }'));
    expect(drafts).toHaveLength(1);
    expect(notes[0]).toMatchObject({ file: 'overlay.yaml', path: 'records.aa', message: 'no record has this id' });
  });

  it('keeps a record back for the reason that the overlay gives', () => {
    const result = importRecords([recordFile('a.json')], withRecords('  a.json: { exclude: under review by counsel }'));
    expect(reasonOf(result)).toBe('cannot draft a.json: the overlay excludes it: under review by counsel');
  });

  it('rejects a record whose overlay names terms that the template lacks', () => {
    const result = importRecords([recordFile('a.json')], withRecords('  a: { terms: [gold] }'));
    expect(reasonOf(result)).toBe('cannot draft a.json: terms.yaml has no terms gold');
  });
});

describe('IMP-7: ids come from the name alone', () => {
  it('lowers case and writes hyphens', () => {
    const { drafts } = importRecords([recordFile('SDG_04-6-1.json')]);
    expect(drafts[0]).toMatchObject({ id: 'my.example/l/sdg-04-6-1', product: { id: 'my.example/d/sdg-04-6-1' } });
  });

  it('rejects all records that share a slug, each naming the other', () => {
    const { drafts, rejected } = importRecords([recordFile('a_b.json'), recordFile('A-B.json'), recordFile('c.json')]);
    expect(drafts.map(({ id }) => id)).toEqual(['my.example/l/c']);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'cannot draft a_b.json: its slug "a-b" is also that of A-B.json: give slugs in the overlay',
      'cannot draft A-B.json: its slug "a-b" is also that of a_b.json: give slugs in the overlay',
    ]);
  });

  it('asks for a slug where a name has none, and takes the one of the overlay', () => {
    const file = recordFile('铁路.json');
    expect(reasonOf(importRecords([file]))).toContain('its name has no letter a-z or digit: give a slug');
    expect(importRecords([file], withRecords('  铁路: { slug: rail }')).drafts[0]?.id).toBe('my.example/l/rail');
  });
});

describe('IMP-8: text is never shortened', () => {
  it.each([
    [
      'a text beyond 8,192 characters',
      { methodology_en: 'word '.repeat(1_700) },
      /^cannot draft a\.json: product\.notes\[0\]\.text\[0\]\.text /,
    ],
    [
      'a word beyond 256 characters',
      { description_en: 'x'.repeat(300) },
      /^cannot draft a\.json: product\.descriptions\[0\]\.text /,
    ],
    [
      'more than 32 kB of text',
      { fields: Array.from({ length: 9 }, (_, i) => ({ name: `f${i}`, description_en: 'word '.repeat(1_000) })) },
      /^cannot draft a\.json: .*(?:text|32)/,
    ],
  ])('rejects %s with its path', (_, over, reason) => {
    expect(reasonOf(importRecords([recordFile('a.json', over)]))).toMatch(reason);
  });

  it('changes what the protocol forbids, and names each change', () => {
    const { drafts, notes } = importRecords([recordFile('a.json', { title_en: 'Cafe\u0301\t1\r\n2\u0007' })]);
    expect(drafts[0]?.product?.titles[0]?.text).toBe('Café 1\n2');
    expect(notes[0]?.message).toBe(
      'text changed as the protocol demands: line ends written as \\n, tabs written as spaces, control characters removed, written in NFC',
    );
  });
});

describe('a draft travels as a Listing without head, revision and supersedes', () => {
  it('decodes to itself', () => {
    const [draft] = importCatalogue(malaysian([recordFile('a.json')])).drafts;
    if (draft === undefined) throw new Error('the record was not drafted');
    const { head, revision, supersedes, ...rest } = Listing.decode(encodeDraft(draft));
    expect([head, revision, supersedes.length]).toEqual([undefined, 0n, 0]);
    expect(rest).toEqual(draft);
  });
});
