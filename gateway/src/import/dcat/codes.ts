/** Words of open data catalogues -> codes of the protocol. Keys are in lower case; addresses are names here and never opened. */

const EU = 'http://publications.europa.eu/resource/authority';

/** A table with each word as it stands, and under the authority of the European Union that has it. */
function underAuthority(list: string, codes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const full = Object.entries(codes).map(([word, code]) => [`${EU}/${list}/${word}`.toLowerCase(), code] as const);
  return {
    ...Object.fromEntries(full),
    ...Object.fromEntries(Object.entries(codes).map(([word, code]) => [word.toLowerCase(), code])),
  };
}

/** `dct:accrualPeriodicity`. Frequencies between those of the protocol, such as twice a week, are left to the overlay. */
export const FREQUENCIES: Readonly<Record<string, string>> = {
  ...underAuthority('frequency', {
    CONT: 'REAL_TIME',
    UPDATE_CONT: 'REAL_TIME',
    HOURLY: 'HOURLY',
    DAILY: 'DAILY',
    WEEKLY: 'WEEKLY',
    MONTHLY: 'MONTHLY',
    QUARTERLY: 'QUARTERLY',
    ANNUAL_2: 'HALF_YEARLY',
    ANNUAL: 'ANNUAL',
    IRREG: 'IRREGULAR',
    NEVER: 'NEVER',
  }),
  ...dublinCore({
    continuous: 'REAL_TIME',
    daily: 'DAILY',
    weekly: 'WEEKLY',
    monthly: 'MONTHLY',
    quarterly: 'QUARTERLY',
    semiannual: 'HALF_YEARLY',
    annual: 'ANNUAL',
    irregular: 'IRREGULAR',
  }),
  'r/pt1s': 'REAL_TIME',
  'r/pt1h': 'HOURLY',
  'r/p1d': 'DAILY',
  'r/p1w': 'WEEKLY',
  'r/p7d': 'WEEKLY',
  'r/p1m': 'MONTHLY',
  'r/p3m': 'QUARTERLY',
  'r/p6m': 'HALF_YEARLY',
  'r/p1y': 'ANNUAL',
  yearly: 'ANNUAL',
};

function dublinCore(codes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const full = Object.entries(codes).map(([word, code]) => [`http://purl.org/cld/freq/${word}`, code] as const);
  return { ...codes, ...Object.fromEntries(full) };
}

/** Frequencies that say that nobody knows. */
export const NO_FREQUENCY: ReadonlySet<string> = new Set([
  `${EU}/frequency/unknown`,
  `${EU}/frequency/other`,
  'unknown',
  'other',
]);

/** `dcat:theme`: themes of the European Union. International issues, regions and provisional data name no subject. */
export const THEMES: Readonly<Record<string, string>> = {
  ...underAuthority('data-theme', {
    AGRI: 'AGRICULTURE',
    ECON: 'ECONOMIC_SECTORS',
    EDUC: 'EDUCATION',
    ENER: 'ENERGY',
    ENVI: 'ENVIRONMENT',
    GOVE: 'PUBLIC_ADMINISTRATION',
    HEAL: 'HEALTH',
    JUST: 'PUBLIC_SAFETY',
    SOCI: 'DEMOGRAPHY',
    TECH: 'TECHNOLOGY',
    TRAN: 'TRANSPORT',
  }),
  agriculture: 'AGRICULTURE',
  demography: 'DEMOGRAPHY',
  education: 'EDUCATION',
  energy: 'ENERGY',
  environment: 'ENVIRONMENT',
  finance: 'FINANCE',
  health: 'HEALTH',
  labour: 'LABOUR',
  logistics: 'LOGISTICS',
  tourism: 'TOURISM',
  trade: 'TRADE',
  transport: 'TRANSPORT',
};

