import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Capabilities } from './capabilities.js';
import type { Schema } from './schema.js';

/** Name, kind, and `null` where the column may be empty. */
export type Column = readonly [name: string, kind: 'text' | 'integer' | 'bytes', empty?: 'null'];

/** A table as data. */
export interface TableShape {
  readonly name: string;
  /** Columns of the primary key. */
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  /** `[column, table, column]`: the row must name a row of another table. */
  readonly references?: readonly (readonly [column: string, table: string, target: string])[];
  /** Whether rows are best kept in the order of the primary key. */
  readonly clustered?: boolean;
}

/** Creates a table in the words of the engine. */
export async function createTable(db: Kysely<Schema>, capabilities: Capabilities, shape: TableShape): Promise<void> {
  const kinds = { text: capabilities.text, integer: capabilities.integer, bytes: capabilities.bytes } as const;
  let table: CreateTableBuilder<string, string> = db.schema.createTable(shape.name);
  for (const [name, kind, empty] of shape.columns) {
    const required = (column: ColumnDefinitionBuilder) => (empty === 'null' ? column : column.notNull());
    // `blob` and a collation are no column types that Kysely knows by name.
    table = table.addColumn(name, sql.raw(kinds[kind]), required);
  }
  table = table.addPrimaryKeyConstraint(`${shape.name}_key`, [...shape.key]);
  for (const [column, target, targetColumn] of shape.references ?? []) {
    table = table.addForeignKeyConstraint(`${shape.name}_${column}`, [column], target, [targetColumn]);
  }
  const end = shape.clustered === true ? capabilities.clusteredTable : capabilities.table;
  await table.modifyEnd(end).execute();
}
