import type { Page, PageRequest } from '../ports.js';
import type { PageQuery, PageView } from '../use-cases.js';

/** A page as the store reads it. */
export function toPage({ limit, after }: PageQuery): PageRequest {
  return { limit, ...(after === undefined ? {} : { after }) };
}

/** The same page with its rows printed. */
export async function mapPage<Row, View>(
  { items, next }: Page<Row>,
  print: (rows: readonly Row[]) => readonly View[] | Promise<readonly View[]>,
): Promise<PageView<View>> {
  return { items: await print(items), ...(next === undefined ? {} : { next }) };
}