/** `dct:language` -> tag of texts that have none. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  ...underAuthority('language', {
    ENG: 'en',
    ZHO: 'zh-CN',
    MSA: 'ms-MY',
    FRA: 'fr',
    DEU: 'de',
    SPA: 'es',
    IND: 'id',
    THA: 'th',
    VIE: 'vi',
  }),
  en: 'en',
  zh: 'zh-CN',
  'zh-cn': 'zh-CN',
  ms: 'ms-MY',
  'ms-my': 'ms-MY',
};

/** Tags that are written in several ways -> the three that a listing asks for. */
export const TAGS: Readonly<Record<string, string>> = {
  zh: 'zh-CN',
  'zh-hans': 'zh-CN',
  'zh-hans-cn': 'zh-CN',
  'zh-cn': 'zh-CN',
  ms: 'ms-MY',
  'ms-my': 'ms-MY',
  'ms-latn': 'ms-MY',
  en: 'en',
  'en-gb': 'en',
  'en-us': 'en',
  'en-au': 'en',
  'en-sg': 'en',
  'en-my': 'en',
};

/** ISO 3166-1 alpha-3, as the authority of the European Union names countries -> alpha-2. Others stay in words. */
export const COUNTRIES: Readonly<Record<string, string>> = underAuthority('country', {
  ...{ CHN: 'CN', HKG: 'HK', MAC: 'MO', TWN: 'TW', JPN: 'JP', KOR: 'KR', IND: 'IN', ARE: 'AE', SAU: 'SA', TUR: 'TR' },
  ...{
    MYS: 'MY',
    SGP: 'SG',
    IDN: 'ID',
    THA: 'TH',
    VNM: 'VN',
    PHL: 'PH',
    BRN: 'BN',
    KHM: 'KH',
    LAO: 'LA',
    MMR: 'MM',
    TLS: 'TL',
  },
  ...{
    AUT: 'AT',
    BEL: 'BE',
    BGR: 'BG',
    HRV: 'HR',
    CYP: 'CY',
    CZE: 'CZ',
    DNK: 'DK',
    EST: 'EE',
    FIN: 'FI',
    FRA: 'FR',
    DEU: 'DE',
  },
  ...{
    GRC: 'GR',
    HUN: 'HU',
    IRL: 'IE',
    ITA: 'IT',
    LVA: 'LV',
    LTU: 'LT',
    LUX: 'LU',
    MLT: 'MT',
    NLD: 'NL',
    POL: 'PL',
    PRT: 'PT',
  },
  ...{
    ROU: 'RO',
    SVK: 'SK',
    SVN: 'SI',
    ESP: 'ES',
    SWE: 'SE',
    NOR: 'NO',
    ISL: 'IS',
    CHE: 'CH',
    GBR: 'GB',
    UKR: 'UA',
    SRB: 'RS',
  },
  ...{ USA: 'US', CAN: 'CA', MEX: 'MX', BRA: 'BR', AUS: 'AU', NZL: 'NZ', ZAF: 'ZA' },
});

/** Licences by their usual addresses -> SPDX identifiers. Keys without scheme, `www.` and last slash. */
const LICENCES: Readonly<Record<string, string>> = {
  'creativecommons.org/licenses/by/4.0': 'CC-BY-4.0',
  'creativecommons.org/licenses/by/3.0': 'CC-BY-3.0',
  'creativecommons.org/licenses/by-sa/4.0': 'CC-BY-SA-4.0',
  'creativecommons.org/licenses/by-nc/4.0': 'CC-BY-NC-4.0',
  'creativecommons.org/licenses/by-nd/4.0': 'CC-BY-ND-4.0',
  'creativecommons.org/publicdomain/zero/1.0': 'CC0-1.0',
  'opendatacommons.org/licenses/by/1-0': 'ODC-By-1.0',
  'opendatacommons.org/licenses/odbl/1-0': 'ODbL-1.0',
  'opendatacommons.org/licenses/pddl/1-0': 'PDDL-1.0',
  'publications.europa.eu/resource/authority/licence/cc_by_4_0': 'CC-BY-4.0',
  'publications.europa.eu/resource/authority/licence/cc_bysa_4_0': 'CC-BY-SA-4.0',
  'publications.europa.eu/resource/authority/licence/cc0': 'CC0-1.0',
};

/** SPDX identifier of a licence, or the words as they are. */
export function licenceOf(text: string): string {
  const key = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/\/(?:deed(?:\.[a-z]{2})?|legalcode)?$/, '');
  return Object.hasOwn(LICENCES, key) ? (LICENCES[key] ?? text) : text;
}
