/** Finds what a case file says that its schema does not have, with the line where it stands. */
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';

/** One mistake and its line, from 1. */
export interface Mistake {
  readonly line: number;
  readonly what: string;
}

type Yaml = Node | null | undefined;

/** Kinds of scalars that the schema has, by the numbers of google.protobuf.FieldDescriptorProto.Type. */
const SCALARS: Readonly<Record<number, string>> = { 5: 'number', 8: 'boolean', 9: 'string' };

function lineOf(node: Yaml, lines: LineCounter): number {
  return lines.linePos(node?.range?.[0] ?? 0).line;
}

function shortName({ typeName }: DescMessage): string {
  return typeName.slice(typeName.lastIndexOf('.') + 1);
}

function isField(field: DescField, name: string): boolean {
  return field.jsonName === name || field.name === name;
}

function checkItem(field: DescField, node: Yaml, lines: LineCounter): Mistake[] {
  if (field.message !== undefined) return checkMembers(field.message, node, lines);
  const expected = field.scalar === undefined ? 'string' : (SCALARS[field.scalar] ?? 'string');
  const value: unknown = isScalar(node) ? node.value : undefined;
  const what = `${field.jsonName} is no ${expected}${expected === 'string' ? '; put it into quotes' : ''}`;
  return typeof value === expected ? [] : [{ line: lineOf(node, lines), what }];
}

function checkPair(schema: DescMessage, { key, value }: Pair, lines: LineCounter): Mistake[] {
  const name = isScalar(key) ? String(key.value) : '';
  const node = isNode(value) ? value : undefined;
  const field = schema.fields.find((one) => isField(one, name));
  if (field === undefined) {
    const known = schema.fields.map(({ jsonName }) => jsonName).join(', ');
    const line = lineOf(isNode(key) ? key : node, lines);
    return [{ line, what: `${shortName(schema)} has no member ${name}; it has ${known || 'none'}` }];
  }
  if (field.fieldKind !== 'list') return checkItem(field, node, lines);
  if (!isSeq(node)) return [{ line: lineOf(node, lines), what: `${name} is no list` }];
  return node.items.flatMap((item) => checkItem(field, isNode(item) ? item : undefined, lines));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

/** One of several: a step that submits and waits would do only one of them. */
function checkChoices(schema: DescMessage, names: readonly string[], line: number): Mistake[] {
  return schema.oneofs.flatMap(({ name, fields }) => {
    const given = fields.filter((field) => names.some((one) => isField(field, one))).map(({ jsonName }) => jsonName);
    if (given.length === 1) return [];
    const choices = fields.map(({ jsonName }) => jsonName).join(', ');
    const said = given.length === 0 ? 'none' : given.join(' and ');
    return [{ line, what: `${shortName(schema)} needs exactly one ${name} (${choices}), it has ${said}` }];
  });
}

/** Checks a node against a message: members that are there, of the right kind, one of each choice. */
export function checkMembers(schema: DescMessage, node: Yaml, lines: LineCounter): Mistake[] {
  const line = lineOf(node, lines);
  if (!isMap(node)) return [{ line, what: `a ${shortName(schema)} is expected here, with members` }];
  const names = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  return [...checkChoices(schema, names, line), ...node.items.flatMap((pair) => checkPair(schema, pair, lines))];
}
