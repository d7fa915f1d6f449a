/** Sends drafts and publications in batches that fit one request. */
import type { DraftInput, ItemResult } from '../../domain/use-cases.js';
import type { ApiClient } from '../api-client.js';

/** Most drafts or ids of one request; the gateway takes 200. */
const MAX_ITEMS = 100;
/** Most characters of payloads in one request; the gateway takes 8 MiB in all by default. */
const MAX_CHARS = 2_000_000;

/** Splits by number and by size, in order. */
export function batches<T>(items: readonly T[], sizeOf: (item: T) => number): readonly (readonly T[])[] {
  const result: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const last = result.at(-1);
    size += sizeOf(item);
    if (last === undefined || last.length >= MAX_ITEMS || size > MAX_CHARS) {
      result.push([item]);
      size = sizeOf(item);
    } else last.push(item);
  }
  return result;
}

export async function saveAll(client: ApiClient, drafts: readonly DraftInput[]): Promise<readonly ItemResult[]> {
  return inBatches(
    batches(drafts, ({ payload }) => payload.length),
    (part) => client.post('/drafts', { drafts: part }),
  );
}

export async function publishAll(client: ApiClient, ids: readonly string[]): Promise<readonly ItemResult[]> {
  return inBatches(
    batches(ids, (id) => id.length),
    (part) => client.post('/listings/publish', { ids: part }),
  );
}

async function inBatches<T>(
  parts: readonly (readonly T[])[],
  send: (part: readonly T[]) => Promise<{ readonly items: readonly ItemResult[] }>,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  for (const part of parts) results.push(...(await send(part)).items);
  return results;
}
