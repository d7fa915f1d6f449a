/** What rules and codes say in human languages. No text changes an outcome. [CMP-11] */
import type { YamlValue } from './pack-yaml.js';

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
