/** Reads the descriptors and prints them as the tables that the canonical gate and the codecs' users need. */
import { createFileRegistry, fromBinary, getOption, hasOption, ScalarType } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const OWN_PACKAGE = 'selat.';
const OPTIONS_FILE = 'selat/options/v1/options';

/** Descriptor set in bytes -> `{messages, codecs}`, both in the order of the files and of the declarations. */
export function readTables(binpb) {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, binpb));
  const options = {
    document: extensionOf(registry, 'selat.options.v1.document'),
    rules: extensionOf(registry, 'selat.options.v1.rules'),
  };
  const files = [...registry.files]
    .filter((file) => file.proto.package.startsWith(OWN_PACKAGE) && file.name !== OPTIONS_FILE)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const messages = files.flatMap((file) => messagesOf(file).map((message) => messageRow(message, options)));
  // Files with services import grpc-js; messages there are calls, which nobody looks up by name.
  const codecs = files
    .filter((file) => file.services.length === 0)
    .map((file) => ({ file: file.name, names: messagesOf(file).map((message) => codecRow(file, message)) }));
  return { messages, codecs };
}

function extensionOf(registry, name) {
  const extension = registry.getExtension(name);
  if (extension === undefined) throw new Error(`cannot read the descriptors: extension ${name} is absent`);
  return extension;
}

/** Messages of a file, nested ones after their parent; map entries are no messages of their own. */
function messagesOf(parent) {
  const own = parent.kind === 'file' ? parent.messages : parent.nestedMessages;
  return own
    .filter((message) => !message.proto.options?.mapEntry)
    .flatMap((message) => [message, ...messagesOf(message)]);
}

function codecRow(file, message) {
  const local = message.typeName.slice(file.proto.package.length + 1);
  return { type: message.typeName, name: local.replaceAll('.', '_') };
}

function messageRow(message, options) {
  const row = { name: message.typeName, fields: message.fields.map((field) => fieldRow(field, options.rules)) };
  if (hasOption(message, options.document)) row.document = documentRow(getOption(message, options.document));
  return row;
}

function fieldRow(field, rules) {
  const row = { no: field.number, name: field.name, jsonName: field.jsonName, kind: kindOf(field) };
  if (field.fieldKind === 'list') row.repeated = true;
  if (field.proto.proto3Optional) row.optional = true;
  if (field.oneof !== undefined) row.oneof = field.oneof.name;
  if (field.message !== undefined && field.fieldKind !== 'map') row.message = field.message.typeName;
  if (field.enum !== undefined && field.fieldKind !== 'map') row.enum = field.enum.typeName;
  if (hasOption(field, rules)) row.rules = rulesRow(getOption(field, rules));
  return row;
}

function kindOf(field) {
  if (field.fieldKind === 'map') return 'map';
  if (field.message !== undefined) return field.delimitedEncoding ? 'group' : 'message';
  if (field.enum !== undefined) return 'enum';
  return ScalarType[field.scalar].toLowerCase();
}

function rulesRow(rules) {
  return withoutDefaults(
    {
      required: rules.required,
      maxChars: rules.maxChars,
      len: rules.len,
      lens: rules.lens,
      maxItems: rules.maxItems,
      format: rules.format,
      registry: rules.registry,
      freeText: rules.freeText,
      min: rules.min === undefined ? undefined : exactNumber(rules.min),
      max: rules.max === undefined ? undefined : exactNumber(rules.max),
      unique: rules.unique,
    },
    ['min', 'max'],
  );
}

function documentRow(rules) {
  const signers = rules.signers.map((signer) => ({
    role: signer.role,
    issuing: signer.issuing,
    optional: signer.optional,
    keyPurpose: signer.keyPurpose === '' ? 'document' : signer.keyPurpose,
  }));
  return {
    signers,
    maxPayloadBytes: rules.maxPayloadBytes === 0 ? 262_144 : rules.maxPayloadBytes,
    mayBeOffered: rules.mayBeOffered,
    relayable: rules.relayable,
    beforeAgreement: rules.beforeAgreement,
    textUnlimited: rules.textUnlimited,
  };
}

/** Drops proto3 defaults, so that the table says only what a rule says; `explicit` keys keep a 0. */
function withoutDefaults(row, explicit) {
  const isDefault = (value) =>
    value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
  const kept = Object.entries(row).filter(
    ([key, value]) => value !== undefined && (explicit.includes(key) || !isDefault(value)),
  );
  return Object.fromEntries(kept);
}

function exactNumber(value) {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`cannot take ${value} as a limit: it is beyond 2^53 - 1`);
  return number;
}
