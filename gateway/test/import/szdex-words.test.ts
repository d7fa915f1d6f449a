import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateFault, type ListingDraft } from '../../src/import/index.js';
import { importMall, importRow, json, mallOverlay, page, priceOf, reasons, row } from './szdex-fixtures.js';

const sourceOf = (draft: ListingDraft | undefined, path: string) =>
  draft?.provenance.filter((entry) => entry.path === path).map(({ source, reference }) => `${source} ${reference}`);

describe('IMP-12: files and work by hand are not traded', () => {
  it.each([
    ['文件类交付', 'is a file'],
    ['人工交付', 'is done by hand'],
    ['文件类交付,人工交付', 'is a file'],
  ])('rejects %s with the reason and the keys that would state a form', (word, what) => {
    const said = reasons(importRow({ jfxtMc: word }));
    expect(said).toContain(
      `data.rows[0].jfxtMc: delivery "${word}" ${what}, and rights of access are traded, never files`,
    );
    expect(said).toContain('or state form (records.<id>.form or all.form)');
    expect(said).not.toContain('it lacks');
  });

  it.each([
    ['the entry for the record', mallOverlay('records:\n  SN-1: { form: REPORT }\n')],
    ['the entry for all', mallOverlay('', '  form: REPORT\n')],
    ['the word', mallOverlay('words:\n  form: { 文件类交付: REPORT }\n')],
  ])('imports it where an overlay states the form by %s', (_, overlay) => {
    const [draft] = importRow({ jfxtMc: '文件类交付' }, { overlay }).drafts;
    expect(draft?.product?.form).toBe('REPORT');
  });

  it.each([
    ['API', 'API_QUERY'],
    ['ＡＰＩ接口 ', 'API_QUERY'],
    ['数据库表', 'API_QUERY'],
    ['数据沙箱', 'COMPUTE_SANDBOX'],
    ['API、文件类交付', 'API_QUERY'],
  ])('reads %s as %s', (word, form) => {
    expect(importRow({ jfxtMc: word }).drafts[0]?.product?.form).toBe(form);
  });

  it('asks which, where several forms are offered', () => {
    expect(reasons(importRow({ jfxtMc: 'API,数据沙箱' }))).toContain('names several forms: API_QUERY, COMPUTE_SANDBOX');
  });
});

