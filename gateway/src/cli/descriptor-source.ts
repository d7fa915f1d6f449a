/** Descriptors from files and addresses. Where one came from proves nothing: the fingerprint does. [IDN-3] */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type JwsJson, parseJwsText, toJwsJson } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { usage } from './given.js';
import type { Io } from './io.js';

/** Largest descriptor as JWS JSON: 1 MiB of payload in base64url, and signatures. */
const MAX_BYTES = 1_500_000;
const TIMEOUT_MS = 10_000;

/** @param source path, or http(s) URL; one without a path means /.well-known/selat @throws SelatError USAGE, JWS_MALFORMED */
export async function readDescriptor(source: string, io: Io): Promise<JwsJson> {
  const text = /^https?:\/\//.test(source) ? await readUrl(source) : await readPath(resolve(io.cwd, source));
  const document = parseJwsText(text);
  if (document.type === 'selat.v1.ExchangeDescriptor') return toJwsJson(document);
  const message = `cannot use ${source} as a descriptor: it is a ${document.type}`;
  throw new SelatError('USAGE', message, { source, type: document.type });
}

async function readPath(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw usage([`--descriptor ${path} cannot be read: ${why}`]);
  }
}

async function readUrl(source: string): Promise<string> {
  const url = new URL(source);
  if (url.pathname === '/') url.pathname = '/.well-known/selat';
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw usage([`--descriptor ${url} answers HTTP ${response.status}`]);
    const text = await response.text();
    if (text.length <= MAX_BYTES) return text;
  } catch (cause) {
    if (cause instanceof SelatError) throw cause;
    throw usage([`--descriptor ${url} cannot be fetched`]);
  }
  throw usage([`--descriptor ${url} is larger than ${MAX_BYTES} bytes`]);
}
