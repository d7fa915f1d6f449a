/**
 * grpc.reflection.v1 and v1alpha, for pinned peers: what the services of this server look like. The two have the same
 * messages. Files are given as they were built, with options and comments' order; a library that reads and writes them
 * anew loses both. https://github.com/grpc/grpc-proto/blob/master/grpc/reflection/v1/reflection.proto
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { MethodTable, ServedService } from '../transport/index.js';
import type { DescriptorIndex } from './descriptor-index.js';

const NAMES = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'] as const;
const pathOf = (name: string) => `/${name}/ServerReflectionInfo`;

/** Who may ask: every pinned peer, in any version of Selat or none. [OPS-13] */
export const REFLECTION_METHODS: MethodTable = Object.fromEntries(
  NAMES.map((name) => [pathOf(name), { phase: 'any', isForeign: true } as const]),
);

/** Full names of the services themselves. */
export const REFLECTION_SERVICES: readonly string[] = NAMES;

/** ServerReflectionRequest, as far as it is answered, with the bytes that the answer repeats. */
interface Request {
  readonly bytes: Buffer;
  readonly host: string;
  readonly ask: Ask | undefined;
}

type Ask =
  | { readonly what: 'file' | 'symbol' | 'extensions' | 'services'; readonly name: string }
  | { readonly what: 'extension'; readonly name: string; readonly number: number };

const ASKS = { 3: 'file', 4: 'symbol', 6: 'extensions', 7: 'services' } as const;

function decodeRequest(bytes: Buffer): Request {
  const reader = new BinaryReader(bytes);
  let host = '';
  let ask: Ask | undefined;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) host = reader.string();
    else if (field === 3 || field === 4 || field === 6 || field === 7)
      ask = { what: ASKS[field], name: reader.string() };
    else if (field === 5) ask = decodeExtension(reader.bytes());
    else reader.skip(wireType, field);
  }
  return { bytes, host, ask };
}

/** ExtensionRequest {string containing_type = 1; int32 extension_number = 2}. */
function decodeExtension(bytes: Uint8Array): Ask {
  const reader = new BinaryReader(bytes);
  let [name, number] = ['', 0];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) name = reader.string();
    else if (field === 2) number = reader.int32();
    else reader.skip(wireType, field);
  }
  return { what: 'extension', name, number };
}

/** A field of ServerReflectionResponse with its encoded message. */
interface Part {
  readonly field: 4 | 5 | 6 | 7;
  readonly message: BinaryWriter;
}

const asText = (writer: BinaryWriter, field: number, text: string) =>
  writer.tag(field, WireType.LengthDelimited).string(text);
const asBytes = (writer: BinaryWriter, field: number, bytes: Uint8Array) =>
  writer.tag(field, WireType.LengthDelimited).bytes(bytes);

/** FileDescriptorResponse {repeated bytes file_descriptor_proto = 1}. */
function files(found: readonly Uint8Array[]): Part {
  const message = new BinaryWriter();
  for (const bytes of found) asBytes(message, 1, bytes);
  return { field: 4, message };
}

/** ExtensionNumberResponse {string base_type_name = 1; repeated int32 extension_number = 2}. */
function numbers(name: string, found: readonly number[]): Part {
  const packed = new BinaryWriter();
  for (const number of found) packed.int32(number);
  return { field: 5, message: asBytes(asText(new BinaryWriter(), 1, name), 2, packed.finish()) };
}

/** ListServiceResponse {repeated ServiceResponse service = 1}, ServiceResponse {string name = 1}. */
function services(names: readonly string[]): Part {
  const message = new BinaryWriter();
  for (const name of names) asBytes(message, 1, asText(new BinaryWriter(), 1, name).finish());
  return { field: 6, message };
}

/** ErrorResponse {int32 error_code = 1; string error_message = 2}. */
function failure(code: number, text: string): Part {
  return { field: 7, message: asText(new BinaryWriter().tag(1, WireType.Varint).int32(code), 2, text) };
}

function answer(index: DescriptorIndex, served: readonly string[], ask: Ask | undefined): Part {
  if (ask === undefined) return failure(status.INVALID_ARGUMENT, 'the request asks for nothing');
  const { what, name } = ask;
  if (what === 'services') return services(served);
  if (what === 'extensions') {
    const found = index.extensionsOf(name);
    return found === undefined ? unknown(ask) : numbers(name, found);
  }
  const found = {
    file: () => index.fileByName(name),
    symbol: () => index.fileBySymbol(name),
    extension: () => index.fileByExtension(name, ask.what === 'extension' ? ask.number : 0),
  }[what]();
  return found === undefined ? unknown(ask) : files(found);
}

function unknown({ what, name }: Ask): Part {
  return failure(status.NOT_FOUND, `this server knows no ${what} ${name.slice(0, 256)}`);
}

/** ServerReflectionResponse {string valid_host = 1; ServerReflectionRequest original_request = 2; oneof 4 to 7}. */
function encodeResponse({ bytes, host }: Request, { field, message }: Part): Buffer {
  const writer = host === '' ? new BinaryWriter() : asText(new BinaryWriter(), 1, host);
  return Buffer.from(asBytes(asBytes(writer, 2, bytes), field, message.finish()).finish());
}

function drained(call: ServerDuplexStream<Request, Buffer>): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'cancelled', 'error']) call.once(event, resolve);
  });
}

const same = (bytes: Buffer) => bytes;

/**
 * Both services.
 * @param served full names of every service of the server
 * @param load gives the descriptors; called with the first question, since most gateways are never asked
 */
export function reflectionServices(
  served: readonly string[],
  load: () => Promise<DescriptorIndex>,
): readonly ServedService[] {
  let loaded: Promise<DescriptorIndex> | undefined;
  const serverReflectionInfo = async (call: ServerDuplexStream<Request, Buffer>): Promise<void> => {
    for await (const request of call.iterator({ destroyOnReturn: false }) as AsyncIterable<Request>) {
      loaded ??= load();
      // Answers that nobody takes must not fill the memory.
      if (!call.write(encodeResponse(request, answer(await loaded, served, request.ask)))) await drained(call);
    }
    call.end();
  };
  const codec = {
    requestSerialize: same,
    requestDeserialize: decodeRequest,
    responseSerialize: same,
    responseDeserialize: same,
  };
  return NAMES.map((name) => ({
    definition: { serverReflectionInfo: { path: pathOf(name), requestStream: true, responseStream: true, ...codec } },
    handlers: { serverReflectionInfo },
  }));
}
