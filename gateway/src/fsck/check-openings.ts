/** What this exchange keeps beside each entry says the same as the opening that the entry commits to. [LOG-1] */
import { openLeaf } from '@selat/sdk/log';
import type { Kysely } from 'kysely';
import type { LeafTable, Schema } from '../store/schema.js';
import { toBuffer } from '../store/signatures.js';
import { type Problems, RESTORE } from './problems.js';

const PAGE_ROWS = 1024;

/** @param onRead is told how many entries were read so far */
export async function checkOpenings(
  db: Kysely<Schema>,
  problems: Problems,
  onRead: (count: number) => void,
): Promise<void> {
  let time = 0;
  for (let next = 0; ; ) {
    const rows = await db
      .selectFrom('leaf')
      .leftJoin('opening', 'opening.idx', 'leaf.idx')
      .selectAll('leaf')
      .select('opening.opening')
      .where('leaf.idx', '>=', next)
      .orderBy('leaf.idx')
      .limit(PAGE_ROWS)
      .execute();
    for (const { opening, ...leaf } of rows) {
      if (leaf.time_ms < time) problems.add(`leaf ${leaf.idx}`, 'is earlier than the entry before it', RESTORE);
      time = Math.max(time, leaf.time_ms);
      if (opening !== null) checkOpening(leaf, toBuffer(opening), problems);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    next = last.idx + 1;
    onRead(next);
  }
}

function checkOpening(leaf: LeafTable, opening: Buffer, problems: Problems): void {
  const opened = openedOrNothing(leaf, opening);
  // What does not open is found by the check of the log.
  if (opened === undefined) return;
  const { act, direction, chain, timeMs, documentDigest } = opened;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['act', leaf.act, act],
    ['direction', leaf.direction, direction],
    ['chain', leaf.chain, chain],
    ['time', leaf.time_ms, Number(timeMs)],
    ['document', leaf.document_digest, documentDigest.length === 0 ? null : documentDigest.toString('hex')],
  ];
  for (const [name, kept, committed] of pairs) {
    if (kept === committed) continue;
    problems.add(`leaf ${leaf.idx}`, `has ${name} ${kept}, and the entry commits to ${committed}`, RESTORE);
  }
}

function openedOrNothing(leaf: LeafTable, opening: Buffer) {
  try {
    return openLeaf(toBuffer(leaf.entry), opening);
  } catch {
    return undefined;
  }
}
