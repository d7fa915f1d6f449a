/** The smaller parts of an authored pack. */
import { FORMATS } from '../../formats/index.js';
import type { Calendar } from '../language/context.js';
import { isDay } from '../language/days.js';
import { codesOf } from '../language/types.js';
import { PACK_LANGUAGE } from './compile-pack.js';
import type { SignOff, TableSource } from './pack-source.js';
import type { YamlValue } from './pack-yaml.js';

/** Gives a field of a mapping. */
export type Get = ReturnType<YamlValue['fields']>;

export const HEADER = [
  'id',
  'version',
  'jurisdiction',
  'effectiveFrom',
  'effectiveTo',
  'packLanguage',
  'utcOffsetMinutes',
  'takesEffect',
];

/** A row of the digest of the law that no rule encodes, and why. */
export interface NotEncoded {
  readonly row: string;
  readonly reason: string;
}

/** A field that has to be there; the mistake is told at the place where it is missing. */
export function need(value: YamlValue, get: Get, key: string): YamlValue {
  const found = get(key);
  if (found === undefined) value.tell(`has no ${key}`);
  return found ?? value.empty();
}

export function coded<Code extends string>(value: YamlValue, registry: string): Code {
  const codes = codesOf(registry);
  return value.textOf((text) => codes.includes(text), `one of ${codes.join(', ')}`) as Code;
}

const day = (value: YamlValue) => value.textOf(isDay, 'a day such as "2026-11-23"');

export function periodOf(get: Get): { readonly effectiveFrom?: string; readonly effectiveTo?: string } {
  const [from, to] = [get('effectiveFrom'), get('effectiveTo')];
  return {
    ...(from === undefined ? {} : { effectiveFrom: day(from) }),
    ...(to === undefined ? {} : { effectiveTo: day(to) }),
  };
}

/** The header, from the file that has `id`. */
export function headerOf(root: YamlValue, get: Get) {
  const language = get('packLanguage');
  return {
    id: need(root, get, 'id').textOf(matches('slug'), 'a slug such as cn'),
    version: need(root, get, 'version').textOf(matches('semver'), 'a version such as 1.0.0'),
    jurisdiction: need(root, get, 'jurisdiction').textOf(matches('country'), 'two capital letters'),
    ...periodOf(get),
    effectiveFrom: day(need(root, get, 'effectiveFrom')),
    packLanguage: language === undefined ? PACK_LANGUAGE : language.integer(),
    utcOffsetMinutes: need(root, get, 'utcOffsetMinutes').integer(),
    takesEffectMs: instant(need(root, get, 'takesEffect')),
  };
}

function matches(form: string): (text: string) => boolean {
  return (text) => FORMATS[form]?.matches(text) === true;
}

function instant(value: YamlValue): number {
  const text = value.textOf((one) => !Number.isNaN(Date.parse(one)), 'an instant such as 2026-11-23T00:00:00Z');
  return Date.parse(text) || 0;
}

export function signOffOf(value: YamlValue): SignOff {
  const get = value.fields(['officer', 'day', 'note']);
  const note = get('note')?.text();
  const officer = need(value, get, 'officer').textOf(matches('party-id'), 'an officer id');
  return { officer, day: day(need(value, get, 'day')), ...(note === undefined ? {} : { note }) };
}

export function calendarOf(value: YamlValue): Calendar {
  const get = value.fields(['id', 'coversFrom', 'coversTo', 'weekend', 'holidays', 'workingDays']);
  return {
    id: need(value, get, 'id').text(),
    coversFrom: day(need(value, get, 'coversFrom')),
    coversTo: day(need(value, get, 'coversTo')),
    weekend: need(value, get, 'weekend')
      .items()
      .map((item) => item.integer()),
    holidays: get('holidays')?.items().map(day) ?? [],
    workingDays: get('workingDays')?.items().map(day) ?? [],
  };
}

export function tableOf(value: YamlValue): TableSource {
  const get = value.fields(['id', 'citation', 'rows']);
  const rows = need(value, get, 'rows').items();
  return {
    id: need(value, get, 'id').text(),
    citation: need(value, get, 'citation').text(),
    rows: rows.map((row) => {
      const of = row.fields(['value', 'effectiveFrom', 'effectiveTo']);
      return { value: need(row, of, 'value').text(), ...periodOf(of) };
    }),
  };
}

export function notEncodedOf(value: YamlValue): NotEncoded {
  const get = value.fields(['row', 'reason']);
  return { row: need(value, get, 'row').text(), reason: need(value, get, 'reason').text() };
}
