/**
 * The few messages of google.rpc that travel in `grpc-status-details-bin`, written and read by hand: adding their .proto
 * files would put them into the released descriptors of Selat.
 *
 * Sources: google/rpc/status.proto Status {int32 code = 1; string message = 2; repeated Any details = 3};
 * google/protobuf/any.proto Any {string type_url = 1; bytes value = 2}; google/rpc/error_details.proto
 * ErrorInfo {string reason = 1; string domain = 2; map<string, string> metadata = 3}, RetryInfo {Duration retry_delay = 1},
 * RequestInfo {string request_id = 1}; google/protobuf/duration.proto Duration {int64 seconds = 1; int32 nanos = 2}.
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What Selat says and understands of a google.rpc.Status. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
  readonly errorInfo?: ErrorInfo;
  /** RetryInfo.retry_delay, milliseconds. */
  readonly retryAfterMs?: number;
  /** RequestInfo.request_id: under which the sender's log tells more. */
  readonly requestId?: string;
}

/** One reason with the variables of its message. */
export interface ErrorInfo {
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const TYPE_URL = 'type.googleapis.com/google.rpc.';

/** Encodes a google.rpc.Status. */
export function encodeStatus(status: RpcStatus): Buffer {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(status.code);
  writer.tag(2, WireType.LengthDelimited).string(status.message);
  const detail = (type: string, value: BinaryWriter) => {
    const any = new BinaryWriter();
    any.tag(1, WireType.LengthDelimited).string(TYPE_URL + type);
    any.tag(2, WireType.LengthDelimited).bytes(value.finish());
    writer.tag(3, WireType.LengthDelimited).bytes(any.finish());
  };
  if (status.errorInfo !== undefined) detail('ErrorInfo', errorInfoWriter(status.errorInfo));
  if (status.retryAfterMs !== undefined) detail('RetryInfo', retryInfoWriter(status.retryAfterMs));
  if (status.requestId !== undefined) detail('RequestInfo', textWriter(status.requestId));
  return Buffer.from(writer.finish());
}

/**
 * Decodes a google.rpc.Status; details of other types are passed over.
 *
 * @throws Error where the bytes are no protobuf message of that shape
 */
export function decodeStatus(bytes: Uint8Array): RpcStatus {
  let status: RpcStatus = { code: 0, message: '' };
  readFields(bytes, {
    1: (reader) => {
      status = { ...status, code: reader.int32() };
    },
    2: (reader) => {
      status = { ...status, message: reader.string() };
    },
    3: (reader) => {
      status = { ...status, ...decodeDetail(reader.bytes()) };
    },
  });
  return status;
}

function decodeDetail(bytes: Uint8Array): Partial<RpcStatus> {
  const { 1: typeUrl = '', 2: value = new Uint8Array() } = readLengthDelimited(bytes);
  switch (Buffer.from(typeUrl).toString('utf8')) {
    case `${TYPE_URL}ErrorInfo`:
      return { errorInfo: decodeErrorInfo(value) };
    case `${TYPE_URL}RetryInfo`:
      return { retryAfterMs: decodeRetryInfo(value) };
    case `${TYPE_URL}RequestInfo`:
      return { requestId: text(readLengthDelimited(value)[1]) };
    default:
      return {};
  }
}

function errorInfoWriter({ reason, domain, metadata }: ErrorInfo): BinaryWriter {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(reason);
  writer.tag(2, WireType.LengthDelimited).string(domain);
  for (const [key, value] of Object.entries(metadata)) {
    const entry = textWriter(key).tag(2, WireType.LengthDelimited).string(value);
    writer.tag(3, WireType.LengthDelimited).bytes(entry.finish());
  }
  return writer;
}

function decodeErrorInfo(bytes: Uint8Array): ErrorInfo {
  const metadata = new Map<string, string>();
  let [reason, domain] = ['', ''];
  readFields(bytes, {
    1: (reader) => {
      reason = reader.string();
    },
    2: (reader) => {
      domain = reader.string();
    },
    3: (reader) => {
      const entry = readLengthDelimited(reader.bytes());
      metadata.set(text(entry[1]), text(entry[2]));
    },
  });
  return { reason, domain, metadata: Object.fromEntries(metadata) };
}

function retryInfoWriter(delayMs: number): BinaryWriter {
  const duration = new BinaryWriter();
  duration.tag(1, WireType.Varint).int64(Math.floor(delayMs / 1000));
  duration.tag(2, WireType.Varint).int32((delayMs % 1000) * 1_000_000);
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(duration.finish());
}

function decodeRetryInfo(bytes: Uint8Array): number {
  const { 1: duration = new Uint8Array() } = readLengthDelimited(bytes);
  let delayMs = 0;
  readFields(duration, {
    1: (reader) => {
      delayMs += Number(reader.int64()) * 1000;
    },
    2: (reader) => {
      delayMs += Math.floor(reader.int32() / 1_000_000);
    },
  });
  return Math.max(0, delayMs);
}

/** A message whose field 1 is a string: RequestInfo, or the key of a map entry. */
function textWriter(value: string): BinaryWriter {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).string(value);
}

type FieldReaders = Readonly<Record<number, (reader: BinaryReader) => void>>;

function readFields(bytes: Uint8Array, fields: FieldReaders): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(wireType, field);
    else read(reader);
  }
}

/** Bytes of fields 1 and 2, the last one of each. */
function readLengthDelimited(bytes: Uint8Array): { 1?: Uint8Array; 2?: Uint8Array } {
  const found: { 1?: Uint8Array; 2?: Uint8Array } = {};
  readFields(bytes, {
    1: (reader) => {
      found[1] = reader.bytes();
    },
    2: (reader) => {
      found[2] = reader.bytes();
    },
  });
  return found;
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString('utf8');
}
