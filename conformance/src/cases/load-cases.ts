/** Reads case files: YAML in the JSON mapping of selat.conformance.v1.Case, unknown members refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileRegistry, fromBinary, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { LineCounter, parseDocument } from 'yaml';
import type { Case } from '../gen/case.js';
import { CASE_DESCRIPTORS } from '../gen/case-descriptors.js';
import { problemOf } from './check-case.js';
import { checkMembers } from './check-members.js';

/** A file that is no case; each line of the message says file, line and what is wrong. */
export class BadCase extends Error {
  override readonly name = 'BadCase';
}

const REGISTRY = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, Buffer.from(CASE_DESCRIPTORS.join(''), 'base64')),
);

function isCase(value: JsonValue): value is JsonValue & Case {
  return typeof value === 'object' && value !== null && 'id' in value && 'steps' in value;
}

function bad(name: string, mistakes: readonly { readonly line: number; readonly what: string }[]): BadCase {
  return new BadCase(mistakes.map(({ line, what }) => `${name}:${line}: ${what}`).join('\n'));
}

/**
 * Reads one case.
 * @param name path of the file below the folder of cases, for messages
 * @throws BadCase with every mistake that the schema finds
 */
export function parseCase(text: string, name: string): Case {
  const schema = REGISTRY.getMessage('selat.conformance.v1.Case');
  if (schema === undefined) throw new Error('the descriptors hold no selat.conformance.v1.Case');
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines });
  const broken = yaml.errors.map(({ message, linePos }) => ({
    line: linePos?.[0].line ?? 1,
    what: message.split('\n')[0]?.replace(/ at line .*$/, '') ?? '',
  }));
  if (broken.length > 0) throw bad(name, broken);
  const mistakes = checkMembers(schema, yaml.contents, lines);
  if (mistakes.length > 0) throw bad(name, mistakes);
  try {
    const message = fromJson(schema, yaml.toJS(), { ignoreUnknownFields: false });
    const json = toJson(schema, message, { alwaysEmitImplicit: true });
    if (isCase(json)) return json;
  } catch (cause) {
    throw new BadCase(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  throw new BadCase(`${name}: it is no case`);
}

function loadOne(folder: string, path: string): Case {
  const found = parseCase(readFileSync(join(folder, path), 'utf8'), path);
  const expected = path.replaceAll('\\', '/').replace(/\.yaml$/, '');
  const problem = found.id === expected ? problemOf(found) : `its id is ${found.id || 'absent'}; write ${expected}`;
  if (problem !== undefined) throw new BadCase(`${path}: ${problem}`);
  return found;
}

/** Reads every case below a folder, by id. @throws BadCase that names every file which is none */
export function loadCases(folder: string): readonly Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  const wrong: string[] = [];
  const cases = files.sort().flatMap((path) => {
    try {
      return [loadOne(folder, path)];
    } catch (error) {
      if (!(error instanceof BadCase)) throw error;
      wrong.push(error.message);
      return [];
    }
  });
  if (wrong.length > 0) throw new BadCase(wrong.join('\n'));
  return cases;
}
