/** What one row says of another holds: found by the database itself, so that memory stays flat. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../store/schema.js';
import { type Problems, RESTORE } from './problems.js';

/** One kind of wrong row: which rows, and what to say of each. */
interface Rule {
  /** Name of the table, for the place of a problem. */
  readonly table: string;
  /** Names a wrong row. */
  readonly id: string;
  readonly what: string;
  /** FROM and WHERE clauses that leave the wrong rows. */
  readonly wrong: string;
  readonly fix?: string;
}

/** A column that must name a row of another table, where it is not empty. */
function names(table: string, column: string, target: string, key: string, id = column): Rule {
  const wrong = `"${table}" as a left join "${target}" as b on b."${key}" = a."${column}"
    where a."${column}" is not null and b."${key}" is null`;
  return { table, id: `a."${id}"`, what: `names a ${target} in ${column} that is not there`, wrong };
}

/** The same for a column that names a document or a receipt. */
function namesDocument(table: string, column: string, id = column): Rule {
  const wrong = `"${table}" as a left join document as b on b.digest = a."${column}"
    left join receipt as c on c.digest = a."${column}"
    where a."${column}" is not null and b.digest is null and c.digest is null`;
  return { table, id: `a."${id}"`, what: `names a document in ${column} that is not there`, wrong };
}

const REFERENCES: readonly Rule[] = [
  namesDocument('leaf', 'document_digest', 'idx'),
  names('opening', 'idx', 'leaf', 'idx'),
  names('document', 'first_leaf', 'leaf', 'idx', 'digest'),
  names('document', 'leaf_index', 'leaf', 'idx', 'digest'),
  names('submission', 'document_digest', 'document', 'digest', 'submission_digest'),
  names('submission', 'leaf_index', 'leaf', 'idx', 'submission_digest'),
  names('evidence', 'document_digest', 'document', 'digest', 'subject'),
  names('outbox', 'document_digest', 'document', 'digest', 'id'),
  names('receipt_item', 'receipt_digest', 'receipt', 'digest', 'submission_digest'),
  names('receipt_item', 'document_digest', 'document', 'digest', 'submission_digest'),
  names('peer', 'descriptor_digest', 'document', 'digest', 'exchange'),
  names('peer', 'agreement_digest', 'document', 'digest', 'exchange'),
  names('agreement', 'digest', 'document', 'digest'),
  names('participant', 'record_digest', 'document', 'digest', 'id'),
  names('listing', 'digest', 'document', 'digest', 'id'),
  names('grant', 'grant_digest', 'document', 'digest', 'request_digest'),
  names('status_index', 'request_digest', 'grant', 'request_digest'),
];

/** `?` stands for the own exchange. */
const ANSWERS: readonly Rule[] = [
  {
    table: 'receipt_item',
    id: 'a.submission_digest',
    what: 'was given for a log entry that is not there, or is of another document or time',
    wrong: `receipt_item as a left join leaf as b on b.idx = a.log_index where a.issuer = ?
      and (b.idx is null or b.time_ms <> a.time_ms or b.document_digest is null or b.document_digest <> a.document_digest)`,
  },
  {
    table: 'document',
    id: 'a.digest',
    what: 'names as its first a log entry of another document',
    wrong: `document as a inner join leaf as b on b.idx = a.first_leaf
      where b.document_digest is null or b.document_digest <> a.digest`,
  },
  {
    table: 'outbox',
    id: 'a.id',
    what: 'is for a peer that is not known here',
    wrong: `outbox as a left join peer as b on b.exchange = a.peer where b.exchange is null`,
    fix: 'look at the delivery with `selat outbox list`; pin the peer again',
  },
];

/** Wrong rows of one kind that are listed. */
const MAX_OF_ONE = 20;

/** @param self the own exchange @param tables tables that the store has */
export async function checkReferences(
  db: Kysely<Schema>,
  self: string,
  tables: ReadonlySet<string>,
  problems: Problems,
): Promise<void> {
  for (const { table, id, what, wrong, fix } of [...REFERENCES, ...ANSWERS].filter((rule) => tables.has(rule.table))) {
    const [before = '', after] = wrong.split('?');
    const where = after === undefined ? sql.raw(before) : sql`${sql.raw(before)}${self}${sql.raw(after)}`;
    const query = sql<{ id: string | number }>`select ${sql.raw(id)} as id from ${where} limit ${sql.lit(MAX_OF_ONE)}`;
    const { rows } = await query.execute(db);
    for (const row of rows) problems.add(`${table} ${row.id}`, what, fix ?? RESTORE);
  }
}
