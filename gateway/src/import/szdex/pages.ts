/** The answers of a product list: one page, a list of pages, or the rows alone. */
import { isObject, kindOf } from '../field-map.js';
import { whatStandsThere } from '../lookalike.js';
import { ROW_TABLES, type RowTable } from './tables.js';

/** A row and where it stands in its file. */
export interface Row {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

/** Rows of a file, and the number that the list says it has; or why the file is no product list. */
export type Pages =
  | { readonly rows: readonly Row[]; readonly total: number }
  | { readonly path: readonly PropertyKey[]; readonly fault: string };

const ROW_KEYS: readonly string[] = ['rows', 'records', 'list'];
const TOTAL_KEYS: readonly string[] = ['totalCount', 'total'];
const DONE: readonly unknown[] = [undefined, null, 200, '200', 0, '0'];

const EXPECTED =
  'expected the product list of a data exchange ({code, data: {rows}}, a list of such answers, or a list of rows)';

/** Pure. */
export function readPages(value: unknown): Pages {
  const parts = Array.isArray(value) ? value.map((item, index) => readPage(item, [index])) : [readPage(value, [])];
  const fault = parts.find((part) => 'fault' in part);
  if (fault !== undefined) return fault;
  const pages = parts.flatMap((part) => ('rows' in part ? [part] : []));
  const rows = pages.flatMap((page) => page.rows);
  const isValue = !Array.isArray(value) && !isObject(value);
  const isForeign = rows.length > 0 && !rows.some(({ value: row }) => isObject(row) && tableOf(row) !== undefined);
  if (pages.length === 0 || isValue || isForeign)
    return { path: [], fault: `${EXPECTED}, ${whatStandsThere(value, 'szdex')}` };
  return { rows, total: Math.max(...pages.map(({ total }) => total)) };
}

/** The table whose marks a row has. */
export function tableOf(row: Readonly<Record<string, unknown>>): RowTable | undefined {
  return ROW_TABLES.find(({ marks }) => marks.some((mark) => Object.hasOwn(row, mark)));
}

/** A page, or a row where the file is a list of rows. */
function readPage(value: unknown, path: readonly PropertyKey[]): Pages {
  if (!isObject(value)) return { rows: path.length === 0 ? [] : [{ path, value }], total: 0 };
  const holder = isObject(value['data']) ? { at: [...path, 'data'], page: value['data'] } : { at: path, page: value };
  const key = ROW_KEYS.find((name) => Array.isArray(holder.page[name]));
  if (!DONE.includes(value['code'] as unknown) && tableOf(value) === undefined) {
    const said = [value['msg'], value['message']].find((text) => typeof text === 'string') ?? 'nothing';
    return {
      path: [...path, 'code'],
      fault: `the answer is an error, code ${kindOf(value['code'])}, saying "${String(said).slice(0, 200)}"; ask the exchange again`,
    };
  }
  if (key === undefined) return { rows: [{ path, value }], total: 0 };
  const list = holder.page[key] as readonly unknown[];
  const total = TOTAL_KEYS.map((name) => Number(holder.page[name])).find((count) => Number.isSafeInteger(count)) ?? 0;
  return { rows: list.map((row, index) => ({ path: [...holder.at, key, index], value: row })), total };
}
