/** Which Changes of a batch may be applied: what has to be read for it, and the verdict. Pure. */
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import type { AnswerWrite, Change, RowWrite } from '../domain/change.js';
import { PRIMARY_KEYS } from '../domain/rows.js';
import type { StatementName, Value, Values } from './statements.js';

/** One row to read before a batch is planned. */
export interface Lookup {
  readonly statement: StatementName;
  readonly values: Values;
}

/** The rows found, by the keys of the lookups; an absent row has no entry. */
export type Snapshot = ReadonlyMap<string, Readonly<Record<string, Value>>>;

/** Everything that a batch has to read, in the transaction that writes it. */
export function lookupsOf(changes: readonly Change[], self: ExchangeId): Map<string, Lookup> {
  const lookups = new Map<string, Lookup>();
  for (const { rows = [], documents = [], answer } of changes) {
    for (const write of rows) lookups.set(rowKey(write), { statement: `${write.table}.version`, values: keyOf(write) });
    for (const { digest } of documents) {
      lookups.set(documentKey(digest), { statement: 'document.find', values: { digest } });
    }
    if (answer === undefined) continue;
    const { submitter, submissionDigest, firstLeaf } = answer;
    const values = { issuer: self, submitter, submission_digest: submissionDigest };
    lookups.set(answerKey(answer), { statement: 'receipt_item.find', values });
    if (firstLeaf !== undefined)
      lookups.set(leafKey(firstLeaf), { statement: 'leaf.time', values: { idx: firstLeaf } });
  }
  return lookups;
}

/**
 * Says of each Change whether it may be applied. A Change that is not takes no row, so that those after it may.
 * `moved`: a row is not at the version that the Change expects, or an earlier Change of the batch takes a row or a
 * document that it takes too. `answered`: its submission has its answer, stored or earlier in the batch. [RCP-2] [RCP-7]
 */
export function admit(changes: readonly Change[], snapshot: Snapshot): ('applied' | 'moved' | 'answered')[] {
  const taken = new Set<string>();
  return changes.map((change) => {
    const { rows = [], documents = [], answer } = change;
    if (answer !== undefined && (snapshot.has(answerKey(answer)) || taken.has(answerKey(answer)))) return 'answered';
    const keys = [...rows.map(rowKey), ...documents.map(({ digest }) => documentKey(digest))];
    const isCurrent = (write: RowWrite) => (snapshot.get(rowKey(write))?.['version'] ?? 0) === write.expectedVersion;
    if (keys.some((key) => taken.has(key)) || !rows.every(isCurrent)) return 'moved';
    for (const key of keys) taken.add(key);
    if (answer !== undefined) taken.add(answerKey(answer));
    return 'applied';
  });
}

/** Values of the primary key of a row. */
export function keyOf({ table, row }: RowWrite): Record<string, Value> {
  const columns = row as unknown as Readonly<Record<string, Value>>;
  return Object.fromEntries(PRIMARY_KEYS[table].map((column) => [column, columns[column] ?? null]));
}

export const rowKey = (write: RowWrite): string => `row ${write.table} ${Object.values(keyOf(write)).join(' ')}`;
export const documentKey = (digest: DigestHex): string => `document ${digest}`;
export const leafKey = (index: number): string => `leaf ${index}`;

function answerKey({ submitter, submissionDigest }: AnswerWrite): string {
  return `answer ${submitter} ${submissionDigest}`;
}
