/** A catalogue of any size for measurements of search: the same listings for the same numbers, in three languages. */
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { documentDigest, submissionDigest } from '@selat/sdk/document';
import type { Change } from '../domain/change.js';
import type { SearchQuery } from '../domain/search/search-view.js';

const EXCHANGES = ['szdex.example', 'my.example', 'sg.example'];
const FORMS = ['API_QUERY', 'AGGREGATE_QUERY', 'REPORT', 'MODEL_SERVICE', 'FEATURE_SERVICE', 'COMPUTE_SANDBOX'];
const SUBJECTS = [
  'COMMERCE',
  'TRADE',
  'LOGISTICS',
  'FINANCE',
  'HEALTH',
  'ENERGY',
  'WATER',
  'TOURISM',
  'LABOUR',
  'PRICES',
];
const PURPOSES = [
  'research',
  'statistics',
  'market-analysis',
  'risk-management',
  'product-development',
  'policy-making',
];
const PLACES = ['CN', 'MY', 'SG'];

const ENGLISH =
  'data statistics monthly annual price port trade export import population births index survey energy electricity water rainfall hotel visitor ship container berth customs tariff wage labour school hospital vehicle road rail airport retail sales bank credit loan insurance risk model enterprise industry output crop palm oil rubber rice fish forest carbon emission air quality river district state city household income poverty land housing rent mobile network usage payment settlement invoice supplier logistics warehouse delivery route transit passenger cargo freight fuel charging battery solar patent software cloud'.split(
    ' ',
  );
const MALAY =
  'data statistik bulanan tahunan harga pelabuhan perdagangan eksport import penduduk kelahiran indeks tinjauan tenaga elektrik air hujan hotel pelancong kapal kontena kastam tarif gaji buruh sekolah hospital kenderaan jalan keretapi lapangan terbang runcit jualan bank kredit pinjaman insurans risiko model perusahaan industri keluaran tanaman sawit getah padi ikan hutan karbon pelepasan udara kualiti sungai daerah negeri bandar isi rumah pendapatan kemiskinan tanah perumahan sewa rangkaian bayaran'.split(
    ' ',
  );
const CHINESE =
  '数据 统计 月度 年度 价格 港口 贸易 出口 进口 人口 出生 指数 调查 能源 电力 用水 降雨 酒店 旅客 船舶 集装箱 泊位 海关 关税 工资 劳动 学校 医院 车辆 道路 铁路 机场 零售 销售 银行 信用 贷款 保险 风险 模型 企业 工业 产出 农作物 棕榈油 橡胶 水稻 渔业 森林 碳排放 空气质量 河流 地区 城市 家庭 收入 贫困 土地 住房 租金 移动网络 使用量 支付 结算 发票 供应商 物流 仓储 配送 路线 客运 货运 燃料 充电 电池 太阳能 专利 软件 云计算'.split(
    ' ',
  );

