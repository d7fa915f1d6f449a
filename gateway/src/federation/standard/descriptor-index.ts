/** The files of a FileDescriptorSet by name and by what they define, byte for byte as buf wrote them. */
import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { type DescriptorProto, type FileDescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

interface IndexedFile {
  readonly bytes: Uint8Array;
  readonly dependencies: readonly string[];
}

/** An extension by the message that it extends. */
interface Extension {
  readonly number: number;
  readonly file: string;
}

export class DescriptorIndex {
  readonly #files = new Map<string, IndexedFile>();
  /** File that defines each symbol, by full name. */
  readonly #symbols = new Map<string, string>();
  readonly #extensions = new Map<string, Extension[]>();

  /** @param set encoded google.protobuf.FileDescriptorSet */
  constructor(set: Uint8Array) {
    const raw = rawFiles(set);
    for (const [at, file] of fromBinary(FileDescriptorSetSchema, set).file.entries()) {
      const bytes = raw[at];
      if (bytes === undefined) throw new Error(`file ${at} of the descriptor set is lost`);
      this.#files.set(file.name, { bytes, dependencies: file.dependency });
      this.#index(file);
    }
  }

  /** A file with everything that it imports, itself first; undefined where there is none of that name. */
  fileByName(name: string): readonly Uint8Array[] | undefined {
    if (!this.#files.has(name)) return undefined;
    const seen = new Set<string>([name]);
    for (const each of seen) for (const needed of this.#files.get(each)?.dependencies ?? []) seen.add(needed);
    return [...seen].flatMap((each) => this.#files.get(each)?.bytes ?? []);
  }

  /** The file that defines a service, method, message, field, enum or extension. */
  fileBySymbol(symbol: string): readonly Uint8Array[] | undefined {
    return this.fileByName(this.#symbols.get(symbol) ?? '');
  }

  fileByExtension(extended: string, number: number): readonly Uint8Array[] | undefined {
    const found = this.#extensions.get(extended)?.find((each) => each.number === number);
    return this.fileByName(found?.file ?? '');
  }

  /** Numbers of all extensions of a message; undefined where the message is not known. */
  extensionsOf(message: string): readonly number[] | undefined {
    const known = this.#extensions.get(message);
    if (known === undefined && !this.#symbols.has(message)) return undefined;
    return (known ?? []).map(({ number }) => number).sort((a, b) => a - b);
  }

  #index(file: FileDescriptorProto): void {
    const define = (...names: string[]) => this.#symbols.set(names.filter((name) => name !== '').join('.'), file.name);
    const message = (
      scope: string,
      { name, field, oneofDecl, nestedType, enumType, extension }: DescriptorProto,
    ): void => {
      const own = scope === '' ? name : `${scope}.${name}`;
      define(own);
      for (const part of [...field, ...oneofDecl, ...enumType]) define(own, part.name);
      for (const each of extension) this.#extend(file.name, each.extendee, each.number);
      for (const nested of nestedType) message(own, nested);
    };
    for (const each of file.messageType) message(file.package, each);
    for (const each of file.enumType) define(file.package, each.name);
    for (const each of file.extension) {
      define(file.package, each.name);
      this.#extend(file.name, each.extendee, each.number);
    }
    for (const service of file.service) {
      define(file.package, service.name);
      for (const method of service.method) define(file.package, service.name, method.name);
    }
  }

  #extend(file: string, extendee: string, number: number): void {
    const name = extendee.replace(/^\./, '');
    this.#extensions.set(name, [...(this.#extensions.get(name) ?? []), { number, file }]);
  }
}

/** The bytes of each file: field 1 of the set. */
function rawFiles(set: Uint8Array): Uint8Array[] {
  const reader = new BinaryReader(set);
  const files: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) files.push(reader.bytes());
    else reader.skip(wireType, field);
  }
  return files;
}
