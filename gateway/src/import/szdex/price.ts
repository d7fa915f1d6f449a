/** Prices of malls as typed prices: decimal text is moved by its point, and no amount ever is a floating number. [IMP-13] */
import type { Part } from '../record.js';
import { plainWord } from '../words.js';

/** Words of `xsjg` or `xsgg` in place of an amount: left to the parties, or nothing to pay. */
const WITHOUT_AMOUNT: Readonly<Record<string, string | undefined>> = {
  面议: 'NEGOTIATED',
  价格面议: 'NEGOTIATED',
  面谈: 'NEGOTIATED',
  议价: 'NEGOTIATED',
  协商: 'NEGOTIATED',
  协商定价: 'NEGOTIATED',
  电议: 'NEGOTIATED',
  免费: 'FREE',
};

/** A value as malls write it. */
type Word = string | number | undefined;

/** What follows `元/` -> how the price is formed. */
export const UNITS: Readonly<Record<string, Part>> = {
  ...unitsOf({ model: 'PER_CALL' }, '次 次调用 次查询 调用 查询 请求'),
  ...unitsOf({ model: 'ONE_OFF' }, '套 份 项 一次性'),
  ...unitsOf({ model: 'SUBSCRIPTION', period: 'YEAR' }, '年 年度 包年'),
  ...unitsOf({ model: 'SUBSCRIPTION', period: 'QUARTER' }, '季 季度'),
  ...unitsOf({ model: 'SUBSCRIPTION', period: 'MONTH' }, '月 个月 包月'),
  ...unitsOf({ model: 'SUBSCRIPTION', period: 'WEEK' }, '周 星期'),
  ...unitsOf({ model: 'SUBSCRIPTION', period: 'DAY' }, '日 天'),
  ...unitsOf({ model: 'SUBSCRIPTION', period: 'HOUR' }, '小时'),
};

/** A mall shows one amount without a unit for a product that is sold once. */
const NO_UNIT: Part = { model: 'ONE_OFF' };

const FEN = 2;
const TEN_THOUSAND = 4;
/** Most digits that survive the way through a JSON number. */
const MAX_DIGITS = 15;

/** Digits, grouped or not, and what follows; `100-200` and `100起` of a range are no amount. */
const AMOUNT = /^¥? ?((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})(?:\.[0-9]{1,16})?)(?![0-9.,~–—至到起-]|e[+-]) ?(.*)$/;

/** A price, nothing where the words say nothing, or why there is none. */
export type PriceReading = { readonly price?: Part } | { readonly fault: string };

/** Looks a unit up, in the overlay first. */
export type UnitOf = (word: string, table: Readonly<Record<string, Part>>) => Part | undefined;

/** Reads an amount (`12.50`, `1.2万元/年`, `面议`) and its unit (`元/次`); either may say it all. Pure. */
export function readPrice(amount: Word, unit: Word, find: UnitOf): PriceReading {
  const [words, unitWords] = [plainWord(String(amount ?? '')), plainWord(String(unit ?? ''))];
  const model = [words, unitWords]
    .map((word) => (Object.hasOwn(WITHOUT_AMOUNT, word) ? WITHOUT_AMOUNT[word] : undefined))
    .find((known) => known !== undefined);
  // Malls show 0 where they have no amount.
  if (model !== undefined && /[1-9]/.test(words)) return { fault: `the amount ${words} and "${unitWords}" contradict` };
  if (model !== undefined) return { price: { model } };
  if (words === '') return {};
  if (typeof amount === 'number' && words.replace(/\D/g, '').length > MAX_DIGITS) {
    return { fault: `the amount ${words} has more than ${MAX_DIGITS} digits; write it as text` };
  }
  const parts = AMOUNT.exec(words);
  if (parts === null) return { fault: `"${String(amount)}" is no single amount` };
  const [, digits = '', ending = ''] = parts;
  const joined = joinUnits(words.startsWith('¥') && ending === '' ? '元' : ending, unitWords);
  if (joined === undefined) return { fault: `the units "${ending}" and "${unitWords}" differ` };
  return priceOf(digits.replaceAll(',', ''), joined, find);
}

function priceOf(digits: string, { written, per, isTenThousand }: Unit, find: UnitOf): PriceReading {
  const minor = toMinor(digits, FEN + (isTenThousand ? TEN_THOUSAND : 0));
  if (typeof minor === 'string') return { fault: minor };
  if (minor === 0n) return { price: { model: 'FREE' } };
  if (written === '') return { fault: `the amount ${digits} has no unit` };
  const unit = find(written, {}) ?? (per === '' ? (find('元', {}) ?? NO_UNIT) : find(per, UNITS));
  if (unit === undefined) return { fault: `no price model stands for the unit "${written}"` };
  return { price: { ...unit, currency: 'CNY', amountMinor: minor } };
}

interface Unit {
  /** In plain form, as the source writes it. */
  readonly written: string;
  /** What the amount is for; empty = for the product. */
  readonly per: string;
  readonly isTenThousand: boolean;
}

/** `1.2万元` with `年`, or `100元/次` alone; nothing where two units contradict each other. */
function joinUnits(ending: string, unit: string): Unit | undefined {
  const [first, second] = [toUnit(ending), toUnit(unit)];
  if (ending === '' || unit === '' || ending === unit) return ending === '' ? second : first;
  if (first.per !== '' || (first.isTenThousand && second.isTenThousand)) return undefined;
  return { ...second, isTenThousand: first.isTenThousand || second.isTenThousand };
}

function toUnit(written: string): Unit {
  const [, tenThousand, per = ''] = /^(?:人民币|rmb|cny)?(万)?元?(?:人民币)? ?(?:\/|每)? ?(.*)$/.exec(written) ?? [];
  return { written, per, isTenThousand: tenThousand !== undefined };
}

/** Moves the decimal point to the right by `places`. */
function toMinor(digits: string, places: number): bigint | string {
  const [whole = '', fraction = ''] = digits.split('.');
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > places) return `the amount ${digits} has a fraction of a fen`;
  const minor = BigInt(whole + kept.padEnd(places, '0'));
  return minor > BigInt(Number.MAX_SAFE_INTEGER) ? `the amount ${digits} is beyond all prices` : minor;
}

function unitsOf(unit: Part, words: string): Record<string, Part> {
  return Object.fromEntries(words.split(' ').map((word) => [word, unit]));
}
