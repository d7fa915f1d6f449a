/** The words around a decision, in the languages that packs speak. */
import type { Effect, Language, Outcome } from '@selat/sdk/compliance';
import type { AnswerForm } from '../facts/questions.js';

export interface Words {
  readonly title: string;
  /** What an outcome means for the data. */
  readonly outcome: Readonly<Record<Outcome, string>>;
  /** The outcome in one word, as people of the language say it. */
  readonly outcomeName: Readonly<Record<Outcome, string>>;
  readonly effect: Readonly<Record<Effect, string>>;
  readonly lawOf: (day: string) => string;
  readonly leg: (number: number) => string;
  readonly to: (recipient: string) => string;
  readonly listing: string;
  readonly because: string;
  readonly met: string;
  readonly needed: string;
  readonly or: string;
  readonly missing: string;
  readonly duties: string;
  readonly dutiesBefore: string;
  readonly until: (day: string) => string;
  readonly weak: string;
  readonly next: string;
  readonly nextPermit: (until?: string) => string;
  readonly nextDeny: string;
  readonly nextDenyUntil: string;
  readonly nothing: string;
  readonly get: string;
  readonly getOne: string;
  readonly find: (count: number) => string;
  readonly answer: (form: AnswerForm) => string;
  readonly askedBy: string;
  readonly readBy: string;
  readonly noText: string;
  readonly unstated: string;
  readonly all: (count: number) => string;
}

const listOf = (form: AnswerForm, day: string, count: string, country: string, text: string) =>
  form.kind === 'codes' ? form.codes.join(' | ') : { day, count, country, text }[form.kind];

const EN: Words = {
  title: 'May these data leave?',
  outcome: {
    PERMIT: 'the data may leave',
    NEEDS: 'something is missing before the data may leave',
    DENY: 'the data must not leave',
  },
  outcomeName: { PERMIT: 'permitted', NEEDS: 'something is missing', DENY: 'forbidden' },
  effect: {
    bars: 'forbids it',
    permits: 'permits it',
    asks: 'asks for something',
    open: 'cannot be told yet',
    attaches: 'attaches a duty',
  },
  lawOf: (day) => `law of ${day}`,
  leg: (number) => `Leg ${number}`,
  to: (recipient) => `to ${recipient}`,
  listing: 'Listing on the exchange',
  because: 'Decided by',
  met: 'Met already',
  needed: 'Still needed',
  or: 'or',
  missing: 'Facts missing',
  duties: 'Keep to',
  dutiesBefore: 'Before a fresh request',
  until: (day) => `Holds until ${day}`,
  weak: 'a reading that counsel confirms',
  next: 'What to do next',
  nextPermit: (until) =>
    until === undefined
      ? 'Nothing is missing. Keep to the duties above.'
      : `Nothing is missing until ${until}. Keep to the duties above.`,
  nextDeny: 'Do not send the data: no document cures this. Change the flow, or leave the data where they are.',
  nextDenyUntil: 'Do not send the data. What stands under “Before a fresh request” comes first; then ask again.',
  nothing: 'no rule of this place stands in the way',
  get: 'Get',
  getOne: 'Get one of these',
  find: (count) => (count === 1 ? 'State this fact' : `State these ${count} facts`),
  answer: (form) =>
    `${form.several ? 'a list of: ' : ''}${listOf(form, 'a day, YYYY-MM-DD', 'a whole number', 'two letters, such as MY', 'a text')}`,
  askedBy: 'asked for by',
  readBy: 'read by',
  noText: 'no English text',
  unstated: 'place not stated',
  all: (count) => `${count} decisions`,
};

