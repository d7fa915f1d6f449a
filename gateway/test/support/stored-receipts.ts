import { join } from 'node:path';
import type { Reason } from '@selat/sdk/errors';
import Database from 'better-sqlite3';
import type { TestNode } from './running-node.js';

function rows<T>({ made }: TestNode, sql: string): T[] {
  const database = new Database(join(made.dir, 'data', 'selat.sqlite'), { readonly: true });
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

/** Reasons of every stored refusal that a gateway gave, each once. */
export function storedReasons(node: TestNode): Reason[] {
  const sql = `select distinct reason from receipt_item where issuer = '${node.made.exchange}' and verdict = 'REFUSED'`;
  return rows<{ reason: Reason }>(node, sql).map(({ reason }) => reason);
}

/** Reasons of submissions that left no receipt, each once. */
export function attemptedReasons(node: TestNode): Reason[] {
  return rows<{ reason: Reason }>(node, 'select distinct reason from attempt').map(({ reason }) => reason);
}

/** How many leaves the log holds for a document. */
export function leavesOf(node: TestNode, digestHex: string): number {
  const sql = `select count(*) as count from leaf where document_digest = '${digestHex}' and act not like 'selat.v1.Receipt%'`;
  return rows<{ count: number }>(node, sql)[0]?.count ?? 0;
}

/** Verdicts of every receipt that a gateway gave, each once. */
export function storedVerdicts(node: TestNode): string[] {
  const sql = `select distinct verdict from receipt_item where issuer = '${node.made.exchange}'`;
  return rows<{ verdict: string }>(node, sql).map(({ verdict }) => verdict);
}

/** From when on a key of a peer is known to be in other hands; null where that is not said. */
export function compromisedSince(node: TestNode, kid: string): number | null {
  const sql = `select compromised_since_ms as since from key where kid = '${kid}'`;
  return rows<{ since: number | null }>(node, sql)[0]?.since ?? null;
}
