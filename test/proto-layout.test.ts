import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createFileRegistry, type DescFile, type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { CODECS, codecOf, type FieldSchema, type MessageSchema, REGISTRIES, SCHEMA } from '@selat/proto/schema.js';
import { describe, expect, test } from 'vitest';

const PROTO = fileURLToPath(new URL('../proto', import.meta.url));
const SET = fromBinary(FileDescriptorSetSchema, readFileSync(`${PROTO}/gen/selat.binpb`));

const isOwn = (file: DescFile) => file.proto.package.startsWith('selat.') && file.name !== 'selat/v1/options';
const withNested = (message: DescMessage): DescMessage[] => [message, ...message.nestedMessages.flatMap(withNested)];
const MESSAGES = [...createFileRegistry(SET).files].filter(isOwn).flatMap((file) => file.messages.flatMap(withNested));

/** Messages that travel inside of documents, by full name; documents themselves included. */
const IN_DOCUMENTS = new Set<string>();
const DOCUMENTS = Object.values(SCHEMA).filter((row) => row.document !== undefined);
const visit = (name: string | undefined): void => {
  if (name === undefined || IN_DOCUMENTS.has(name)) return;
  IN_DOCUMENTS.add(name);
  for (const field of SCHEMA[name]?.fields ?? []) visit(field.message);
};
for (const row of DOCUMENTS) visit(row.name);

/** Documents whose first field is no head, with the reason. */
const HEADLESS: Readonly<Record<string, string>> = {};

/** Bytes in documents that no length fixes, with what bounds them; anything else could carry data. [DOC-12] */
const FREE_BYTES: Readonly<Record<string, string>> = {
  'selat.v1.SignedDocument.payload': 'a document inside an EquivocationProof, itself checked by this layout',
  'selat.v1.Signature.protected': 'the protected header of that document, a closed form of at most 4,096 bytes [DOC-5]',
  'selat.v1.Signature.signature': 'a signature of that document, 64 bytes [DOC-4]',
};

const ROWS = Object.values(SCHEMA).filter((row) => IN_DOCUMENTS.has(row.name));

/** Names of the fields in documents for which `isWrong` holds. */
function fieldsWhere(isWrong: (field: FieldSchema, row: MessageSchema) => boolean): string[] {
  return ROWS.flatMap((row) =>
    row.fields.filter((field) => isWrong(field, row)).map((field) => `${row.name}.${field.name}`),
  );
}

describe('DOC-10: the layout that makes one encoding canonical', () => {
  test('fields are declared in ascending order', () => {
    const descending = MESSAGES.filter(({ fields }) =>
      fields.some((field, at) => field.number <= (fields[at - 1]?.number ?? 0)),
    );
    expect(descending.map(({ typeName }) => typeName)).toEqual([]);
  });

  test('a message has at most one oneof, contiguous and of the highest numbers', () => {
    const wrong = MESSAGES.filter((message) => {
      const members = message.fields.map((field) => field.oneof !== undefined);
      const first = members.indexOf(true);
      return message.oneofs.length > 1 || (first >= 0 && members.slice(first).includes(false));
    });
    expect(wrong.map(({ typeName }) => typeName)).toEqual([]);
  });

  test('documents have no maps, floats, enums, groups or fixed-width numbers, and no message of another package', () => {
    const allowed = ['string', 'bytes', 'bool', 'int32', 'int64', 'uint32', 'uint64', 'message'];
    expect(fieldsWhere((field) => !allowed.includes(field.kind))).toEqual([]);
    expect([...IN_DOCUMENTS].filter((name) => !name.startsWith('selat.'))).toEqual([]);
  });

  test('lists of numbers are packed', () => {
    const lists = MESSAGES.flatMap(({ fields }) =>
      fields.filter((field) => field.fieldKind === 'list' && field.listKind === 'scalar'),
    );
    const unpacked = lists.filter(
      (field) =>
        field.fieldKind === 'list' && field.listKind === 'scalar' && !field.packed && ![9, 12].includes(field.scalar),
    );
    expect(unpacked.map((field) => field.toString())).toEqual([]);
  });

  test('no message contains itself, so that depth is bounded by the schema', () => {
    const reaches = (from: string, target: string, seen = new Set<string>()): boolean =>
      (SCHEMA[from]?.fields ?? []).some(({ message }) => {
        if (message === undefined || seen.has(message)) return false;
        return message === target || reaches(message, target, seen.add(message));
      });
    expect([...IN_DOCUMENTS].filter((name) => reaches(name, name))).toEqual([]);
  });
});

describe('DOC-16: time has one form', () => {
  test('instants are int64 and end in _ms, days are strings of format day', () => {
    expect(fieldsWhere((field) => field.name.endsWith('_ms') && field.kind !== 'int64')).toEqual([]);
    expect(fieldsWhere(({ name, kind }) => /(^|_)(time|at|until|date)$/.test(name) && kind.includes('int'))).toEqual(
      [],
    );
    const isDay = (field: FieldSchema) => /_on$|(^|_)day$/.test(field.name) && field.kind !== 'int32';
    expect(fieldsWhere((field) => isDay(field) && field.rules?.format !== 'day')).toEqual([]);
  });
});

