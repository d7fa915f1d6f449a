/** What rules and codes say in human languages. No text changes an outcome. [CMP-11] */
import { isCode } from '../language/types.js';
import type { RuleSource } from './pack-source.js';
import type { Finding, YamlValue } from './pack-yaml.js';

/** The languages that every shipped pack speaks. */
export const LANGUAGES = ['en', 'zh-CN', 'ms-MY'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface RuleText {
  readonly ruleId: string;
  readonly language: Language;
  readonly title: string;
  readonly explanation: string;
}

export interface CodeText {
  readonly code: string;
  readonly language: Language;
  readonly title: string;
  /** Who issues it and how to get it. */
  readonly guidance?: string;
}

/** Longest title of a rule, characters: it stands on one or two lines of a terminal. */
const MAX_TITLE = 90;

/** Where each text was written. */
export interface TextPlaces {
  readonly rules: readonly (readonly [ruleId: string, place: YamlValue])[];
  readonly codes: readonly (readonly [code: string, place: YamlValue])[];
}

/** Texts that nobody would ever read, and titles that are too long. They change no outcome, so the pack can be used. */
export function textRemarks(
  rules: readonly RuleSource[],
  texts: readonly RuleText[],
  places: TextPlaces,
): readonly Finding[] {
  const known = new Set(rules.map(({ id }) => id));
  const long = texts.filter(({ title }) => [...title].length > MAX_TITLE);
  return [
    ...repeated(places.rules, 'the rule'),
    ...repeated(places.codes, 'the code'),
    ...places.rules
      .filter(([id]) => !known.has(id))
      .map(([id, place]) => remark(place, `${id} is no rule of the pack`)),
    ...places.codes
      .filter(([code]) => !isCode('instrument-code', code))
      .map(([code, place]) => remark(place, `${code} is no code of an instrument`)),
    ...long.map(({ ruleId, language, title }) => {
      const place = places.rules.find(([id]) => id === ruleId)?.[1];
      const length = [...title].length;
      return remark(place, `the ${language} title of ${ruleId} has ${length} characters, the limit is ${MAX_TITLE}`);
    }),
  ];
}

function repeated(places: TextPlaces['rules'], what: string): Finding[] {
  return places.flatMap(([key, place], i) => {
    const first = places.findIndex(([other]) => other === key);
    const above = places[first]?.[1];
    return first === i ? [] : [remark(place, `${what} ${key} has its texts at ${above?.file}:${above?.line} already`)];
  });
}

function remark(place: YamlValue | undefined, problem: string): Finding {
  return { file: place?.file ?? '', line: place?.line ?? 1, problem };
}

/** The texts of one rule. */
export function ruleTextOf(value: YamlValue): RuleText[] {
  const get = value.fields(['rule', ...LANGUAGES]);
  const ruleId = get('rule')?.text() ?? '';
  if (ruleId === '') value.tell('names no rule');
  return LANGUAGES.flatMap((language) => {
    const text = get(language)?.fields(['title', 'explanation']);
    const [title, explanation] = [text?.('title')?.text(), text?.('explanation')?.text()];
    return title === undefined ? [] : [{ ruleId, language, title, explanation: explanation ?? '' }];
  });
}

/** The names of one code. */
export function codeTextOf(value: YamlValue): CodeText[] {
  const get = value.fields(['code', ...LANGUAGES]);
  const code = get('code')?.text() ?? '';
  if (code === '') value.tell('names no code');
  return LANGUAGES.flatMap((language) => {
    const text = get(language)?.fields(['title', 'guidance']);
    const [title, guidance] = [text?.('title')?.text(), text?.('guidance')?.text()];
    if (title === undefined) return [];
    return [guidance === undefined ? { code, language, title } : { code, language, title, guidance }];
  });
}
