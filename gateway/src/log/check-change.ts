import type { Change, RowWrite } from '../domain/change.js';
import { PRIMARY_KEYS } from '../domain/rows.js';

/**
 * Refuses a Change that contradicts itself, before it can take a whole batch down.
 * @throws Error always a bug of the verb that decided it
 */
export function requireSound({ rows = [], documents = [], leaves = [], answer }: Change): void {
  requireDistinct('rows', rows.map(keyOf));
  requireDistinct(
    'documents',
    documents.map(({ digest }) => digest),
  );
  if (answer !== undefined && answer.firstLeaf === undefined && leaves.length === 0) {
    throw new Error(`the answer to ${answer.submissionDigest} names no first leaf and the act has none`);
  }
}

function keyOf({ table, row }: RowWrite): string {
  const columns = row as unknown as Readonly<Record<string, unknown>>;
  return [table, ...PRIMARY_KEYS[table].map((column) => String(columns[column]))].join(' ');
}

function requireDistinct(what: string, keys: readonly string[]): void {
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new Error(`a Change has two ${what} for ${twice}`);
}
