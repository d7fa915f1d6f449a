/** Rows as lines of JSON: an array in the order of the table's columns, bytes as base64. Any engine writes and reads them. */

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ColumnKind, SnapshotRow, SnapshotTable, SnapshotValue } from '../store/snapshot.js';

/** Largest part of a table before compression, bytes; one row more may stand in it. */
const PART_BYTES = 4 * 1024 * 1024;
/** Largest part that is read, bytes. */
const MAX_PART_BYTES = 64 * 1024 * 1024;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

type Columns = SnapshotTable['columns'];

/** Groups the rows of pages into compressed parts. */
export async function* toParts(
  pages: AsyncIterable<readonly SnapshotRow[]>,
  columns: Columns,
): AsyncGenerator<{ readonly rows: number; readonly content: Buffer }> {
  let lines: string[] = [];
  let bytes = 0;
  for await (const page of pages) {
    for (const row of page) {
      const line = toLine(row, columns);
      lines.push(line);
      bytes += line.length;
      if (bytes < PART_BYTES) continue;
      yield { rows: lines.length, content: await compress(lines.join(''), { level: 3 }) };
      lines = [];
      bytes = 0;
    }
  }
  if (lines.length > 0) yield { rows: lines.length, content: await compress(lines.join(''), { level: 3 }) };
}

/** Reads a part again. @throws Error where it is no part of a table with these columns */
export async function fromPart(content: Buffer, columns: Columns): Promise<SnapshotRow[]> {
  const text = (await decompress(content, { maxOutputLength: MAX_PART_BYTES })).toString('utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => fromLine(line, columns));
}

function toLine(row: SnapshotRow, columns: Columns): string {
  const values = columns.map(({ name }) => {
    const value = row[name] ?? null;
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
  return `${JSON.stringify(values)}\n`;
}

function fromLine(line: string, columns: Columns): SnapshotRow {
  const values: unknown = JSON.parse(line);
  if (!Array.isArray(values) || values.length !== columns.length) throw new Error('a row has other columns');
  return Object.fromEntries(columns.map(({ name, kind }, at) => [name, toValue(values[at], kind)]));
}

function toValue(value: unknown, kind: ColumnKind): SnapshotValue {
  if (value === null) return null;
  if (kind === 'integer' && typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (kind !== 'integer' && typeof value === 'string') return kind === 'text' ? value : Buffer.from(value, 'base64');
  throw new Error(`a value is no ${kind}`);
}
