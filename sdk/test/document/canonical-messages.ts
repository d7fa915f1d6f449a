/** Valid messages made from the table of the .proto files: bytes of every document, without decoding or encoding objects. */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { type FieldSchema, REGISTRIES, SCHEMA } from '@selat/proto/schema.js';

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Next = () => number;

const pick = <T>(next: Next, values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
const digit = (next: Next) => 1 + Math.floor(next() * 9);

/** A value of each closed form; `n` makes the values of a list distinct. */
const VALUES: Readonly<Record<string, (n: number, next: Next) => string>> = {
  'exchange-id': (n) => `x${n}.szdex.example`,
  'party-id': (n, next) => `my.example/${pick(next, ['p', 'a', 'o', 'l', 'd'])}/slug-${n}`,
  slug: (n) => `slug-${n}`,
  chain: (n, next) => pick(next, ['*', '-', `x${n}.example`]),
  'log-origin': (n, next) => `my.example/log/${pick(next, ['sandbox', 'live'])}-${n + 1}`,
  country: (n) => String.fromCharCode(65 + (n % 26), 65 + (Math.floor(n / 26) % 26)),
  currency: (_, next) => pick(next, ['CNY', 'MYR', 'SGD']),
  language: (n) => ['zh-CN', 'ms-MY', 'en', 'zh-Hans-CN', 'es-419'][n % 5] as string,
  day: (n, next) => `20${digit(next)}${n % 10}-0${digit(next)}-1${n % 10}`,
  period: (n, next) => pick(next, ['2024', '2024-02', '2024-Q4', `2024-02-2${n % 10}`]),
  digest: (n) => `sha256:${n.toString(16).padStart(64, '0')}`,
  'https-url': (n) => `https://data.my.example:8443/a/${n}?b=c%20d`,
  'host-port': (n) => `gateway.my.example:${7000 + n}`,
  mime: (n) => `application/x-${n}+json`,
  semver: (n, next) => `${n}.${digit(next)}.0-rc.1`,
  code: (n) => `CODE_${n}`,
  kid: (n) => `${'abc_-'.repeat(8)}${String(10 + (n % 90))}A`,
};

const TEXTS = [
  'a',
  'Ferry arrivals',
  'line one\nline two',
  '数据产品',
  '深圳数据交易所，产品',
  'Kekerapan é',
  '한국 텍스트',
  '𠀀😀',
];

function stringOf(field: FieldSchema, n: number, next: Next): string {
  const { format, registry, maxChars = 64 } = field.rules ?? {};
  if (registry !== undefined) {
    const codes = Object.keys(REGISTRIES[registry] ?? {});
    return codes[(n + (field.rules?.unique === true ? 0 : Math.floor(next() * 7))) % codes.length] ?? '';
  }
  if (format !== undefined) return (VALUES[format] as (n: number, next: Next) => string)(n, next);
  const text = field.rules?.unique === true ? `${n}` : pick(next, TEXTS);
  return [...text].slice(0, maxChars).join('');
}

function bytesOf(field: FieldSchema, n: number, next: Next): Uint8Array {
  const length = pick(next, [field.rules?.len ?? 8, ...(field.rules?.lens ?? [])]);
  const bytes = Uint8Array.from({ length }, () => Math.floor(next() * 256));
  bytes[0] = n;
  return bytes;
}

function numberOf(field: FieldSchema, next: Next): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = field.rules ?? {};
  const largest = Math.min(max, field.kind === 'int32' ? 0x7fffffff : Number.MAX_SAFE_INTEGER);
  const value = pick(next, [min, min + 1, largest, Math.floor(min + next() * (largest - min))]);
  const mayBeZero = field.optional === true || field.oneof !== undefined || field.repeated === true;
  return value === 0 && !mayBeZero ? Math.max(min, 1) : Math.min(value, largest);
}

function writeNumber(writer: BinaryWriter, field: FieldSchema, next: Next): void {
  if (field.kind === 'bool') writer.bool(true);
  else if (field.kind === 'int32') writer.int32(numberOf(field, next));
  else writer.int64(BigInt(numberOf(field, next)));
}

function writeOne(writer: BinaryWriter, field: FieldSchema, n: number, next: Next, depth: number): void {
  if (field.kind === 'message') writer.tag(field.no, 2).bytes(messageOf(field.message ?? '', next, depth + 1));
  else if (field.kind === 'string') writer.tag(field.no, 2).string(stringOf(field, n, next));
  else if (field.kind === 'bytes') writer.tag(field.no, 2).bytes(bytesOf(field, n, next));
  else writeNumber(writer.tag(field.no, 0), field, next);
}

function itemsOf(field: FieldSchema, next: Next): number {
  const codes = field.rules?.registry === undefined ? 3 : Object.keys(REGISTRIES[field.rules.registry] ?? {}).length;
  return 1 + Math.floor(next() * Math.min(field.rules?.maxItems ?? 3, codes, 3));
}

function writeList(writer: BinaryWriter, field: FieldSchema, next: Next, depth: number): void {
  const count = Math.min(itemsOf(field, next), 3);
  if (field.kind === 'message' || field.kind === 'string' || field.kind === 'bytes') {
    for (let n = 0; n < count; n += 1) writeOne(writer, field, n, next, depth);
    return;
  }
  writer.tag(field.no, 2).fork();
  for (let n = 0; n < count; n += 1) writer.int64(BigInt((field.rules?.min ?? 0) + n));
  writer.join();
}

/** Bytes of a valid message of this name; optional fields come and go with `next`, and end below a depth of 5. */
export function messageOf(name: string, next: Next, depth = 0): Uint8Array {
  const writer = new BinaryWriter();
  const fields = SCHEMA[name]?.fields ?? [];
  const members = fields.filter((field) => field.oneof !== undefined);
  const member = members.length === 0 ? undefined : pick(next, members);
  for (const field of fields) {
    if (field.oneof !== undefined && field !== member) continue;
    const isWanted = field.rules?.required === true || field === member || (depth < 5 && next() < 0.6);
    if (!isWanted) continue;
    if (field.repeated === true) writeList(writer, field, next, depth);
    else writeOne(writer, field, 0, next, depth);
  }
  return writer.finish();
}
