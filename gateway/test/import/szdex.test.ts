import { describe, expect, it } from 'vitest';
import { importCatalogue, openCatalogueFiles } from '../../src/import/index.js';
import { ROW_TABLES } from '../../src/import/szdex/tables.js';
import { exampleFile, examplePath, NOW, recordFile } from './import-fixtures.js';
import { hunanRow, importMall, importRow, json, mallOverlay, notesOf, page, reasons, row } from './szdex-fixtures.js';

const ids = (result: ReturnType<typeof importMall>) => result.drafts.map(({ id }) => id);

describe('IMP-2: each key of a row has its place', () => {
  const [draft] = importRow().drafts;

  it('takes number, name and description, and keeps the words that have no field', () => {
    expect(draft?.product).toMatchObject({
      registrations: [{ scheme: 'szdex.sn', value: 'SN-1' }],
      titles: [{ language: 'zh-CN', text: '港口吞吐量指数' }],
      descriptions: [{ language: 'zh-CN', text: '每周发布。' }],
      form: 'API_QUERY',
      subjects: [{ code: 'LOGISTICS', labels: [{ language: 'zh-CN', text: '物流' }] }],
    });
    expect(notesOf(draft)).toEqual([
      '商城编号：1',
      '发布企业：示例数据公司',
      '产品类型：数据产品',
      '产品分类：物流',
      '交付形态：API',
      '应用场景：堆场安排',
      '创建时间：2026-01-01T00:00:00Z',
      '上架时间：2026-01-02T00:00:00Z',
      '状态码：03',
    ]);
  });

  it('names each key that no table knows, with its line', () => {
    const said = reasons(importRow({ lxdh: '13800000000', jyzt: 'x' }));
    expect(said).toMatch(/mall\.json:\d+: data\.rows\[0\]\.lxdh: is no known key/);
    expect(said).toMatch(/data\.rows\[0\]\.jyzt: is no known key/);
  });

  it('has a reason for each key that it leaves out, and no key twice', () => {
    for (const { map } of ROW_TABLES) {
      expect(Object.keys(map.taken).filter((key) => Object.hasOwn(map.ignored, key))).toEqual([]);
      expect(Object.values(map.ignored).filter((reason) => reason.length < 20)).toEqual([]);
    }
  });

  it('takes null, marks for nothing, numbers and lists as malls write them', () => {
    const [other] = importRow({ id: null, yycjMcs: ['a', 'b'], spzt: 3, cjsj: null, spsjSj: '' }).drafts;
    expect(notesOf(other)?.filter((text) => /场景|状态|时间|编号/.test(text ?? ''))).toEqual([
      '应用场景：a,b',
      '状态码：3',
    ]);
  });

  it('refuses a time that is none and a value of a wrong type, with the place', () => {
    const said = reasons(importRow({ cjsj: '99999999999999999', spMc: { a: 1 } }));
    expect(said).toContain('data.rows[0].cjsj: is 99999999999999999, expected milliseconds since 1970');
    expect(said).toContain('data.rows[0].spMc: is no text but an object');
  });
});

describe('IMP-7: ids come from the number of the row', () => {
  it('takes the product number, or the id where there is none', () => {
    expect(ids(importRow())).toEqual(['szdex.example/l/sn-1']);
    expect(ids(importRow({ spSn: null, id: 4711 }))).toEqual(['szdex.example/l/4711']);
  });

  it('asks for a slug where a row has neither, and makes none from the title', () => {
    const over = { spSn: '', id: null, spMc: '5G 基站' };
    expect(reasons(importRow(over))).toContain(
      'has none of spSn, id to make ids from; state slug in the overlay (records."mall.json#data.rows[0]".slug)',
    );
    const overlay = mallOverlay('records:\n  "mall.json#data.rows[0]": { slug: masts }\n');
    expect(ids(importRow(over, { overlay }))).toEqual(['szdex.example/l/masts']);
  });

  it('rejects rows that share a number and differ', () => {
    const result = importMall([json('a.json', page([row(), row({ spMc: '另一个' })]))]);
    expect([result.read, result.drafts.length, result.rejected.length]).toEqual([2, 0, 2]);
  });
});

describe('IMP-18: a row that stands on two pages is imported once', () => {
  it('names the page that it repeats, whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(row()).reverse());
    const result = importMall([json('1.json', page([row()])), json('2.json', page([turned, row({ spSn: 'SN-2' })]))]);
    expect([result.read, ids(result)]).toEqual([3, ['szdex.example/l/sn-1', 'szdex.example/l/sn-2']]);
    expect(reasons(result)).toBe(
      'cannot read 2.json:6: data.rows[0]: repeats 1.json#SN-1 word for word, which stands for both',
    );
  });

  it('says where pages are missing', () => {
    const { notes } = importMall([json('1.json', page([row()], 57))]);
    expect(notes.at(-1)?.message).toContain('the list says that it has 57 products, and 1 are here');
  });
});

