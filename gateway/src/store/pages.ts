import type { Page, PageRequest } from '../domain/ports.js';

/** Most values of one IN list; both engines take more, and one text serves all full lists. */
const CHUNK = 1000;
const MAX_PAGE = 1000;

/** Runs a query over a list of any length; one query up to 1,000 values, none for an empty list. */
export async function inChunks<T, R>(values: readonly T[], query: (chunk: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let at = 0; at < values.length; at += CHUNK) found.push(...(await query(values.slice(at, at + CHUNK))));
  return found;
}

/** How many rows to fetch: one more than the page holds, to know whether another follows. */
export function fetchLimit({ limit }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return limit + 1;
  throw new RangeError(`a page holds 1 to ${MAX_PAGE} rows, not ${limit}`);
}

/** Cuts what `fetchLimit` fetched into a page; `cursor` names a row for `after`. */
export function toPage<T>(rows: readonly T[], { limit }: PageRequest, cursor: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: cursor(last) } : { items };
}
