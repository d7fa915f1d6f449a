/** Why an instrument that is there does not count, in the languages that packs speak. */
import type { IdleInstrument, Language } from '@selat/sdk/compliance';

interface IdleWords {
  /** Stands above the instruments. */
  readonly title: string;
  /** @param stated what the instrument or the pack says, as `IdleInstrument.stated` */
  readonly why: Readonly<Record<IdleInstrument['why'], (stated: string) => string>>;
}

const EN: IdleWords = {
  title: 'There, but does not count',
  why: {
    STATUS: (status) => `its status is ${status}`,
    NOT_YET: (day) => `counts from ${day} on`,
    ENDED: (day) => `ended on ${day}`,
    COUNTRIES: (places) => `made for ${places} as destination`,
    RECIPIENTS: (ids) => `made for ${ids} as recipient`,
    PURPOSES: (codes) => `made for the purpose ${codes}`,
    PERSONS: (count) => `made for at most ${count} persons`,
    RETENTION: (months) => `made for at most ${months} months overseas`,
    ONWARD: () => 'does not allow that the recipient passes the data on',
    CHANGED: (codes) => `something changed since it was made: ${codes}`,
    RULE: (articles) => (articles === '' ? 'does not cover this flow' : `does not meet ${articles}`),
  },
};

const ZH: IdleWords = {
  title: '已有但不计入',
  why: {
    STATUS: (status) => `状态为 ${status}`,
    NOT_YET: (day) => `自${day}起方可计入`,
    ENDED: (day) => `已于${day}到期`,
    COUNTRIES: (places) => `所涉目的地为 ${places}`,
    RECIPIENTS: (ids) => `所涉接收方为 ${ids}`,
    PURPOSES: (codes) => `所涉目的为 ${codes}`,
    PERSONS: (count) => `所涉人数不超过${count}人`,
    RETENTION: (months) => `所涉境外保存期限不超过${months}个月`,
    ONWARD: () => '不允许接收方再转移',
    CHANGED: (codes) => `作出后情况已变化：${codes}`,
    RULE: (articles) => (articles === '' ? '不涵盖本数据流' : `不符合 ${articles}`),
  },
};

const MS: IdleWords = {
  title: 'Ada, tetapi tidak dikira',
  why: {
    STATUS: (status) => `statusnya ${status}`,
    NOT_YET: (day) => `dikira mulai ${day}`,
    ENDED: (day) => `tamat pada ${day}`,
    COUNTRIES: (places) => `dibuat untuk destinasi ${places}`,
    RECIPIENTS: (ids) => `dibuat untuk penerima ${ids}`,
    PURPOSES: (codes) => `dibuat untuk tujuan ${codes}`,
    PERSONS: (count) => `dibuat untuk paling banyak ${count} individu`,
    RETENTION: (months) => `dibuat untuk paling lama ${months} bulan di luar negara`,
    ONWARD: () => 'tidak membenarkan penerima memindahkannya lagi',
    CHANGED: (codes) => `ada perubahan sejak ia dibuat: ${codes}`,
    RULE: (articles) => (articles === '' ? 'tidak meliputi aliran ini' : `tidak memenuhi ${articles}`),
  },
};

export const IDLE_WORDS: Readonly<Record<Language, IdleWords>> = { en: EN, 'zh-CN': ZH, 'ms-MY': MS };

/** Code, number and why: `CN_SA sa-1: ended on 2027-04-05`. */
export function idleLine({ code, id, why, stated }: IdleInstrument, language: Language): string {
  return `${id === undefined ? code : `${code} ${id}`}: ${IDLE_WORDS[language].why[why](stated)}`;
}
