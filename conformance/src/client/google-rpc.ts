/**
 * Reads `grpc-status-details-bin`: google.rpc.Status {1 code, 2 message, 3 details: Any {1 type_url, 2 value}}, ErrorInfo
 * {1 reason, 2 domain, 3 metadata map {1 key, 2 value}}, RetryInfo {1 Duration {1 seconds, 2 nanos}}.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** What a failure says beside its gRPC code. */
export interface ErrorDetails {
  readonly reason: string;
  readonly domain: string;
  readonly facts: Readonly<Record<string, string>>;
  /** Milliseconds of RetryInfo; absent = the same bytes will not succeed. */
  readonly retryAfterMs?: number;
}

type Values = Readonly<Record<number, readonly (Buffer | number)[]>>;

function valuesOf(bytes: Uint8Array): Values {
  const values: Record<number, (Buffer | number)[]> = {};
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [no, type] = reader.tag();
    const list = values[no] ?? [];
    values[no] = list;
    if (type === WireType.LengthDelimited) list.push(Buffer.from(reader.bytes()));
    else if (type === WireType.Varint) list.push(Number(reader.int64()));
    else reader.skip(type, no);
  }
  return values;
}

function bytesOf(values: Values, no: number): Buffer {
  const [first] = values[no] ?? [];
  return Buffer.isBuffer(first) ? first : Buffer.alloc(0);
}

function numberOf(values: Values, no: number): number {
  const [first] = values[no] ?? [];
  return typeof first === 'number' ? first : 0;
}

function factsOf(values: Values): Record<string, string> {
  const entries = (values[3] ?? []).filter(Buffer.isBuffer).map(valuesOf);
  return Object.fromEntries(entries.map((entry) => [bytesOf(entry, 1).toString(), bytesOf(entry, 2).toString()]));
}

/** Reads the trailer; undefined where it holds no ErrorInfo. */
export function parseErrorDetails(trailer: Uint8Array): ErrorDetails | undefined {
  const details = (valuesOf(trailer)[3] ?? []).filter(Buffer.isBuffer).map(valuesOf);
  const detailOf = (name: string) => {
    const any = details.find((one) => bytesOf(one, 1).toString().endsWith(`/google.rpc.${name}`));
    return any === undefined ? undefined : valuesOf(bytesOf(any, 2));
  };
  const info = detailOf('ErrorInfo');
  if (info === undefined) return undefined;
  const retry = detailOf('RetryInfo');
  const common = { reason: bytesOf(info, 1).toString(), domain: bytesOf(info, 2).toString(), facts: factsOf(info) };
  if (retry === undefined) return common;
  const delay = valuesOf(bytesOf(retry, 1));
  return { ...common, retryAfterMs: numberOf(delay, 1) * 1000 + numberOf(delay, 2) / 1e6 };
}
