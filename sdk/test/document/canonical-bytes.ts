/** A small table and its bytes, for counterexamples that no message of the protocol gives. */
import type { FieldSchema, MessageSchema } from '@selat/proto/schema.js';
import { type Reason, SelatError } from '../../src/errors/index.js';

type Field = Omit<FieldSchema, 'jsonName'>;

/** A message of the table; field numbers and kinds as in a .proto file. */
export function message(name: string, fields: readonly Field[]): MessageSchema {
  return { name, fields: fields.map((field) => ({ ...field, jsonName: field.name })) };
}

/** Bytes of hexadecimal digits; white space is for readers. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
}

/** Tag, length and UTF-8 of a string field; lengths to 2,097,151 bytes. */
export function text(no: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest > 127 ? (rest % 128) + 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([no * 8 + 2, ...length]), bytes]);
}

/** The fault of a call that must fail. */
export function faultOf(act: () => unknown): { reason: Reason; path: string; problem: string } {
  try {
    act();
  } catch (error) {
    if (!(error instanceof SelatError)) throw error;
    return { reason: error.reason, path: error.facts['path'] ?? '', problem: error.facts['problem'] ?? '' };
  }
  throw new Error('accepted what must be refused');
}
