/**
 * Names documents by what they say, so that two runs of one story can be compared: digests, nonces, salts, keys and
 * times differ between them, and so do the ports of a machine.
 */
import { createHash } from 'node:crypto';
import { codecOf, type FieldSchema, SCHEMA } from '@selat/proto/schema.js';
import type { DigestHex } from '@selat/sdk/model';

/** A stored document, as far as its content goes. */
export interface NamedContent {
  readonly digest: DigestHex;
  readonly type: string;
  readonly payload: Uint8Array;
}

/** Names of documents that do not depend on the run. */
export interface CanonicalNames {
  /** `<type>#<n>`, numbered in the order of their contents; equal contents share a name. `<unknown>` for any other. */
  nameOf(digest: DigestHex): string;
  /** Short hash of what a document says. */
  contentOf(digest: DigestHex): string;
  /** Text with digests replaced by names; keys, certificates and ports by what they are. */
  toText(text: string): string;
  /** Short hash of what a message says. */
  contentOfMessage(type: string, payload: Uint8Array): string;
}

const HASH_CHARS = 16;
const DIGEST = /(?:sha256:)?\b([0-9a-f]{64})\b/g;

/** @param aliases other digests that stand for a document, such as those of its submissions */
export function canonicalNames(
  documents: readonly NamedContent[],
  aliases: ReadonlyMap<DigestHex, DigestHex>,
): CanonicalNames {
  const byDigest = new Map(documents.map((document) => [document.digest, document]));
  const contents = new Map<DigestHex, string>();

  const find = (digest: DigestHex) => byDigest.get(digest) ?? byDigest.get(aliases.get(digest) ?? '');
  // A document cannot name itself, nor one that names it: digests make no circles.
  const contentOf = (digest: DigestHex): string => {
    const document = find(digest);
    if (document === undefined) return '<unknown>';
    const known = contents.get(document.digest);
    if (known !== undefined) return known;
    const content = contentOfMessage(document.type, document.payload);
    contents.set(document.digest, content);
    return content;
  };
  const refer = (digest: DigestHex) => (find(digest) === undefined ? '<hash>' : `<${contentOf(digest)}>`);
  const contentOfMessage = (type: string, payload: Uint8Array) => {
    const message = decode(type, payload);
    const said = message === undefined ? payload : JSON.stringify(plain(type, message, refer));
    return createHash('sha256').update(`${type}\n`).update(said).digest('hex').slice(0, HASH_CHARS);
  };

  const ranks = rankContents(documents, contentOf);
  const nameOf = (digest: DigestHex): string => {
    const document = find(digest);
    return document === undefined ? '<unknown>' : `${document.type}#${ranks.get(contentOf(digest))}`;
  };
  return { nameOf, contentOf, contentOfMessage, toText: (text) => plainText(text, nameOf) };
}

function rankContents(documents: readonly NamedContent[], contentOf: (digest: DigestHex) => string) {
  const ofType = new Map<string, Set<string>>();
  for (const { type, digest } of documents) {
    const known = ofType.get(type) ?? new Set<string>();
    ofType.set(type, known.add(contentOf(digest)));
  }
  const ranks = new Map<string, number>();
  for (const contents of ofType.values()) {
    for (const [rank, content] of [...contents].sort().entries()) ranks.set(content, rank + 1);
  }
  return ranks;
}

function decode(type: string, payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    return codecOf(type)?.decode(payload) as Record<string, unknown> | undefined;
  } catch {
    return undefined;
  }
}

/** A message as plain values in the order of its fields, without what a run makes up. */
function plain(type: string, message: Record<string, unknown>, refer: (digest: DigestHex) => string): unknown[] {
  const fields: readonly FieldSchema[] = SCHEMA[type]?.fields ?? [];
  return fields.map((field) => {
    const value = field.oneof === undefined ? message[field.jsonName] : oneofValue(message, field);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return [field.name, values.map((one) => plainValue(field, one, refer))];
  });
}

function oneofValue(message: Record<string, unknown>, field: FieldSchema): unknown {
  const name = (field.oneof ?? '').replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const chosen = message[name] as { readonly $case: string; readonly [member: string]: unknown } | undefined;
  return chosen?.$case === field.jsonName ? (chosen['value'] ?? chosen[field.jsonName]) : undefined;
}

function plainValue(field: FieldSchema, value: unknown, refer: (digest: DigestHex) => string): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (field.kind === 'message') return plain(field.message ?? '', value as Record<string, unknown>, refer);
  if (value instanceof Uint8Array) {
    const isDigest = value.length === 32;
    return isDigest ? refer(Buffer.from(value).toString('hex')) : `<${value.length} bytes>`;
  }
  // Chosen at random for each grant.
  if (field.name === 'index') return '<index>';
  if (field.name.endsWith('_ms')) return Number(value) === 0 ? 0 : '<time>';
  return typeof value === 'string' ? plainText(value, refer) : String(value);
}

function plainText(text: string, refer: (digest: DigestHex) => string): string {
  if (text.startsWith('-----BEGIN')) return '<pem>';
  const vkey = /^([^\s+]+)\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/.exec(text);
  if (vkey !== null) return `<vkey ${vkey[1]}>`;
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return '<kid>';
  return text
    .replace(DIGEST, (_, digest: string) => refer(digest))
    .replace(/^(https?:\/\/)?([a-z0-9.-]+|\[[0-9a-f:]+\]):\d{2,5}(?=$|\/)/, '$1$2:<port>');
}
