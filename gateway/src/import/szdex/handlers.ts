/** What the keys of a mall's row state. Every word that is no code stays in a note, under the name that the mall shows. */
import type { Handler, Mapping } from '../field-map.js';
import { normaliseText } from '../normalise.js';
import { toPlainText } from '../plain-text.js';
import type { Part } from '../record.js';
import { plainWord } from '../words.js';
import {
  ABSENT_MARKS,
  CLASSES_WITHOUT_SUBJECT,
  FORMS,
  NO_ACCESS,
  PRODUCT_TYPES,
  SUBJECT_ENDINGS,
  SUBJECTS,
} from './codes.js';
import { readPrice } from './price.js';

const CHINESE = 'zh-CN';

/** Calls `take` with a word that says something: malls write numbers and text alike, null for nothing, and lists now and then. */
function withWord(take: (text: string, into: Mapping) => void): Handler {
  return (value, into) => {
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
    const text = isList ? value.join(',') : typeof value === 'number' ? String(value) : (value ?? '');
    if (typeof text !== 'string') into.refuse('a text', value);
    else if (!ABSENT_MARKS.has(plainWord(text))) take(text, into);
  };
}

function listOf(text: string): readonly string[] {
  const words = text.split(/[,，、;；|\n]/).map((word) => word.trim());
  return words.filter((word) => !ABSENT_MARKS.has(plainWord(word)));
}

/** `交付形态：API` as a note in the words of the source. */
function noteAs(into: Mapping, label: string, text: string): void {
  into.note('OTHER', CHINESE, `${label}：${text}`, `${label} ${text}`);
}

/** Keeps the words and states nothing. */
export const labelled = (label: string): Handler => withWord((text, into) => noteAs(into, label, text));

export const title: Handler = withWord((text, into) => into.add('titles', { language: CHINESE, text }));

/** A description from an editor: its markup is taken out. */
export const description: Handler = withWord((html, into) => {
  const { text, taken } = toPlainText(html);
  const normalised = normaliseText(text);
  if (taken.length > 0) into.changed(`markup taken out (${taken.slice(0, 12).join(', ')})`);
  if (normalised.text !== '') into.add('descriptions', { language: CHINESE, text: normalised.text });
});

/** The number that the exchange gave: it stays with the listing on every exchange. */
export const productNumber: Handler = withWord((text, into) =>
  into.add('registrations', { scheme: 'szdex.sn', value: text.trim() }),
);

/** The enterprise that publishes: a participant where the overlay says which. */
export const publisher: Handler = withWord((text, into) => {
  noteAs(into, '发布企业', text);
  const provider = into.codeOf<string>('provider', text, {});
  if (provider !== undefined) into.set('provider', provider);
  else into.explain('provider', `names "${text}", and no participant is known for it; ${cures('provider', text)}`);
});

export const productType: Handler = withWord((text, into) => {
  noteAs(into, '产品类型', text);
  if (PRODUCT_TYPES.includes(plainWord(text))) return;
  const known = PRODUCT_TYPES.join(', ');
  into.withhold(
    'form',
    `"${text}" is no known type of product (${known}); state form in the overlay: ${keysOf('form')}`,
  );
});

export const productClass: Handler = withWord((text, into) => {
  noteAs(into, '产品分类', text);
  for (const word of listOf(text)) {
    if (addSubject(into, word) || CLASSES_WITHOUT_SUBJECT.has(plainWord(word))) continue;
    into.withhold('subjects', `no subject stands for the class "${word}"; ${cures('subjects', word)}`);
  }
});

/** Fields of application name subjects as well; where none is known, they say why a row has no subject. */
export const applications: Handler = withWord((text, into) => {
  noteAs(into, '应用领域', text);
  for (const word of listOf(text)) {
    if (!addSubject(into, word))
      into.explain('subjects', `no subject stands for the field "${word}"; ${cures('subjects', word)}`);
  }
});

