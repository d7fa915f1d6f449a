/** Turns what people write in a cell into the form of facts; what fits no form is left as it is, for the reader of facts to refuse. */
import { REGISTRIES } from '@selat/proto/schema.js';
import { answerOf } from '../facts/questions.js';

const YES = ['yes', 'y', 'true', '是', 'ya'];
const NO = ['no', 'n', 'false', '否', 'tidak'];
/** The same as an empty cell. */
const UNKNOWN = ['unknown', '?', '未知', '不详', 'tidak diketahui'];

/** Words of people for codes and countries. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ 一般: 'GENERAL', 一般数据: 'GENERAL', 重要: 'IMPORTANT', 重要数据: 'IMPORTANT', 核心: 'CORE', 核心数据: 'CORE' },
  ...{ UMUM: 'GENERAL', PENTING: 'IMPORTANT', TERAS: 'CORE', 无: 'NONE', TIADA: 'NONE' },
  ...{ CHINA: 'CN', 中国: 'CN', MALAYSIA: 'MY', 马来西亚: 'MY', SINGAPORE: 'SG', SINGAPURA: 'SG', 新加坡: 'SG' },
  ...{ 'HONG KONG': 'HK', 香港: 'HK', MACAO: 'MO', MACAU: 'MO', 澳门: 'MO' },
};

/** Signs between the items of a list. */
const BETWEEN = /[;；|、]/;

/** @returns a JSON value, or undefined where nothing is stated */
export function readCell(text: string, fact: string): unknown {
  const written = text.normalize('NFKC').trim();
  if (written === '' || UNKNOWN.includes(written.toLowerCase())) return undefined;
  const form = answerOf(fact);
  if (form?.several === true) {
    return written
      .split(BETWEEN)
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => single(item, fact));
  }
  return single(written, fact);
}

function single(text: string, fact: string): unknown {
  const form = answerOf(fact);
  if (form?.kind === 'codes') return form.codes.includes('yes') ? toTri(text) : toCode(text, form.codes);
  if (form?.kind === 'country') return WORDS[text.toUpperCase()] ?? text.toUpperCase();
  if (form?.kind === 'count') return toCount(text) ?? text;
  return text;
}

function toTri(text: string): string {
  const word = text.toLowerCase();
  if (YES.includes(word)) return 'yes';
  return NO.includes(word) ? 'no' : text;
}

function toCode(text: string, codes: readonly string[]): string {
  const upper = text.toUpperCase();
  const code = WORDS[upper] ?? upper.replaceAll(/[\s-]+/g, '_');
  return codes.includes(code) ? code : text;
}

/** `120000`, `120,000` or `120 000`; undefined for anything else. */
export function toCount(text: string): number | undefined {
  const isCount = /^\d{1,10}$|^\d{1,3}(?:[, ]\d{3})+$/.test(text);
  return isCount ? Number(text.replaceAll(/[, ]/g, '')) : undefined;
}

const SCOPE = new Set(['maxIndividuals', 'retentionMonths', 'countries', 'recipients', 'purposes', 'onwardAllowed']);

/**
 * Reads `CN_PIPIA; CN_SC effectiveOn=2026-01-05 countries=MY|SG`: codes of what is held, each with fields of an instrument.
 *
 * @returns instruments as JSON, held and in force where nothing else is said; `problem` where the words have no such form
 */
export function readInstruments(
  text: string,
): { readonly instruments: readonly object[] } | { readonly problem: string } {
  const instruments: object[] = [];
  for (const item of text.split(/[;；]/).map((one) => one.trim())) {
    if (item === '') continue;
    const [code = '', ...words] = item.split(/\s+/);
    if (!Object.hasOwn(REGISTRIES['instrument-code'] ?? {}, code.toUpperCase())) {
      return { problem: `names ${JSON.stringify(code)}, which is no code of an instrument; put ; between instruments` };
    }
    const own: Record<string, unknown> = { code: code.toUpperCase() };
    const scope: Record<string, unknown> = {};
    for (const word of words) {
      const [name = '', value] = word.split('=');
      const path = SCOPE.has(name) ? `instruments[0].scope.${name}` : `instruments[0].${name}`;
      if (value === undefined || answerOf(path) === undefined) {
        return {
          problem: `says ${JSON.stringify(word)}, which is no field of an instrument, such as expiresOn=2027-12-31`,
        };
      }
      const part = SCOPE.has(name) ? scope : own;
      if (Object.hasOwn(part, name)) return { problem: `states ${name} of ${code} twice` };
      part[name] = readCell(value, path);
      if (part[name] === undefined) {
        return { problem: `says ${JSON.stringify(word)} without a value; leave out what is unknown` };
      }
    }
    const held = { status: 'LIVE', ...own };
    instruments.push(Object.keys(scope).length === 0 ? held : { ...held, scope });
  }
  return { instruments };
}
