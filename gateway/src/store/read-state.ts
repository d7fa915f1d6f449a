/** Reads whole tables, for the canonical dump that a harness compares. [RCP-9] */
import type { Kysely } from 'kysely';
import type { Tables } from '../domain/rows.js';
import type {
  DocumentTable,
  EvidenceTable,
  LeafTable,
  OutboxTable,
  ReceiptItemTable,
  Schema,
  SubmissionTable,
} from './schema.js';

/** Tables whose rows the dump shows. */
export interface DumpedTables extends Tables {
  document: DocumentTable;
  submission: SubmissionTable;
  leaf: LeafTable;
  evidence: EvidenceTable;
  outbox: OutboxTable;
  receipt_item: ReceiptItemTable;
}

/** Reads of everything; for nodes of a test's size. */
export interface StateReader {
  /** Every row of a table, in no order. */
  listRows<T extends keyof DumpedTables>(table: T): Promise<readonly DumpedTables[T][]>;
}

export function stateReads(db: Kysely<Schema>): StateReader {
  return {
    listRows: async <T extends keyof DumpedTables>(table: T) => {
      const rows: readonly unknown[] = await db
        .selectFrom(table as keyof DumpedTables)
        .selectAll()
        .execute();
      return rows as readonly DumpedTables[T][];
    },
  };
}