describe('DOC-11: every field of a document states its limits', () => {
  test('strings have max_chars, a format or a registry', () => {
    const isFree = ({ kind, rules }: FieldSchema) =>
      kind === 'string' &&
      rules?.maxChars === undefined &&
      rules?.format === undefined &&
      rules?.registry === undefined;
    expect(fieldsWhere(isFree)).toEqual([]);
  });

  test('lists have max_items', () => {
    expect(fieldsWhere((field) => field.repeated === true && field.rules?.maxItems === undefined)).toEqual([]);
  });

  test('rules fit their fields', () => {
    expect(
      fieldsWhere(
        ({ kind, rules }) => kind !== 'string' && (rules?.maxChars ?? rules?.format ?? rules?.registry) !== undefined,
      ),
    ).toEqual([]);
    expect(
      fieldsWhere(({ kind, rules }) => rules?.freeText === true && (kind !== 'string' || rules.maxChars === undefined)),
    ).toEqual([]);
    expect(fieldsWhere(({ kind, rules }) => kind !== 'bytes' && (rules?.len ?? rules?.lens) !== undefined)).toEqual([]);
    expect(fieldsWhere(({ kind, rules }) => !/int/.test(kind) && (rules?.min ?? rules?.max) !== undefined)).toEqual([]);
    expect(
      fieldsWhere(({ repeated, rules }) => repeated !== true && (rules?.maxItems ?? rules?.unique) !== undefined),
    ).toEqual([]);
  });
});

describe('DOC-12: no bulk data, by structure', () => {
  test('bytes have a fixed length', () => {
    const free = fieldsWhere(
      ({ kind, rules }) => kind === 'bytes' && rules?.len === undefined && rules?.lens === undefined,
    );
    expect(free.filter((name) => !Object.hasOwn(FREE_BYTES, name))).toEqual([]);
    expect(Object.keys(FREE_BYTES).filter((name) => !free.includes(name))).toEqual([]);
    expect(
      fieldsWhere(({ kind, rules }) => kind === 'bytes' && Math.max(rules?.len ?? 0, ...(rules?.lens ?? [])) > 128),
    ).toEqual([]);
  });
});

describe('DOC-13: coded values', () => {
  test('every registry that a field names exists, and every registry is named by a field', () => {
    const named = new Set(
      Object.values(SCHEMA).flatMap((row) => row.fields.flatMap(({ rules }) => rules?.registry ?? [])),
    );
    expect([...named].filter((name) => REGISTRIES[name] === undefined)).toEqual([]);
    expect(Object.keys(REGISTRIES).filter((name) => !named.has(name))).toEqual([]);
  });

  test('every code is visible ASCII of at most 64 characters with a meaning in one line', () => {
    const codes = Object.entries(REGISTRIES).flatMap(([name, row]) =>
      Object.entries(row).map(([code, meaning]) => ({ name, code, meaning })),
    );
    expect(codes.filter(({ code }) => !/^[!-~]{1,64}$/.test(code))).toEqual([]);
    expect(codes.filter(({ meaning }) => !/^\S.{0,158}\S$/.test(meaning))).toEqual([]);
  });
});

describe('DOC-14: every document begins with its head', () => {
  test('field 1 is a required DocumentHead, with the exceptions of the table', () => {
    const headless = DOCUMENTS.filter(({ fields }) => {
      const [head] = fields;
      return (
        head?.no !== 1 ||
        head.name !== 'head' ||
        head.message !== 'selat.v1.DocumentHead' ||
        head.rules?.required !== true
      );
    });
    expect(headless.map(({ name }) => name).sort()).toEqual(Object.keys(HEADLESS).sort());
  });
});

describe('DOC-2, DOC-9: documents by name', () => {
  test('every document has a codec, and every codec is of a document', () => {
    expect(Object.keys(CODECS).sort()).toEqual(DOCUMENTS.map(({ name }) => name).sort());
    expect([...IN_DOCUMENTS].filter((name) => codecOf(name) === undefined)).toEqual([]);
  });

  test('every document names its signers by the roles and key purposes of the protocol', () => {
    const roles = ['issuer', 'acceptor', 'receiver', 'provider', 'consumer', 'authority', 'assessor', 'officer'];
    const signers = DOCUMENTS.flatMap(({ name, document }) =>
      (document?.signers ?? []).map((signer) => ({ name, ...signer })),
    );
    expect(
      DOCUMENTS.filter(({ document }) => document?.signers.some(({ issuing }) => issuing) !== true).map(
        ({ name }) => name,
      ),
    ).toEqual([]);
    expect(signers.filter(({ role }) => !roles.includes(role))).toEqual([]);
    expect(signers.filter(({ keyPurpose }) => !['identity', 'document', 'receipt'].includes(keyPurpose))).toEqual([]);
    expect(DOCUMENTS.filter(({ name }) => name.length > 64)).toEqual([]);
  });
});

describe('DOC-10: every message says which requirement it serves', () => {
  test('the comment of each document, or of one of its fields, cites one', () => {
    const image = execFileSync('../node_modules/.bin/buf', ['build', '-o', '-'], { cwd: PROTO, maxBuffer: 1 << 26 });
    const uncited = fromBinary(FileDescriptorSetSchema, image)
      .file.filter((file) => file.package.startsWith('selat.'))
      .flatMap((file) => file.messageType.map((message, at) => ({ name: `${file.package}.${message.name}`, file, at })))
      .filter(({ name, file, at }) => SCHEMA[name]?.document !== undefined && !citesIn(file, at));
    expect(uncited.map(({ name }) => name)).toEqual([]);
  });
});

function citesIn(file: (typeof SET.file)[number], at: number): boolean {
  const places = file.sourceCodeInfo?.location ?? [];
  return places.some(
    ({ path, leadingComments }) => path[0] === 4 && path[1] === at && /\b[A-Z]{3}-(?:\d|\*)/.test(leadingComments),
  );
}
