/** Differences that a case makes in a message before it is encoded and signed, in the JSON form of the message. */
import type { Change } from '../cases/index.js';

/** JSON form of a message, or a part of it. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

function isContainer(value: Json | undefined): value is Json[] | { [name: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function get(container: Json, key: string): Json | undefined {
  if (Array.isArray(container)) return container[Number(key)];
  return isContainer(container) ? Object.entries(container).find(([name]) => name === key)?.[1] : undefined;
}

function put(container: Json, key: string, value: Json): Json {
  if (Array.isArray(container)) return container.map((item, index) => (index === Number(key) ? value : item));
  return { ...(isContainer(container) ? container : {}), [key]: value };
}

function replace(container: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  return put(container, key, replace(get(container, key) ?? {}, rest, value));
}

/** `hex:` marks bytes, which JSON holds as base64. */
export function withBytes(value: Json): Json {
  if (typeof value === 'string' && value.startsWith('hex:'))
    return Buffer.from(value.slice(4), 'hex').toString('base64');
  return Array.isArray(value) ? value.map(withBytes) : value;
}

/** What changes are made with. */
export interface ChangeInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Document digest of a document by its name. @throws Error where there is none */
  readonly digestOf: (name: string) => Buffer;
}

/** Applies one change. */
export function applyChange(message: Json, change: Change, { now, digestOf }: ChangeInput): Json {
  const { setField, setTime, fillText, setDigest } = change;
  if (setField !== undefined) {
    const value: Json = JSON.parse(setField.json);
    return replace(message, setField.path.split('.'), withBytes(value));
  }
  if (setTime !== undefined) return replace(message, setTime.path.split('.'), String(now + setTime.fromNowMs));
  if (fillText !== undefined) return replace(message, fillText.path.split('.'), fillText.unit.repeat(fillText.times));
  if (setDigest !== undefined)
    return replace(message, setDigest.path.split('.'), digestOf(setDigest.document).toString('base64'));
  throw new Error('a change says nothing');
}

/** Reads a value by path; undefined where there is none. */
export function valueAt(message: Json, path: string): Json | undefined {
  let at: Json | undefined = message;
  for (const key of path.split('.')) at = at === undefined ? undefined : get(at, key);
  return at;
}
