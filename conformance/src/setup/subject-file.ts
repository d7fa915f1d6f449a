/** Reads subject.yaml: what is tested and how it is reached. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { FEATURES, PROFILES } from '../cases/index.js';
import { VERBS } from '../subject/verbs.js';

/** A subject.yaml with mistakes: one a line, each with file and line. */
export class BadSubjectFile extends Error {
  override readonly name = 'BadSubjectFile';
}

/** A case that the subject is known to fail. */
export interface KnownFailing {
  readonly case: string;
  readonly why: string;
}

/** The parsed file. */
export interface SubjectFile {
  readonly path: string;
  /** Folder of the file, in which commands run. */
  readonly dir: string;
  /** General JWS JSON of the subject's descriptor. */
  readonly descriptor: string;
  /** `sha256:<hex>`; absent = not compared. */
  readonly fingerprint?: string;
  /** `host:port`; absent = what the descriptor says. */
  readonly address?: string;
  readonly profiles: readonly string[];
  readonly features: readonly string[];
  readonly operator?: { readonly command: readonly string[]; readonly verbs: readonly string[] };
  /** `host:port`; absent = no harness. */
  readonly harness?: string;
  readonly reset?: readonly string[];
  readonly caseLimitS: number;
  readonly knownFailing: readonly KnownFailing[];
}

const ADDRESS = /^[^\s:/]+:\d{1,5}$/;
const FINGERPRINT = /^sha256:[0-9a-f]{64}$/;
const DEFAULT_LIMIT_S = 60;

/** Collects mistakes with their lines. */
class Reader {
  readonly mistakes: string[] = [];
  readonly #lines: LineCounter;
  readonly #path: string;

  constructor(path: string, lines: LineCounter) {
    this.#path = path;
    this.#lines = lines;
  }

  say(node: Node | null | undefined, what: string): undefined {
    this.mistakes.push(`${this.#path}:${this.#lines.linePos(node?.range?.[0] ?? 0).line}: ${what}`);
  }

  members(node: Node | null, name: string, known: readonly string[]): ReadonlyMap<string, Node> {
    if (!isMap(node)) {
      this.say(node, `${name} is no set of members`);
      return new Map();
    }
    const found = new Map<string, Node>();
    for (const { key, value } of node.items) {
      const member = isScalar(key) ? String(key.value) : '';
      if (!known.includes(member)) this.say(asNode(key), `${name} has no member ${member}; it has ${known.join(', ')}`);
      const given = asNode(value);
      if (given !== undefined) found.set(member, given);
    }
    return found;
  }

  text(node: Node | undefined, name: string, form?: RegExp): string | undefined {
    if (node === undefined) return undefined;
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value !== '' && (form === undefined || form.test(value))) return value;
    return this.say(node, `${name} is not ${form === undefined ? 'a text' : `of the form ${form.source}`}`);
  }

  list(node: Node | undefined, name: string, known?: Readonly<Record<string, string>>): readonly string[] | undefined {
    if (node === undefined) return undefined;
    if (!isSeq(node)) return this.say(node, `${name} is no list`);
    return node.items.flatMap((item) => {
      const value = this.text(asNode(item), `an item of ${name}`) ?? '';
      if (known !== undefined && value !== '' && !Object.hasOwn(known, value))
        this.say(asNode(item), `${name} names ${value}; there are ${Object.keys(known).join(', ')}`);
      return value === '' ? [] : [value];
    });
  }
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'range' in value ? (value as Node) : undefined;
}

function readKnownFailing(reader: Reader, node: Node | undefined): readonly KnownFailing[] {
  if (node === undefined) return [];
  if (!isSeq(node)) return reader.say(node, 'knownFailing is no list') ?? [];
  return node.items.flatMap((item) => {
    const members = reader.members(asNode(item) ?? null, 'an item of knownFailing', ['case', 'why']);
    const found = reader.text(members.get('case'), 'case');
    const why = reader.text(members.get('why'), 'why');
    if (found === undefined || why === undefined)
      return reader.say(asNode(item), 'an item of knownFailing needs both case and why') ?? [];
    return [{ case: found, why }];
  });
}

function readOperator(reader: Reader, node: Node | undefined): SubjectFile['operator'] {
  if (node === undefined) return undefined;
  const members = reader.members(node, 'operator', ['command', 'verbs']);
  const command = reader.list(members.get('command'), 'operator.command');
  const verbs = reader.list(members.get('verbs'), 'operator.verbs', VERBS);
  if (command !== undefined && command.length > 0 && verbs !== undefined) return { command, verbs };
  return reader.say(node, 'operator needs command and verbs');
}

function readLimit(reader: Reader, node: Node | undefined): number {
  if (node === undefined) return DEFAULT_LIMIT_S;
  const value: unknown = isScalar(node) ? node.value : undefined;
  if (typeof value === 'number' && value > 0) return value;
  reader.say(node, 'caseLimitS is no number of seconds above 0');
  return DEFAULT_LIMIT_S;
}

const MEMBERS = [
  'descriptor',
  'fingerprint',
  'address',
  'profiles',
  'features',
  'operator',
  'harness',
  'reset',
  'caseLimitS',
  'knownFailing',
];

function given<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]?: V });
}

function readDescriptor(reader: Reader, node: Node | undefined, root: Node | null, dir: string): string {
  const file = reader.text(node, 'descriptor');
  if (file === undefined)
    return reader.say(node ?? root, 'descriptor is missing: name the file of the subject’s signed descriptor') ?? '';
  try {
    return readFileSync(resolve(dir, file), 'utf8');
  } catch (error) {
    return reader.say(node, `descriptor: ${error instanceof Error ? error.message : String(error)}`) ?? '';
  }
}

/** Reads the text of a file. @throws BadSubjectFile with every mistake */
export function parseSubjectFile(text: string, path: string): SubjectFile {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines });
  const reader = new Reader(path, lines);
  for (const { message } of yaml.errors) reader.say(null, message.split('\n')[0] ?? message);
  const root = asNode(yaml.contents) ?? null;
  const dir = dirname(resolve(path));
  const members = reader.members(root, 'the file', MEMBERS);
  const parsed: SubjectFile = {
    path,
    dir,
    descriptor: readDescriptor(reader, members.get('descriptor'), root, dir),
    ...given('fingerprint', reader.text(members.get('fingerprint'), 'fingerprint', FINGERPRINT)),
    ...given('address', reader.text(members.get('address'), 'address', ADDRESS)),
    profiles: reader.list(members.get('profiles'), 'profiles', PROFILES) ?? Object.keys(PROFILES),
    features: reader.list(members.get('features'), 'features', FEATURES) ?? [],
    ...given('operator', readOperator(reader, members.get('operator'))),
    ...given('harness', reader.text(members.get('harness'), 'harness', ADDRESS)),
    ...given('reset', reader.list(members.get('reset'), 'reset')),
    caseLimitS: readLimit(reader, members.get('caseLimitS')),
    knownFailing: readKnownFailing(reader, members.get('knownFailing')),
  };
  if (reader.mistakes.length > 0) throw new BadSubjectFile(reader.mistakes.join('\n'));
  return parsed;
}

/** Reads a file. @throws BadSubjectFile */
export function readSubjectFile(path: string): SubjectFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadSubjectFile(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return parseSubjectFile(text, path);
}
