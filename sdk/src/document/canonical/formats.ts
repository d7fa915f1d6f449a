/** The closed forms that `FieldRules.format` names. Pure: a form says how a value is written, never whether it exists. */

/** One closed form of a string. */
export interface Format {
  /** What a value looks like, in words that an error can print. */
  readonly meaning: string;
  /** Whether the value has the form. The value is valid text without control characters; the empty string has no form. */
  readonly matches: (value: string) => boolean;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]{2,45}\\])`;
const SLUG = '[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?';
const PORT = '[1-9][0-9]{0,4}';

const EXCHANGE_ID = new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.(?=[a-z0-9-]*[a-z])${LABEL}$`);
const SLUG_ONLY = new RegExp(`^${SLUG}$`);
const OWNED = new RegExp(`^([^/]+)/([a-z])/(${SLUG})$`);
const HOST_PORT = new RegExp(`^${HOST}:(${PORT})$`);
const HTTPS_URL = new RegExp(
  `^https://${HOST}(?::(${PORT}))?(?:/[\\w.~!$&'()*+,;=:@/%-]*)?(?:\\?[\\w.~!$&'()*+,;=:@/?%-]*)?$`,
);
const LOG_ORIGIN = /^([^/]+)\/log\/(?:sandbox|live)-[1-9][0-9]{0,8}$/;
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const PERIOD = /^(?!0000)[0-9]{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]))?$/;
const NUMBER = '(?:0|[1-9][0-9]*)';
const SEMVER = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\\.(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

function isExchangeId(value: string): boolean {
  return value.length <= 253 && EXCHANGE_ID.test(value);
}

/** An exchange, or what it names under one of the letters: p participant, a authority, o officer, l listing, d product. */
function isOwnedId(value: string, letters: string): boolean {
  const parts = OWNED.exec(value);
  return parts !== null && letters.includes(parts[2] ?? '?') && isExchangeId(parts[1] ?? '');
}

function isPort(text: string | undefined): boolean {
  return text === undefined || Number(text) <= 65_535;
}

function isHostPort(value: string): boolean {
  const parts = HOST_PORT.exec(value);
  return value.length <= 260 && parts !== null && isPort(parts[1]);
}

function isHttpsUrl(value: string): boolean {
  const parts = value.length <= 2048 ? HTTPS_URL.exec(value) : null;
  return parts !== null && isPort(parts[1]) && !/%(?![0-9A-Fa-f]{2})/.test(value);
}

function isDay(value: string): boolean {
  const parts = DAY.exec(value);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLogOrigin(value: string): boolean {
  const parts = LOG_ORIGIN.exec(value);
  return parts !== null && isExchangeId(parts[1] ?? '');
}

function form(meaning: string, pattern: RegExp, maxLength = 255): Format {
  return { meaning, matches: (value) => value.length <= maxLength && pattern.test(value) };
}

/** Every form by the name that a .proto file uses; a test compares the two. [DOC-11] */
export const FORMATS: Readonly<Record<string, Format>> = {
  'exchange-id': {
    meaning: 'a lower-case DNS name of at least two labels, at most 253 characters',
    matches: isExchangeId,
  },
  'party-id': {
    meaning: 'an exchange id, or <exchange id>/<p, a, o, l or d>/<slug>',
    matches: (value) => isExchangeId(value) || isOwnedId(value, 'paold'),
  },
  'participant-id': { meaning: '<exchange id>/p/<slug>', matches: (value) => isOwnedId(value, 'p') },
  'authority-id': { meaning: '<exchange id>/a/<slug>', matches: (value) => isOwnedId(value, 'a') },
  'officer-id': { meaning: '<exchange id>/o/<slug>', matches: (value) => isOwnedId(value, 'o') },
  'listing-id': { meaning: '<exchange id>/l/<slug>', matches: (value) => isOwnedId(value, 'l') },
  'product-id': { meaning: '<exchange id>/d/<slug>', matches: (value) => isOwnedId(value, 'd') },
  slug: form('1 to 64 lower-case letters, digits and inner hyphens', SLUG_ONLY),
  chain: {
    meaning: 'an exchange id, * for broadcast or - for local acts',
    matches: (value) => value === '*' || value === '-' || isExchangeId(value),
  },
  'log-origin': { meaning: '<exchange id>/log/<sandbox or live>-<number from 1>', matches: isLogOrigin },
  country: form('two capital letters of ISO 3166-1 alpha-2', /^[A-Z]{2}$/),
  currency: form('three capital letters of ISO 4217', /^[A-Z]{3}$/),
  language: form(
    'a BCP 47 tag: language, then optional script and region, such as zh-CN',
    /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$/,
  ),
  day: { meaning: 'a day of the calendar as YYYY-MM-DD', matches: isDay },
  period: { meaning: 'YYYY, YYYY-MM, YYYY-Qn or YYYY-MM-DD', matches: (value) => PERIOD.test(value) || isDay(value) },
  digest: form('sha256: and 64 lower-case hexadecimal digits', /^sha256:[0-9a-f]{64}$/),
  'https-url': { meaning: 'an https URL without user or fragment, at most 2,048 characters', matches: isHttpsUrl },
  'host-port': { meaning: 'a lower-case host, a colon and a port from 1 to 65535', matches: isHostPort },
  mime: form(
    'a media type in lower case, without parameters',
    /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/,
  ),
  semver: form('a version of Semantic Versioning 2.0.0, at most 64 characters', SEMVER, 64),
  code: form(
    'capital letters, digits and single underscores, at most 64 characters',
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/,
    64,
  ),
  // 43 base64url characters carry 258 bits, so the last one has two spare bits that must be zero.
  kid: form('the RFC 7638 thumbprint of a key: 43 base64url characters', /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/),
};
