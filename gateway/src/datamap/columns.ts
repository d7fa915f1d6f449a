/** Columns of an inventory of data sets: plain words in three languages, and the fact that each states. */

export interface Column {
  /** Path of the fact; `id` and `name` are about the line itself. */
  readonly fact: string;
  readonly en: string;
  readonly zh: string;
  readonly ms: string;
  /** What is written there, for the help and the guide. */
  readonly help: string;
}

const YES_NO = 'yes, no';

/** Columns that the map computes with, beside the facts that they state. */
export const PERSONS = 'persons';
export const SENSITIVE_PERSONS = 'sensitivePersons';
export const PERSONS_HANDLED = 'personsHandled';
export const INSTRUMENTS = 'instruments';

/** Every column with a plain name; any other fact is a column by its path, such as `provider.ftz.item`. */
export const COLUMNS: readonly Column[] = [
  { fact: 'id', en: 'id', zh: '编号', ms: 'pengecam', help: 'required; once in the file' },
  { fact: 'name', en: 'name', zh: '名称', ms: 'nama', help: 'what people call it' },
  { fact: 'legs[0].from', en: 'located in', zh: '所在地', ms: 'lokasi', help: 'required; country, such as CN' },
  { fact: 'legs[0].to', en: 'to', zh: '目的地', ms: 'destinasi', help: 'country; --to takes its place' },
  {
    fact: 'collectedIn',
    en: 'collected in',
    zh: '收集地',
    ms: 'dikumpul di',
    help: 'countries; empty: where it is located',
  },
  { fact: 'data.personal', en: 'personal data', zh: '个人信息', ms: 'data peribadi', help: YES_NO },
  { fact: 'data.anonymised', en: 'anonymised', zh: '匿名化', ms: 'tanpa nama', help: YES_NO },
  { fact: 'data.deidentified', en: 'de-identified', zh: '去标识化', ms: 'dinyahkenal pasti', help: YES_NO },
  { fact: 'data.grade', en: 'grade', zh: '分级', ms: 'gred', help: 'GENERAL, IMPORTANT, CORE' },
  {
    fact: 'data.importantStatus',
    en: 'important data status',
    zh: '重要数据认定',
    ms: 'status data penting',
    help: 'NONE, DECLARED, NOTIFIED, PUBLISHED',
  },
  { fact: 'data.secret', en: 'secret', zh: '秘密', ms: 'rahsia', help: `${YES_NO}: a state or work secret` },
  { fact: 'data.exportControlled', en: 'export controlled', zh: '出口管制', ms: 'kawalan eksport', help: YES_NO },
  {
    fact: 'data.activity',
    en: 'activity',
    zh: '产生活动',
    ms: 'aktiviti',
    help: 'where the data come from, such as MARKETING',
  },
  {
    fact: 'data.cnSensitiveClasses',
    en: 'sensitive classes (China)',
    zh: '敏感类别(中国)',
    ms: 'kelas sensitif (China)',
    help: 'such as HEALTH; LOCATION_TRACK',
  },
  {
    fact: 'data.mySensitiveClasses',
    en: 'sensitive classes (Malaysia)',
    zh: '敏感类别(马来西亚)',
    ms: 'kelas sensitif (Malaysia)',
    help: 'such as HEALTH',
  },
  {
    fact: 'data.commercial',
    en: 'commercial',
    zh: '商业交易',
    ms: 'komersial',
    help: `${YES_NO}: about commercial transactions`,
  },
  {
    fact: 'data.publicSectorOrigin',
    en: 'public body',
    zh: '公共机构',
    ms: 'badan awam',
    help: 'NONE, CN_PUBLIC, MY_FEDERAL, MY_STATE',
  },
  { fact: 'data.lawfullyObtained', en: 'lawfully obtained', zh: '合法取得', ms: 'diperoleh secara sah', help: YES_NO },
  {
    fact: 'data.publiclyAvailableSg',
    en: 'public in Singapore',
    zh: '新加坡公开',
    ms: 'awam di Singapura',
    help: YES_NO,
  },
  {
    fact: 'data.businessContactOnly',
    en: 'business contact only',
    zh: '仅商务联系',
    ms: 'hubungan perniagaan sahaja',
    help: YES_NO,
  },
  { fact: PERSONS, en: 'persons', zh: '人数', ms: 'bilangan orang', help: 'persons in the data set' },
  {
    fact: SENSITIVE_PERSONS,
    en: 'persons with sensitive data',
    zh: '敏感信息人数',
    ms: 'orang dengan data sensitif',
    help: 'empty: all persons where a class is named, else none',
  },
  {
    fact: PERSONS_HANDLED,
    en: 'persons handled',
    zh: '处理总人数',
    ms: 'orang dikendalikan',
    help: 'persons whose data the owner handles altogether',
  },
  {
    fact: 'counts.cnNonSensitiveYtd',
    en: 'sent this year',
    zh: '本年已出境人数',
    ms: 'dihantar tahun ini',
    help: 'China: persons without sensitive data sent abroad since 1 January, these included',
  },
  {
    fact: 'counts.cnSensitiveYtd',
    en: 'sensitive sent this year',
    zh: '本年已出境敏感人数',
    ms: 'sensitif dihantar tahun ini',
    help: 'the same, persons with sensitive data',
  },
  {
    fact: 'provider.ciio',
    en: 'critical infrastructure operator',
    zh: '关键信息基础设施运营者',
    ms: 'pengendali infrastruktur kritikal',
    help: `${YES_NO}: the owner was notified that it is one`,
  },
  {
    fact: 'legalBasis',
    en: 'legal basis',
    zh: '合法性基础',
    ms: 'asas undang-undang',
    help: 'CONSENT, CONTRACT, HR and others',
  },
  { fact: 'exemptionClaim.type', en: 'exemption', zh: '豁免', ms: 'pengecualian', help: 'empty: none is relied on' },
  {
    fact: 'legs[0].mode',
    en: 'access',
    zh: '方式',
    ms: 'akses',
    help: 'COPY, REMOTE_QUERY, AGGREGATE_OUTPUT, ON_SITE; empty: COPY',
  },
  { fact: 'legs[0].recipient.id', en: 'recipient', zh: '接收方', ms: 'penerima', help: 'its id' },
  { fact: 'purpose', en: 'purpose', zh: '目的', ms: 'tujuan', help: 'code of the purpose' },
  {
    fact: 'retention.overseasMonths',
    en: 'months abroad',
    zh: '境外保存月数',
    ms: 'bulan di luar negara',
    help: 'how long the data are kept there',
  },
  {
    fact: 'retention.purposeExhausted',
    en: 'purpose achieved',
    zh: '目的已实现',
    ms: 'tujuan tercapai',
    help: `${YES_NO}; empty: no`,
  },
  {
    fact: INSTRUMENTS,
    en: 'instruments',
    zh: '已有文书',
    ms: 'instrumen',
    help: 'what is held: CN_PIPIA; CN_SC effectiveOn=2026-01-05',
  },
];

/** Words that a header may be written in, without case, accents of width, and what joins words. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .replaceAll(/ ?([()]) ?/g, '$1')
    .trim();
}

const BY_HEADER = new Map(
  COLUMNS.flatMap((column) => [column.en, column.zh, column.ms].map((name) => [headerKey(name), column] as const)),
);

export function findColumn(header: string): Column | undefined {
  return BY_HEADER.get(headerKey(header));
}

/** Facts that the map computes, by the column that it takes them from. */
const COMPUTED: ReadonlyMap<string, string> = new Map([
  ['counts.flowPersons', PERSONS],
  ['counts.cnNonSensitiveYtd', PERSONS],
  ['counts.cnSensitiveYtd', PERSONS],
  ['counts.cnHandledTotal', PERSONS_HANDLED],
  ['counts.mySubjects', PERSONS_HANDLED],
  ['counts.mySensitiveSubjects', SENSITIVE_PERSONS],
]);

/** The column that states a fact; undefined where it has no plain name, and its path is the column. */
export function columnOf(fact: string): Column | undefined {
  const own = COMPUTED.get(fact) ?? fact;
  return COLUMNS.find((column) => column.fact === own);
}