/** Numbers from 0 to 1 that `seed` determines. */
function numbers(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Words come as often as in real texts: few everywhere, most seldom. */
function pick(words: readonly string[], next: () => number): string {
  return words[Math.floor(words.length * next() ** 2)] ?? '';
}

function phrase(words: readonly string[], next: () => number, count: number, gap: string): string {
  return Array.from({ length: count }, () => pick(words, next)).join(gap);
}

function texts(next: () => number, rare: string) {
  return {
    titles: [
      { language: 'zh-CN', text: phrase(CHINESE, next, 4, '') },
      { language: 'ms-MY', text: phrase(MALAY, next, 4, ' ') },
      { language: 'en', text: phrase(ENGLISH, next, 4, ' ') },
    ],
    descriptions: [
      { language: 'zh-CN', text: `${phrase(CHINESE, next, 12, '')}。${phrase(CHINESE, next, 12, '')}${rare}` },
      { language: 'ms-MY', text: phrase(MALAY, next, 16, ' ') },
      { language: 'en', text: phrase(ENGLISH, next, 24, ' ') },
    ],
  };
}

/** Listing `i` of the catalogue; one in a thousand bears words that no other kind has. */
export function listingAt(i: number): Listing {
  const next = numbers(i + 1);
  for (let warm = 0; warm < 4; warm += 1) next();
  const exchange = EXCHANGES[i % EXCHANGES.length];
  const rare = i % 1000 === 7 ? ` 海峡观测${i} selat${i}` : '';
  const amount = BigInt(Math.floor(10 ** (3 + 5 * next())));
  const price = next() < 0.3 ? { model: 'FREE' } : { model: 'ONE_OFF', currency: 'CNY', amountMinor: amount };
  return Listing.fromPartial({
    id: `${exchange}/l/set-${i}`,
    revision: 1n,
    product: {
      id: `${exchange}/d/set-${i}`,
      provider: `${exchange}/p/member-${i % 500}`,
      ...texts(next, rare),
      form: pick(FORMS, next),
      subjects: [{ code: pick(SUBJECTS, next) }],
      originJurisdictions: [PLACES[i % PLACES.length] ?? ''],
    },
    terms: [{ id: 'standard', purposes: [pick(PURPOSES, next), 'research'], price }],
    visibility: 'PUBLIC',
  });
}

/** The Change by which the listing comes into a store; nothing of it is signed, as search looks at no signature. */
export function changeOf(listing: Listing, now: number): Change {
  const type = 'selat.v1.Listing';
  const { id, product } = listing;
  if (product === undefined) throw new Error('a listing of the catalogue has no product');
  const payload = Buffer.from(Listing.encode(listing).finish());
  const digest = documentDigest(type, payload).toString('hex');
  const signatures = [{ protected: Buffer.from(digest), signature: Buffer.alloc(64, 7) }];
  const form = submissionDigest(type, payload, signatures).toString('hex');
  const exchange = id.slice(0, id.indexOf('/'));
  const row = {
    ...{ id, exchange, digest, revision: 1, state: 'open' as const },
    ...{ provider: product.provider, product: product.id, form: product.form, visibility: listing.visibility },
    titles: JSON.stringify(Object.fromEntries(product.titles.map(({ language, text }) => [language, text]))),
    valid_from_ms: now - 1000,
    valid_until_ms: now + 86_400_000,
  };
  const document = { type, payload, signatures };
  return {
    documents: [{ digest, submissionDigest: form, issuer: exchange, form: 'complete', document }],
    leaves: [{ act: type, direction: 'in', chain: exchange, documentDigest: digest, submissionDigest: form }],
    rows: [{ table: 'listing', expectedVersion: 0, row }],
  };
}

/** Searches as people make them, with what each is an example of. */
export const SEARCHES: readonly (readonly [what: string, query: Partial<SearchQuery>])[] = [
  ['two characters, frequent', { words: '数据' }],
  ['two characters', { words: '海关' }],
  ['a phrase', { words: '集装箱泊位' }],
  ['a seldom phrase', { words: '海峡观测' }],
  ['one character', { words: '电' }],
  ['English, frequent', { words: 'data' }],
  ['English, two words', { words: 'port statistics' }],
  ['English, four words', { words: 'container berth customs tariff' }],
  ['Malay, two words', { words: 'penduduk tahunan' }],
  ['Malay and Chinese', { words: 'pelabuhan 港口' }],
  ['a beginning', { words: 'electr*' }],
  ['one listing', { words: 'selat5007' }],
  ['nothing', { words: 'nowhere data' }],
  ['words and form', { words: '价格', forms: ['MODEL_SERVICE'] }],
  ['words, exchange, purpose', { words: 'energy price', exchanges: ['my.example'], purposes: ['policy-making'] }],
  ['words and price', { words: '贸易', maxPrice: { currency: 'CNY', amountMinor: 150_000 } }],
  ['filters alone', { subjects: ['PRICES'], jurisdictions: ['SG'], languages: ['ms-MY'] }],
  ['price alone', { maxPrice: { currency: 'CNY', amountMinor: 1_500 }, priceModels: ['ONE_OFF'] }],
  ['everything', {}],
];
