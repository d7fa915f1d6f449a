/** Other encodings of the same message, or of nearly the same: each is one that lax runtimes read without a word. [DOC-10] */

interface WireField {
  readonly no: number;
  /** Whole field: tag, length and value. */
  readonly bytes: Buffer;
  readonly value: Buffer;
  readonly type: number;
}

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt(value);
  do {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    bytes.push(left > 0n ? low | 0x80 : low);
  } while (left > 0n);
  return Buffer.from(bytes);
}

/** The same number in more bytes than needed. */
function padded(minimal: Buffer, extra = 1): Buffer {
  const last = minimal.length - 1;
  const open = Buffer.from(minimal.map((byte, index) => (index === last ? byte | 0x80 : byte)));
  return Buffer.concat([open, Buffer.alloc(extra - 1, 0x80), Buffer.of(0)]);
}

function readVarint(bytes: Buffer, at: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let end = at; end < bytes.length; end += 1) {
    value |= BigInt((bytes[end] ?? 0) & 0x7f) << BigInt(7 * (end - at));
    if (((bytes[end] ?? 0) & 0x80) === 0) return { value, end: end + 1 };
  }
  throw new Error('the payload ends within a varint');
}

/** Splits a message into its fields; documents have varints and length-delimited fields only. */
function fieldsOf(message: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    const first = readVarint(message, tag.end);
    const type = Number(tag.value & 7n);
    const end = type === 2 ? first.end + Number(first.value) : first.end;
    const value = message.subarray(type === 2 ? first.end : tag.end, end);
    fields.push({ no: Number(tag.value >> 3n), type, value, bytes: message.subarray(at, end) });
    at = end;
  }
  return fields;
}

function lengthDelimited(no: number, value: Buffer, toLength = varint): Buffer {
  return Buffer.concat([varint((no << 3) | 2), toLength(value.length), value]);
}

/** Rewrites the head, which is field 1 of every document, and keeps the rest. */
function withHead(payload: Buffer, rewrite: (head: Buffer) => Buffer): Buffer {
  const [head, ...rest] = fieldsOf(payload);
  if (head?.no !== 1) throw new Error('the payload has no head');
  return Buffer.concat([lengthDelimited(1, rewrite(head.value)), ...rest.map(({ bytes }) => bytes)]);
}

/** Rewrites one field of the head. */
function withHeadField(payload: Buffer, no: number, rewrite: (field: WireField) => Buffer): Buffer {
  return withHead(payload, (head) =>
    Buffer.concat(fieldsOf(head).map((field) => (field.no === no ? rewrite(field) : field.bytes))),
  );
}

const ISSUED_AT = 4;
const ENV = 1;
const NONCE = 5;
const UNKNOWN = 2047;

/** Form by name, as case files use them. */
export const NON_CANONICAL = {
  'padded-varint': (payload) =>
    withHeadField(payload, ISSUED_AT, ({ value }) => Buffer.concat([varint(ISSUED_AT << 3), padded(value)])),
  'padded-length': (payload) => {
    const [head, ...rest] = fieldsOf(payload);
    const first = lengthDelimited(1, head?.value ?? Buffer.alloc(0), (length) => padded(varint(length)));
    return Buffer.concat([first, ...rest.map(({ bytes }) => bytes)]);
  },
  'padded-tag': (payload) => Buffer.concat([padded(payload.subarray(0, 1)), payload.subarray(1)]),
  'overlong-varint': (payload) =>
    withHeadField(payload, ISSUED_AT, ({ value }) =>
      Buffer.concat([varint(ISSUED_AT << 3), padded(value, 11 - value.length)]),
    ),
  'descending-fields': (payload) =>
    Buffer.concat(
      fieldsOf(payload)
        .map(({ bytes }) => bytes)
        .reverse(),
    ),
  'descending-nested': (payload) =>
    withHead(payload, (head) =>
      Buffer.concat(
        fieldsOf(head)
          .map(({ bytes }) => bytes)
          .reverse(),
      ),
    ),
  'repeated-singular': (payload) => Buffer.concat([payload.subarray(0, fieldsOf(payload)[0]?.bytes.length), payload]),
  'split-message': (payload) => {
    const [head, ...rest] = fieldsOf(payload);
    const parts = fieldsOf(head?.value ?? Buffer.alloc(0)).map(({ bytes }) => lengthDelimited(1, bytes));
    return Buffer.concat([...parts, ...rest.map(({ bytes }) => bytes)]);
  },
  'explicit-default': (payload) =>
    withHead(payload, (head) => Buffer.concat([head, lengthDelimited(6, Buffer.alloc(0))])),
  'unknown-field': (payload) => Buffer.concat([payload, varint(UNKNOWN << 3), varint(1)]),
  'unknown-nested': (payload) =>
    withHead(payload, (head) => Buffer.concat([head, lengthDelimited(UNKNOWN, Buffer.from('hidden'))])),
  'unknown-group': (payload) => Buffer.concat([payload, varint((UNKNOWN << 3) | 3), varint((UNKNOWN << 3) | 4)]),
  'wrong-wire-type': (payload) =>
    withHeadField(payload, ISSUED_AT, () => Buffer.concat([varint((ISSUED_AT << 3) | 1), Buffer.alloc(8, 1)])),
  'trailing-zero': (payload) => Buffer.concat([payload, Buffer.of(0)]),
  'trailing-garbage': (payload) => Buffer.concat([payload, Buffer.from('00ff00ff', 'hex')]),
  truncated: (payload) => payload.subarray(0, -1),
  'invalid-utf8': (payload) =>
    withHeadField(payload, ENV, ({ value }) =>
      lengthDelimited(ENV, Buffer.concat([value.subarray(0, -1), Buffer.of(0xff)])),
    ),
  'overlong-utf8': (payload) =>
    withHeadField(payload, ENV, ({ value }) =>
      lengthDelimited(ENV, Buffer.concat([value.subarray(0, -1), Buffer.of(0xc1, 0x98)])),
    ),
  surrogate: (payload) =>
    withHeadField(payload, ENV, ({ value }) =>
      lengthDelimited(ENV, Buffer.concat([value, Buffer.of(0xed, 0xa0, 0x80)])),
    ),
  'missing-nonce': (payload) => withHeadField(payload, NONCE, () => Buffer.alloc(0)),
  empty: () => Buffer.alloc(0),
} as const satisfies Readonly<Record<string, (payload: Buffer) => Buffer>>;

/** Writes a payload in a named form. @throws Error for a name that is not in the table */
export function toNonCanonical(form: string, payload: Buffer): Buffer {
  const rewrite = Object.entries(NON_CANONICAL).find(([name]) => name === form)?.[1];
  if (rewrite === undefined)
    throw new Error(`no encoding is named ${form}; there are ${Object.keys(NON_CANONICAL).join(', ')}`);
  return rewrite(payload);
}
