/** Reads case files: YAML in the JSON mapping of selat.conformance.v1.Case, unknown members refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileRegistry, fromBinary, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { parse } from 'yaml';
import type { Case } from '../gen/case.js';
import { CASE_DESCRIPTORS } from '../gen/case-descriptors.js';

/** A file that is no case, with why. */
export class BadCase extends Error {}

const REGISTRY = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, Buffer.from(CASE_DESCRIPTORS.join(''), 'base64')),
);

function isCase(value: JsonValue): value is JsonValue & Case {
  return typeof value === 'object' && value !== null && 'id' in value && 'steps' in value;
}

/**
 * Reads one case.
 * @param name path of the file below the folder of cases, for messages
 * @throws BadCase
 */
export function parseCase(text: string, name: string): Case {
  const schema = REGISTRY.getMessage('selat.conformance.v1.Case');
  if (schema === undefined) throw new Error('the descriptors hold no selat.conformance.v1.Case');
  try {
    const message = fromJson(schema, parse(text), { ignoreUnknownFields: false });
    const json = toJson(schema, message, { alwaysEmitImplicit: true });
    if (isCase(json)) return json;
  } catch (cause) {
    throw new BadCase(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  throw new BadCase(`${name}: it is no case`);
}

/** Reads every case below a folder, by id. @throws BadCase */
export function loadCases(folder: string): readonly Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  return files.sort().map((path) => {
    const found = parseCase(readFileSync(join(folder, path), 'utf8'), path);
    const expected = path.replaceAll('\\', '/').replace(/\.yaml$/, '');
    if (found.id !== expected) throw new BadCase(`${path}: its id is ${found.id}; write ${expected}`);
    return found;
  });
}
