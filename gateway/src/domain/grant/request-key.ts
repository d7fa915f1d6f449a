import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, Instant } from '@selat/sdk/model';
import type { Change } from '../change.js';
import type { Reader } from '../ports.js';

/** The request that was made under a key. @throws SelatError REQUEST_INVALID where the key stands for something else */
export async function findKeyed(reader: Reader, key: string, asked: string): Promise<DigestHex | undefined> {
  const row = await reader.findRequestKey(key);
  if (row === undefined || row.asked === asked) return row?.request_digest;
  const facts = { key, request: `sha256:${row.request_digest}` };
  const message = `cannot request under key ${key}: it stands for ${facts.request}, which asks for something else`;
  throw new SelatError('REQUEST_INVALID', message, facts);
}

/** The Change of a request, which also remembers its key. */
export function keyed(change: Change, row: { key: string; asked: string; digest: DigestHex; now: Instant }): Change {
  const { key, asked, digest, now } = row;
  const kept = { key, asked, request_digest: digest, created_ms: now };
  return { ...change, rows: [...(change.rows ?? []), { table: 'request_key', expectedVersion: 0, row: kept }] };
}