describe('IMP-17: the forms of a list, and one sentence for anything else', () => {
  it.each([
    ['an answer', page([row()])],
    ['a list of answers', [page([row()]), page([])]],
    ['a list of rows', [row()]],
    ['an answer without a shell', { rows: [row()], total: 1 }],
    ['one row', row()],
  ])('reads %s', (_, value) => {
    expect(ids(importMall([json('mall.json', value)]))).toEqual(['szdex.example/l/sn-1']);
  });

  it.each([
    [
      'a record of data.gov.my',
      recordFile('x.json').text,
      'with the keys title_en, description_en, .*; that is the form datagovmy: give --format datagovmy',
    ],
    [
      'a DCAT catalogue',
      '{"@context": {}, "@graph": []}',
      'with the keys @context, @graph; that is the form dcat: give --format dcat',
    ],
    ['a list of other rows', '[{"demandName": "x"}]', 'got a list of objects with the keys demandName'],
    ['a list of numbers', '[1, 2]', 'got a list'],
    ['a number', '7', 'got the number 7'],
  ])('says what %s is', (_, text, said) => {
    const { read, rejected } = importMall([{ name: 'x.json', text }]);
    expect([read, rejected.length]).toEqual([1, 1]);
    expect(rejected[0]?.reason).toMatch(
      new RegExp(`^cannot read x\\.json:1: expected the product list of a data exchange \\(.*\\), .*${said}`),
    );
    expect(rejected[0]?.reason.length).toBeLessThan(400);
  });

  it('says that an answer is an error of the exchange', () => {
    const said = reasons(importMall([json('x.json', { code: 500, msg: '系统繁忙', data: null })]));
    expect(said).toContain('x.json:2: code: the answer is an error, code the number 500, saying "系统繁忙"');
  });

  it('rejects a row that is none beside rows that are', () => {
    const result = importMall([json('x.json', page([row(), 'a', { demandName: 'x' }]))]);
    expect([result.read, result.drafts.length]).toEqual([3, 1]);
    expect(reasons(result)).toContain('data.rows[1]: expected a row, got the string a');
    expect(reasons(result)).toContain('data.rows[2]: has keys neither of the Shenzhen exchange');
  });
});

describe('IMP-2: the Hunan list is another table of the same adapter', () => {
  const overlay = mallOverlay('', '  form: API_QUERY\n');

  it('is known by its keys', () => {
    const [draft] = importMall([json('hunan.json', { ...page([hunanRow()]), total: 1 })], { overlay }).drafts;
    expect(draft).toMatchObject({ id: 'szdex.example/l/77', terms: [{ price: { model: 'NEGOTIATED' } }] });
    expect(draft?.product?.titles[0]?.text).toBe('农产品价格查询');
    expect(draft?.product?.subjects[0]?.code).toBe('AGRICULTURE');
    expect(notesOf(draft)).toContain('上架时间：2026-01-02 10:00:00');
  });

  it('says that it names no form, and names keys that it does not know', () => {
    expect(reasons(importMall([json('hunan.json', page([hunanRow()]))]))).toContain('it lacks form;');
    expect(reasons(importMall([json('hunan.json', page([hunanRow({ spms: 'x' })]))]))).toContain(
      'spms: is no known key',
    );
  });
});

describe('the example export', () => {
  const files = openCatalogueFiles([examplePath('shenzhen-mall/pages')], 'szdex');
  const terms = exampleFile('shenzhen/terms.yaml');
  const overlay = exampleFile('shenzhen-mall/overlay.yaml');
  const result = importCatalogue({ format: 'szdex', files, terms, overlay, exchange: 'szdex.example', now: NOW });

  it('becomes what its page says', () => {
    expect(result.read).toBe(8);
    expect(result.drafts.map(({ terms: [first] }) => [first?.price?.model, first?.price?.amountMinor])).toEqual([
      ['PER_CALL', 80n],
      ['SUBSCRIPTION', 3_600_000n],
      ['TIERED', undefined],
      ['SUBSCRIPTION', 1_200_000n],
      ['SUBSCRIPTION', 480_000n],
    ]);
    expect(result.rejected.map(({ file }) => file.split('#')[1]).sort()).toEqual([
      'SZMALL-2026-0006',
      'SZMALL-2026-0007',
      'SZMALL-2026-0008',
    ]);
  });

  it('is marked as an example in each record and file', () => {
    for (const { product } of result.drafts)
      expect(product?.descriptions[0]?.text).toContain('示例记录，为演示 Selat 而编写');
    for (const { text } of files) expect(text).toContain('written for the demonstration of Selat');
    expect(overlay.text).toMatch(/^# Example /);
  });
});
