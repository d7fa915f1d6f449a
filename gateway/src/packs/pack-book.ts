/** What packs say in human languages, by rule and by code. */
import { REGISTRIES } from '@selat/proto/schema.js';
import { type CodeText, type Language, NO_GROUND, NO_PACK, type RuleText } from '@selat/sdk/compliance';

/** A text in the language that was asked for; `isMissing` = there is none, and `text` is the English one or empty. */
export interface Said {
  readonly text: string;
  readonly isMissing: boolean;
}

export interface PackBook {
  title(jurisdiction: string, ruleId: string, language: Language): Said;
  explanation(jurisdiction: string, ruleId: string, language: Language): Said;
  /** Name of a code; the pack of the jurisdiction speaks first. */
  codeTitle(jurisdiction: string, code: string, language: Language): Said;
  /** Who issues it and how to get it. */
  guidance(jurisdiction: string, code: string, language: Language): Said;
}

/** A pack, as far as it speaks. */
export interface Speaker {
  readonly pack: { readonly source: { readonly jurisdiction: string } };
  readonly ruleTexts: readonly RuleText[];
  readonly codeTexts: readonly CodeText[];
}

export function bookOf(packs: readonly Speaker[]): PackBook {
  const rules = new Map<string, RuleText>();
  const codes = new Map<string, CodeText>();
  for (const { pack, ruleTexts, codeTexts } of packs) {
    const { jurisdiction } = pack.source;
    for (const text of ruleTexts) rules.set(`${jurisdiction} ${text.ruleId} ${text.language}`, text);
    for (const text of codeTexts) {
      codes.set(`${jurisdiction} ${text.code} ${text.language}`, text);
      const any = `${text.code} ${text.language}`;
      if (!codes.has(any)) codes.set(any, text);
    }
  }
  const rule = (jurisdiction: string, id: string, language: Language) =>
    ENGINE.get(`${id} ${language}`) ?? rules.get(`${jurisdiction} ${id} ${language}`);
  const code = (jurisdiction: string, name: string, language: Language) =>
    codes.get(`${jurisdiction} ${name} ${language}`) ?? codes.get(`${name} ${language}`);
  return {
    title: (jurisdiction, id, language) => said(language, (to) => rule(jurisdiction, id, to)?.title),
    explanation: (jurisdiction, id, language) => said(language, (to) => rule(jurisdiction, id, to)?.explanation),
    codeTitle: (jurisdiction, name, language) =>
      said(language, (to) => code(jurisdiction, name, to)?.title ?? (to === 'en' ? meaningOf(name) : undefined)),
    guidance: (jurisdiction, name, language) => said(language, (to) => code(jurisdiction, name, to)?.guidance),
  };
}

function said(language: Language, find: (language: Language) => string | undefined): Said {
  const text = find(language);
  if (text !== undefined && text !== '') return { text, isMissing: false };
  return { text: find('en') ?? '', isMissing: true };
}

/** What the vocabulary says of a code, in English. */
function meaningOf(code: string): string | undefined {
  return REGISTRIES['instrument-code']?.[code];
}

/** Rules of the engine itself, which no pack has. */
const ENGINE = new Map<string, Omit<RuleText, 'ruleId' | 'language'>>([
  [
    `${NO_PACK} en`,
    {
      title: 'No rule pack knows the law of the place where this leg starts',
      explanation: 'The law of that place has not been encoded. Counsel looks at the transfer before the data leave.',
    },
  ],
  [
    `${NO_PACK} zh-CN`,
    {
      title: '没有规则包涵盖本段出发地的法律',
      explanation: '该地的法律尚未编入规则包。数据离开之前，由法律顾问审查。',
    },
  ],
  [
    `${NO_PACK} ms-MY`,
    {
      title: 'Tiada pek peraturan bagi undang-undang tempat laluan ini bermula',
      explanation: 'Undang-undang tempat itu belum dikodkan. Peguam menyemak pemindahan itu sebelum data keluar.',
    },
  ],
  [
    `${NO_GROUND} en`,
    {
      title: 'No rule of the pack lets this flow through',
      explanation:
        'None of the grounds that the law offers is met. Counsel looks at the transfer before the data leave.',
    },
  ],
  [
    `${NO_GROUND} zh-CN`,
    {
      title: '规则包中没有允许该数据流的规则',
      explanation: '法律规定的各项依据均未满足。数据离开之前，由法律顾问审查。',
    },
  ],
  [
    `${NO_GROUND} ms-MY`,
    {
      title: 'Tiada peraturan dalam pek yang membenarkan aliran ini',
      explanation: 'Tiada asas undang-undang dipenuhi. Peguam menyemak pemindahan itu sebelum data keluar.',
    },
  ],
]);