function addSubject(into: Mapping, word: string): boolean {
  const name = plainWord(word).replace(SUBJECT_ENDINGS, '');
  const code = into.codeOf('subjects', word, SUBJECTS) ?? into.codeOf('subjects', name, SUBJECTS);
  if (code !== undefined) into.add('subjects', { code, labels: [{ language: CHINESE, text: word }] }, code);
  return code !== undefined;
}

/** Where access and files are both offered, the access is what is listed. */
export const delivery: Handler = withWord((text, into) => {
  noteAs(into, '交付形态', text);
  const words = listOf(text).map((word) => ({ word, form: into.codeOf('form', word, FORMS) }));
  const forms = new Set(words.flatMap(({ form }) => form ?? []));
  const unknown = words.find(({ word, form }) => form === undefined && !Object.hasOwn(NO_ACCESS, plainWord(word)));
  const [only] = forms;
  if (unknown !== undefined) {
    into.withhold('form', `no form stands for the delivery "${unknown.word}"; ${cures('form', unknown.word)}`);
  } else if (forms.size > 1) {
    into.withhold(
      'form',
      `"${text}" names several forms: ${[...forms].join(', ')}; state one in the overlay: ${keysOf('form')}`,
    );
  } else if (only === undefined) {
    const what = NO_ACCESS[plainWord(words[0]?.word ?? '')] ?? 'no access';
    const why = `delivery "${text}" is ${what}, and rights of access are traded, never files or errands`;
    into.withhold('form', `${why}; where the provider can serve queries, ${cures('form', words[0]?.word ?? text)}`);
  } else into.set('form', only);
});

/** Y and N are the words of the mall; silence is no objection. */
export const validity: Handler = withWord((text, into) => {
  const word = plainWord(text);
  if (word === 'n')
    into.fail('is "N": the source marks the product as not valid; take the row out, or have it made valid there');
  else if (word !== 'y') into.fail(`is "${text}", expected Y or N; correct the row`);
});

/** Milliseconds since 1970 as number or digits, written as an instant; another form stays as it is. */
export const instant = (label: string): Handler =>
  withWord((text, into) => {
    const isDigits = /^-?[0-9]+$/.test(text.trim());
    const at = isDigits ? new Date(Number(text)) : undefined;
    const isPlausible = at !== undefined && at.getTime() > 0 && at.getUTCFullYear() <= 9999;
    if (isDigits && !isPlausible) into.fail(`is ${text}, expected milliseconds since 1970; correct the row`);
    else noteAs(into, label, at === undefined ? text : at.toISOString().replace(/\.000Z$/, 'Z'));
  });

/** Taken together with the unit once the whole row is read. */
export const together: Handler = withWord(() => undefined);

/** Price and unit of a row; a price that cannot be typed is never replaced by the template's without a word of the operator. */
export function statePrice(into: Mapping, row: Part, keys: { readonly amount: string; readonly unit: string }): void {
  const [amount, unit] = [wordOf(row[keys.amount]), wordOf(row[keys.unit])];
  const unitKey = unit === undefined ? keys.amount : keys.unit;
  const reading = readPrice(amount, unit, (word, table) =>
    into.under(unitKey, () => into.codeOf('price', word, table)),
  );
  const said = [[keys.amount, amount] as const, [keys.unit, unit] as const].filter(([, word]) => word !== undefined);
  for (const [key, word] of said) {
    into.under(key, () => {
      if ('fault' in reading) into.withhold('price', `${reading.fault}; ${priceCures(unit)}`);
      else if (reading.price !== undefined) into.set('price', reading.price);
      else into.noteUnread(word);
    });
    if ('fault' in reading) return;
  }
}

function wordOf(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && !ABSENT_MARKS.has(plainWord(value)) ? value : undefined;
}

function priceCures(unit: string | number | undefined): string {
  const map = unit === undefined ? '' : `map the unit in the overlay (words.price."${unit}") or `;
  return `${map}state price (${keysOf('price')}; price: terms keeps that of the template)`;
}

function cures(part: string, word: string): string {
  return `map it in the overlay (words.${part}."${word}") or state ${part} (${keysOf(part)})`;
}

function keysOf(part: string): string {
  return `records.<id>.${part} or all.${part}`;
}
