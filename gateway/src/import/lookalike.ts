/** Tells what a file is that is not what it was said to be. [IMP-17] */
import { isObject, kindOf } from './field-map.js';

/** Keys that only one form has at its top. */
const MARKS: readonly (readonly [form: string, keys: readonly string[]])[] = [
  ['datagovmy', ['title_en', 'title_ms', 'data_source', 'site_category', 'dataset_begin', 'link_parquet']],
  ['dcat', ['@context', '@graph', 'dcat:dataset', 'http://www.w3.org/ns/dcat#dataset']],
  ['szdex', ['rows', 'totalCount', 'spSn', 'spMc', 'productIntroduce']],
  ['selat', ['products']],
];

/** Most keys that a sentence names. */
const MAX_KEYS = 6;

/** Continues `expected ..., ` to a sentence: what stands there, and the form that it looks like, where that is not `form`. */
export function whatStandsThere(value: unknown, form: string): string {
  const first = Array.isArray(value) ? value.find(isObject) : value;
  const keys = isObject(first) ? Object.keys(first) : [];
  const inside = isObject(first) && isObject(first['data']) ? Object.keys(first['data']) : [];
  const shown =
    keys.length > MAX_KEYS
      ? `${keys.slice(0, MAX_KEYS).join(', ')} and ${keys.length - MAX_KEYS} more`
      : keys.join(', ');
  const what =
    keys.length === 0
      ? kindOf(value)
      : `${Array.isArray(value) ? 'a list of objects' : 'an object'} with the keys ${shown}`;
  const like = MARKS.find(([, marks]) => marks.some((mark) => keys.includes(mark) || inside.includes(mark)))?.[0];
  return `got ${what}${like === undefined || like === form ? '' : `; that is the form ${like}: give --format ${like}`}`;
}
