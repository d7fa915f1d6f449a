/**
 * Words of Chinese data exchanges -> codes of the protocol. Keys are in plain form: NFKC, lower case, no outer spaces. A word that
 * is not here goes to the overlay; a word that could mean two things is left out on purpose.
 */

/** `spsjlxMc`: what kind of product a row is. The protocol has no such field: the words are kept as a note. */
export const PRODUCT_TYPES: readonly string[] = ['数据产品', '数据服务', '数据工具'];

/** `spsjlxFlMc` and kinds of products that name no subject. Malls repeat the type here. */
export const CLASSES_WITHOUT_SUBJECT: ReadonlySet<string> = new Set([
  ...PRODUCT_TYPES,
  ...[
    '数据集',
    '数据接口',
    'api',
    'api数据',
    '数据api',
    '数据报告',
    '分析报告',
    '数据模型',
    '数据应用',
    '算法模型',
    '指数',
  ],
  ...['数据加工', '数据治理', '数据采集', '数据分析', '数据咨询', '软件工具', '解决方案', '其他', '其它', '综合'],
]);

/** `jfxtMc` -> registry `product-form`. A table is read by queries through a gateway, so that no copy of it changes hands. */
export const FORMS: Readonly<Record<string, string>> = {
  api: 'API_QUERY',
  api接口: 'API_QUERY',
  api交付: 'API_QUERY',
  api类交付: 'API_QUERY',
  接口: 'API_QUERY',
  接口交付: 'API_QUERY',
  接口类交付: 'API_QUERY',
  接口调用: 'API_QUERY',
  在线查询: 'API_QUERY',
  数据库表: 'API_QUERY',
  数据库表交付: 'API_QUERY',
  库表: 'API_QUERY',
  库表交付: 'API_QUERY',
  隐私计算: 'COMPUTE_SANDBOX',
  多方安全计算: 'COMPUTE_SANDBOX',
  联邦学习: 'COMPUTE_SANDBOX',
  可信执行环境: 'COMPUTE_SANDBOX',
  数据沙箱: 'COMPUTE_SANDBOX',
  沙箱: 'COMPUTE_SANDBOX',
  模型服务: 'MODEL_SERVICE',
  模型调用: 'MODEL_SERVICE',
  在线报告: 'REPORT',
};

const FILE = 'a file';
const BY_HAND = 'done by hand';

/** `jfxtMc` that hands something over instead of giving access -> what it is. */
export const NO_ACCESS: Readonly<Record<string, string>> = {
  文件类交付: FILE,
  文件交付: FILE,
  文件: FILE,
  文件下载: FILE,
  文件传输: FILE,
  数据文件: FILE,
  数据包: FILE,
  数据包下载: FILE,
  离线文件: FILE,
  人工交付: BY_HAND,
  人工: BY_HAND,
  线下交付: BY_HAND,
  线下: BY_HAND,
  离线交付: BY_HAND,
  邮件交付: BY_HAND,
  介质交付: BY_HAND,
};

/** `spsjlxFlMc` and `yylyMcs` without an ending such as 行业 -> registry `subject`. */
export const SUBJECTS: Readonly<Record<string, string>> = {
  农业: 'AGRICULTURE',
  农林牧渔: 'AGRICULTURE',
  电商: 'COMMERCE',
  电子商务: 'COMMERCE',
  商贸: 'COMMERCE',
  商贸流通: 'COMMERCE',
  零售: 'COMMERCE',
  消费: 'COMMERCE',
  通信: 'COMMUNICATIONS',
  互联网: 'COMMUNICATIONS',
  建筑: 'CONSTRUCTION',
  房地产: 'CONSTRUCTION',
  人口: 'DEMOGRAPHY',
  教育: 'EDUCATION',
  文化教育: 'EDUCATION',
  能源: 'ENERGY',
  电力: 'ENERGY',
  新能源: 'ENERGY',
  绿色低碳: 'ENVIRONMENT',
  环保: 'ENVIRONMENT',
  环境: 'ENVIRONMENT',
  生态环境: 'ENVIRONMENT',
  气象: 'ENVIRONMENT',
  气象服务: 'ENVIRONMENT',
  金融: 'FINANCE',
  金融服务: 'FINANCE',
  金融科技: 'FINANCE',
  银行: 'FINANCE',
  保险: 'FINANCE',
  证券: 'FINANCE',
  征信: 'FINANCE',
  医疗: 'HEALTH',
  医疗健康: 'HEALTH',
  医药: 'HEALTH',
  卫生健康: 'HEALTH',
  工业: 'INDUSTRY',
  工业制造: 'INDUSTRY',
  制造: 'INDUSTRY',
  智能制造: 'INDUSTRY',
  就业: 'LABOUR',
  人力资源: 'LABOUR',
  物流: 'LOGISTICS',
  港口: 'LOGISTICS',
  港口物流: 'LOGISTICS',
  航运: 'LOGISTICS',
  航运物流: 'LOGISTICS',
  供应链: 'LOGISTICS',
  政务: 'PUBLIC_ADMINISTRATION',
  政务服务: 'PUBLIC_ADMINISTRATION',
  城市治理: 'PUBLIC_ADMINISTRATION',
  公共安全: 'PUBLIC_SAFETY',
  应急管理: 'PUBLIC_SAFETY',
  社会保障: 'SOCIAL_WELFARE',
  民政: 'SOCIAL_WELFARE',
  科技: 'TECHNOLOGY',
  科技创新: 'TECHNOLOGY',
  人工智能: 'TECHNOLOGY',
  信息技术: 'TECHNOLOGY',
  旅游: 'TOURISM',
  文旅: 'TOURISM',
  文化旅游: 'TOURISM',
  贸易: 'TRADE',
  外贸: 'TRADE',
  跨境贸易: 'TRADE',
  国际贸易: 'TRADE',
  交通: 'TRANSPORT',
  交通运输: 'TRANSPORT',
  交通出行: 'TRANSPORT',
  水利: 'WATER',
  水务: 'WATER',
};

/** What may follow the name of a subject. */
export const SUBJECT_ENDINGS = /(?:数据|行业|领域|产业|业务|类)+$/;

/** What stands for nothing. */
export const ABSENT_MARKS: ReadonlySet<string> = new Set(['', '-', '--', '—', '/', '无', '暂无', 'null', 'n/a']);