const ZH: Words = {
  title: '数据能否出境',
  outcome: { PERMIT: '数据可以出境', NEEDS: '数据出境之前仍有缺项', DENY: '数据不得出境' },
  outcomeName: { PERMIT: '允许', NEEDS: '有缺项', DENY: '禁止' },
  effect: { bars: '禁止', permits: '允许', asks: '要求补充', open: '尚不能判断', attaches: '附带义务' },
  lawOf: (day) => `适用${day}的法律`,
  leg: (number) => `第${number}段`,
  to: (recipient) => `接收方 ${recipient}`,
  listing: '挂牌上架',
  because: '判断依据',
  met: '已满足',
  needed: '仍需取得',
  or: '或',
  missing: '缺少的事实',
  duties: '须履行的义务',
  dutiesBefore: '重新申请之前',
  until: (day) => `有效至${day}`,
  weak: '需法律顾问确认的解释',
  next: '下一步',
  nextPermit: (until) =>
    until === undefined ? '没有缺项。请履行上列义务。' : `${until}之前没有缺项。请履行上列义务。`,
  nextDeny: '不得提供数据：没有文件可以补救。请改变数据流，或将数据留在原地。',
  nextDenyUntil: '不得提供数据。先完成“重新申请之前”所列事项，再重新判断。',
  nothing: '该地没有规则阻止',
  get: '取得',
  getOne: '取得下列之一',
  find: (count) => `说明以下${count}项事实`,
  answer: (form) =>
    `${form.several ? '列表：' : ''}${listOf(form, '日期，YYYY-MM-DD', '整数', '两个字母，如MY', '文字')}`,
  askedBy: '要求来自',
  readBy: '读取规则',
  noText: '无中文文本',
  unstated: '未说明地点',
  all: (count) => `共${count}项判断`,
};

const MS: Words = {
  title: 'Bolehkah data ini keluar?',
  outcome: {
    PERMIT: 'data boleh keluar',
    NEEDS: 'ada yang kurang sebelum data boleh keluar',
    DENY: 'data tidak boleh keluar',
  },
  outcomeName: { PERMIT: 'dibenarkan', NEEDS: 'ada yang kurang', DENY: 'dilarang' },
  effect: {
    bars: 'melarang',
    permits: 'membenarkan',
    asks: 'meminta sesuatu',
    open: 'belum dapat ditentukan',
    attaches: 'mengenakan kewajipan',
  },
  lawOf: (day) => `undang-undang pada ${day}`,
  leg: (number) => `Laluan ${number}`,
  to: (recipient) => `kepada ${recipient}`,
  listing: 'Penyenaraian di bursa',
  because: 'Ditentukan oleh',
  met: 'Sudah dipenuhi',
  needed: 'Masih diperlukan',
  or: 'atau',
  missing: 'Fakta yang tiada',
  duties: 'Patuhi',
  dutiesBefore: 'Sebelum permohonan baharu',
  until: (day) => `Sah hingga ${day}`,
  weak: 'tafsiran yang disahkan oleh peguam',
  next: 'Langkah seterusnya',
  nextPermit: (until) =>
    until === undefined
      ? 'Tiada yang kurang. Patuhi kewajipan di atas.'
      : `Tiada yang kurang hingga ${until}. Patuhi kewajipan di atas.`,
  nextDeny: 'Jangan hantar data: tiada dokumen yang dapat membetulkannya. Ubah aliran, atau biarkan data di tempatnya.',
  nextDenyUntil:
    'Jangan hantar data. Selesaikan dahulu perkara di bawah “Sebelum permohonan baharu”, kemudian tanya semula.',
  nothing: 'tiada peraturan tempat ini yang menghalang',
  get: 'Dapatkan',
  getOne: 'Dapatkan salah satu',
  find: (count) => `Nyatakan ${count} fakta ini`,
  answer: (form) =>
    `${form.several ? 'senarai: ' : ''}${listOf(form, 'hari, YYYY-MM-DD', 'nombor bulat', 'dua huruf, seperti MY', 'teks')}`,
  askedBy: 'diminta oleh',
  readBy: 'dibaca oleh',
  noText: 'tiada teks Melayu',
  unstated: 'tempat tidak dinyatakan',
  all: (count) => `${count} keputusan`,
};

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, 'zh-CN': ZH, 'ms-MY': MS };

/** Name of a country in a language, with its code: `Malaysia (MY)`. */
export function placeName(code: string | undefined, language: Language): string {
  if (code === undefined || code === 'ZZ') return WORDS[language].unstated;
  const name = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }).of(code);
  return name === undefined ? code : `${name} (${code})`;
}
