/** Everything that waits for a disk, behind one set of synchronous calls: in a worker thread, or in this one. */
import type { Probe } from '../domain/ports.js';
import { HeadFile, type HeadFileOptions } from '../log/head-file.js';
import type { AppliedBatch, ProposedBatch, ReceiptSignatures } from './batch-writer.js';
import { SqliteWriter, type SqliteWriterOptions } from './sqlite-writer.js';

export interface DurableOptions {
  /** Absent where another engine than SQLite writes. */
  readonly writer?: SqliteWriterOptions;
  readonly head: HeadFileOptions;
}

/** What a durable side can be asked, as plain data in and out. */
export interface DurableCalls {
  apply: { readonly takes: ProposedBatch; readonly gives: AppliedBatch };
  storeSignatures: { readonly takes: readonly ReceiptSignatures[]; readonly gives: undefined };
  limitPages: { readonly takes: number; readonly gives: undefined };
  loadHead: { readonly takes: undefined; readonly gives: string | undefined };
  swapHead: { readonly takes: { readonly expectedSize: number; readonly note: string }; readonly gives: undefined };
  close: { readonly takes: undefined; readonly gives: undefined };
}

export type CallName = keyof DurableCalls;

/** Answers calls one at a time. */
export type Durable = <N extends CallName>(name: N, argument: DurableCalls[N]['takes']) => DurableCalls[N]['gives'];

/** Opens writer and head. @throws SelatError STORE_CORRUPT, STORE_FULL, STORE_FAILED */
export function openDurable(options: DurableOptions, probe: Probe): Durable {
  const writer = options.writer && new SqliteWriter(options.writer, probe);
  const head = new HeadFile(options.head, probe);
  const answers: { readonly [N in CallName]: (argument: DurableCalls[N]['takes']) => DurableCalls[N]['gives'] } = {
    apply: (batch) => present(writer).apply(batch),
    storeSignatures: (receipts) => void present(writer).storeSignatures(receipts),
    limitPages: (maxPages) => void present(writer).limitPages(maxPages),
    loadHead: () => head.load(),
    swapHead: ({ expectedSize, note }) => void head.swap(expectedSize, note),
    close: () => void writer?.close(),
  };
  return (name, argument) => answers[name](argument);
}

function present(writer: SqliteWriter | undefined): SqliteWriter {
  if (writer === undefined) throw new Error('this durable side has no writer');
  return writer;
}