describe('IMP-11: a word without a code is named with the keys that map it', () => {
  it.each([
    [
      'jfxtMc',
      '区块链交付',
      'no form stands for the delivery "区块链交付"; map it in the overlay (words.form."区块链交付")',
    ],
    [
      'spsjlxMc',
      '数据资产',
      '"数据资产" is no known type of product (数据产品, 数据服务, 数据工具); state form in the overlay',
    ],
    [
      'spsjlxFlMc',
      '低空经济',
      'no subject stands for the class "低空经济"; map it in the overlay (words.subjects."低空经济")',
    ],
    ['xsgg', '元/条', 'no price model stands for the unit "元/条"; map the unit in the overlay (words.price."元/条")'],
  ])('rejects %s %s', (key, word, said) => {
    const reason = reasons(importRow({ [key]: word }));
    expect(reason).toMatch(/^cannot draft mall\.json#SN-1: mall\.json:\d+: data\.rows\[0\]\.\w+: /);
    expect(reason).toContain(said);
  });

  it('names all of them in one answer', () => {
    const said = reasons(importRow({ jfxtMc: 'X', spsjlxFlMc: 'Y', xsgg: 'Z' }));
    for (const word of ['"X"', '"Y"', 'words.price."Z"']) expect(said).toContain(word);
  });

  it('takes the words of the overlay, credits their line, and knows them in any width and case', () => {
    const words = `words:
  provider: { 示例数据公司: szdex.example/p/green-mobility }
  form: { blockchain: AGGREGATE_QUERY }
  subjects: { 低空经济: LOGISTICS }
  price: { 元/条: { model: PER_CALL } }
`;
    const overlay = { ...mallOverlay(words), text: mallOverlay(words).text.replace(/ {2}provider: szdex.*\n/, '') };
    const over = { jfxtMc: 'ＢlockChain ', spsjlxFlMc: '低空经济', xsgg: '元／条' };
    const [draft] = importRow(over, { overlay }).drafts;
    expect(draft?.product).toMatchObject({
      provider: 'szdex.example/p/green-mobility',
      form: 'AGGREGATE_QUERY',
      subjects: [{ code: 'LOGISTICS' }],
    });
    expect(priceOf(draft)).toMatchObject({ model: 'PER_CALL', currency: 'CNY', amountMinor: 10_000n });
    expect(sourceOf(draft, 'product.form')?.[0]).toMatch(/^RECORD mall\.json#SN-1#jfxtMc; overlay\.yaml#\d+$/);
  });

  it('names the enterprise where no layer says which participant it is', () => {
    const overlay = { ...mallOverlay(), text: mallOverlay().text.replace(/ {2}provider: szdex.*\n/, '') };
    expect(reasons(importRow({}, { overlay }))).toContain(
      'data.rows[0].fbfQyMc: names "示例数据公司", and no participant is known for it; map it in the overlay (words.provider."示例数据公司")',
    );
  });

  it('reports mistakes of the words with line and key', () => {
    const overlay = mallOverlay(
      'words:\n  form: { a: FILE }\n  colour: { b: c }\n  price: { 条: { model: TIERED } }\n',
    );
    expect(() => importRow({}, { overlay })).toThrow(/overlay\.yaml:\d+: words\.form\.a: expected a product-form/);
    expect(() => importRow({}, { overlay })).toThrow(
      /words\.colour: unknown key; known here: provider, form, subjects/,
    );
    expect(() => importRow({}, { overlay })).toThrow(/words\.price\.条: expected \{model: ONE_OFF\}/);
  });
});

describe('IMP-19: a row that is not valid is rejected', () => {
  it.each([
    ['N', 'sfyx: is "N": the source marks the product as not valid'],
    ['maybe', 'sfyx: is "maybe", expected Y or N'],
  ])('says so for %s', (word, said) => {
    expect(reasons(importRow({ sfyx: word }))).toContain(said);
  });

  it('takes silence as no objection', () => {
    expect(importRow({ sfyx: null }).drafts).toHaveLength(1);
    expect(importRow({ sfyx: undefined }).drafts).toHaveLength(1);
  });
});

describe('IMP-14: descriptions lose their markup and nothing else', () => {
  it('says what was taken out', () => {
    const { drafts, notes } = importRow({ spms: '<p onclick="x()">甲&nbsp;乙</p><script>alert(1)</script>' });
    expect(drafts[0]?.product?.descriptions[0]?.text).toBe('甲 乙');
    expect(notes[0]?.message).toBe('text changed: markup taken out (p, script)');
    expect(sourceOf(drafts[0], 'product.descriptions')).toEqual([
      'RECORD mall.json#SN-1#spms; markup taken out (p, script)',
    ]);
  });

  it('has no description where there were only pictures', () => {
    expect(reasons(importRow({ spms: '<p><img src="https://x.example/a.png"></p>' }))).toContain(
      'it lacks descriptions;',
    );
  });
});

describe('IMP-9: whatever a row says, its draft passes the gate or it is rejected with a place', () => {
  const word = fc.oneof(
    { weight: 12, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }) },
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(null, '', '\u0000', '\uD800', '<p>x</p>', '&#1;', '__proto__', 'constructor', 'x'.repeat(300)),
  );
  const over = fc.record(
    {
      spMc: word,
      spms: fc.oneof(
        word,
        fc.array(fc.constantFrom('<p>', '</p>', '<', '&lt;', '数据'), { maxLength: 9 }).map((parts) => parts.join('')),
      ),
      fbfQyMc: word,
      yylyMcs: word,
      yycjMcs: word,
      spsjlxFlMc: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('物流', '交通运输数据', '数据产品') },
        { weight: 1, arbitrary: word },
      ),
      jfxtMc: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('API', '数据库表') }, { weight: 1, arbitrary: word }),
      xsjg: fc.oneof(word, fc.double(), fc.integer(), fc.constantFrom('面议', '12.5', '1,000')),
      xsgg: fc.oneof(fc.constantFrom('元/次', '元/年', '万元', '元'), word),
      cjsj: fc.oneof(fc.integer({ min: -5 }), word),
      spzt: fc.oneof(word, fc.integer()),
    },
    { requiredKeys: [] },
  );

  it('answers each row once', () => {
    let drafted = 0;
    fc.assert(
      fc.property(fc.array(over, { minLength: 1, maxLength: 4 }), (overs) => {
        const rows = overs.map((part, index) => row({ ...part, spSn: `SN-${index}` }));
        const { read, drafts, rejected } = importMall([json('mall.json', page(rows))]);
        // Half of a character makes the whole file unreadable.
        if (rejected[0]?.file !== 'mall.json')
          expect([read, drafts.length + rejected.length]).toEqual([rows.length, rows.length]);
        for (const draft of drafts) expect(gateFault(draft, 'szdex.example')).toBeUndefined();
        for (const { reason } of rejected) expect(reason).toMatch(/^cannot (?:read|draft) mall\.json/);
        drafted += drafts.length;
      }),
      { numRuns: 150 },
    );
    expect(drafted).toBeGreaterThan(20);
  });
});
