/** Cursors: where a page of hits ended, opaque to whoever carries them. [SRC-9] */
import { createHash } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import type { Place } from './ports.js';
import type { Question } from './question.js';

/** Tells the searches apart that a cursor can belong to. */
function nameOf(question: Question): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16);
}

export function toCursor(question: Question, { tier, doc }: Place): string {
  return Buffer.from(`${tier}.${doc}.${nameOf(question)}`).toString('base64url');
}

/** @throws SelatError SEARCH_CURSOR_UNKNOWN for what this gateway has not given out for the same search */
export function parseCursor(question: Question, cursor: string): Place {
  const [, tier, doc, name] = /^([01])\.([0-9]{1,15})\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (tier === undefined || name !== nameOf(question)) {
    const message = `cannot search on after ${cursor}: it is no cursor of this search`;
    throw new SelatError('SEARCH_CURSOR_UNKNOWN', message, { cursor });
  }
  return { tier: tier === '0' ? 0 : 1, doc: Number(doc) };
}
