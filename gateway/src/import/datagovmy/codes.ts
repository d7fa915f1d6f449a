/** Words of Malaysia's open data portal -> codes of the protocol's registries. */

/** `frequency` -> registry `update-frequency`. */
export const FREQUENCIES: Readonly<Record<string, string>> = {
  DAILY: 'DAILY',
  WEEKLY: 'WEEKLY',
  MONTHLY: 'MONTHLY',
  QUARTERLY: 'QUARTERLY',
  ANNUAL: 'ANNUAL',
  YEARLY: 'ANNUAL',
  INFREQUENT: 'IRREGULAR',
};

/** `geography[]` -> registry `place-level`. */
export const LEVELS: Readonly<Record<string, string>> = {
  NATIONAL: 'NATIONAL',
  STATE: 'STATE',
  DISTRICT: 'DISTRICT',
  PARLIMEN: 'PARLIAMENTARY_CONSTITUENCY',
  DUN: 'STATE_CONSTITUENCY',
};

/** `site_category[].category_en` -> registry `subject`. */
export const SUBJECTS: Readonly<Record<string, string>> = {
  Communications: 'COMMUNICATIONS',
  'Data Dictionaries': 'REFERENCE',
  Demography: 'DEMOGRAPHY',
  'Economic Sectors': 'ECONOMIC_SECTORS',
  Education: 'EDUCATION',
  Environment: 'ENVIRONMENT',
  'Financial Markets': 'FINANCE',
  Healthcare: 'HEALTH',
  'Healthcare Accounts': 'HEALTH',
  'Healthcare Programs': 'HEALTH',
  Households: 'HOUSEHOLDS',
  'Infectious Diseases': 'HEALTH',
  'Labour Markets': 'LABOUR',
  Metadata: 'SITE_METRICS',
  'National Accounts': 'NATIONAL_ACCOUNTS',
  Prices: 'PRICES',
  'Public Administration': 'PUBLIC_ADMINISTRATION',
  'Public Safety': 'PUBLIC_SAFETY',
  'Public Welfare': 'SOCIAL_WELFARE',
  // The portal files the registers of medicines and cosmetics under this name.
  Regulation: 'HEALTH',
  'Statistical Indicators': 'STATISTICAL_INDICATORS',
  Transportation: 'TRANSPORT',
};

/** First word in the brackets that open `fields[].description_en`, such as `[Float, RM]` -> registry `field-type`. */
export const FIELD_TYPES: Readonly<Record<string, string>> = {
  categorical: 'CATEGORY',
  date: 'DATE',
  float: 'DECIMAL',
  integer: 'INTEGER',
  numeric: 'DECIMAL',
  string: 'STRING',
  timestamp: 'DATE_TIME',
  boolean: 'BOOLEAN',
};

/** What the portal writes where it has nothing to say. `tbc` is not among them: it says that an update will come. */
export const ABSENT_MARKS: ReadonlySet<string> = new Set(['', '-', '–', '—', 'n/a', 'N/A', 'NA']);
