/** Finds the signed documents in a JSON file, whatever they are wrapped in: one document, a list, or the answer of a command. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { parseJwsJson, parseJwsText } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';

/** How deep lists and objects are searched, and most documents of one file. */
const MAX_DEPTH = 8;
const MAX_DOCUMENTS = 10_000;

/** @param name file name for errors @throws SelatError USAGE where nothing is found; JWS_MALFORMED, HEADER_MALFORMED */
export function readDocuments(text: string, name: string): readonly SignedDocument[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SelatError('USAGE', `cannot read ${name}: it is no JSON`, { file: name }, { cause });
  }
  if (isJws(value)) return [parseJwsText(text)];
  const found: SignedDocument[] = [];
  collect(value, found, 0);
  if (found.length > 0) return found;
  throw new SelatError('USAGE', `cannot read ${name}: it holds no General JWS JSON`, { file: name });
}

function isJws(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'payload' in value && 'signatures' in value;
}

function collect(value: unknown, found: SignedDocument[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (isJws(value)) {
    if (found.length >= MAX_DOCUMENTS)
      throw new SelatError('USAGE', `cannot read more than ${MAX_DOCUMENTS} documents`);
    found.push(parseJwsJson(value));
    return;
  }
  for (const member of Object.values(value)) collect(member, found, depth + 1);
}
