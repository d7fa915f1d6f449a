import { type CatalogueFile, type ImportInput, importCatalogue, type ListingDraft } from '../../src/import/index.js';
import { exampleFile, NOW, yaml } from './import-fixtures.js';

type Row = Readonly<Record<string, unknown>>;

/** A row of the Shenzhen mall, with `over` on top; undefined takes a key away. */
export function row(over: Row = {}): Record<string, unknown> {
  return {
    id: '1',
    spSn: 'SN-1',
    spMc: '港口吞吐量指数',
    fbfQyMc: '示例数据公司',
    spsjlxMc: '数据产品',
    spsjlxFlMc: '物流',
    jfxtMc: 'API',
    yylyMcs: null,
    yycjMcs: '堆场安排',
    xsjg: '100',
    xsgg: '元/次',
    spms: '<p>每周发布。</p>',
    cjsj: 1767225600000,
    spsjSj: '1767312000000',
    spzt: '03',
    sfSsYp: 'N',
    sfyx: 'Y',
    lbtDz: '/pic/1.png',
    ...over,
  };
}

/** A row of the Hunan exchange. */
export function hunanRow(over: Row = {}): Record<string, unknown> {
  return {
    id: 77,
    name: '农产品价格查询',
    productIntroduce: '按日更新。',
    supplierName: '示例农业公司',
    scenariosNames: '农业',
    price: '面议',
    productType: '数据产品',
    releaseTime: '2026-01-02 10:00:00',
    ...over,
  };
}

export const page = (rows: readonly unknown[], totalCount = rows.length) => ({
  code: 200,
  msg: 'ok',
  data: { rows, totalCount },
});

export const json = (name: string, value: unknown): CatalogueFile => ({ name, text: JSON.stringify(value, null, 2) });

/** What rows of a mall do not say, with more lines at the end. */
export const mallOverlay = (more = '', all = ''): CatalogueFile =>
  yaml(
    'overlay.yaml',
    `all:
  provider: szdex.example/p/harbour-data
  visibility: MEMBERS
  grade: GENERAL
  originJurisdictions: [CN]
  storagePlace: CN
  updateFrequency: WEEKLY
  terms: [standard-call]
  rights:
    hold: { holder: A, evidence: OWN_OPERATION }
    process: { holder: A, evidence: OWN_OPERATION }
    operate: { holder: A, evidence: OWN_OPERATION }
  sourceStatement: { kind: OWN_OPERATION, sources: [A], statement: { en: Its own. }, lawfullyObtained: "yes" }
${all}${more}`,
  );

/** Imports files of the mall form under the Shenzhen example's terms. */
export function importMall(files: readonly CatalogueFile[], over: Partial<ImportInput> = {}) {
  return importCatalogue({
    format: 'szdex',
    files,
    terms: exampleFile('shenzhen/terms.yaml'),
    overlay: mallOverlay(),
    exchange: 'szdex.example',
    now: NOW,
    ...over,
  });
}

/** Imports one row with `over`. */
export const importRow = (over: Row = {}, input: Partial<ImportInput> = {}) =>
  importMall([json('mall.json', page([row(over)]))], input);

/** Reasons of an import, one a line. */
export const reasons = (result: ReturnType<typeof importMall>): string =>
  result.rejected.map(({ reason }) => reason).join('\n');

export const priceOf = (draft: ListingDraft | undefined) => draft?.terms[0]?.price;

/** Words of the notes of a draft. */
export const notesOf = (draft: ListingDraft | undefined) => draft?.product?.notes.map(({ text }) => text[0]?.text);
