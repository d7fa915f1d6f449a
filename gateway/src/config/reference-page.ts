/** The page docs/reference/configuration.md, made of the schema of selat.yaml: what a gateway accepts is what it says. */
import { z } from 'zod';
import { VARIABLES } from './environment-table.js';
import { configSchema, FIXES } from './schema.js';

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

const HEAD = `# Configuration

Made from the code; a test compares. \`npx --no-install vitest run gateway/test/config/reference-page.test.ts -u\` writes it anew.

\`selat init\` writes \`selat.yaml\`, and \`selat serve\` reads it once, at the start. Every mistake is reported at once, with key, line
and what to write; a key that is not listed here is a mistake. Relative paths start at the folder of the file. A key without a
default has to be there, unless it says optional.
`;

const ENVIRONMENT = `## Environment

Secrets come from the environment or from files that it names, never from \`selat.yaml\`. An empty variable counts as unset.

| variable | read by | overrides | what |
| --- | --- | --- | --- |
`;

/** @returns the whole page, in Markdown */
export function referencePage(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) => {
    const isNeeded = schema.required?.includes(name) === true;
    const rows = rowsOf(name, section, isNeeded);
    return `## ${name}\n\n| key | type | default | what |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  const variables = VARIABLES.map(({ name, readBy, overrides, what }) => {
    const who = { serve: 'serve', command: 'the other commands', both: 'all' }[readBy];
    return `| \`${name}\` | ${who} | ${overrides === undefined ? '' : `\`${overrides}\``} | ${what} |`;
  });
  return `${[HEAD, ...sections].join('\n')}\n${ENVIRONMENT}${variables.join('\n')}\n`;
}

function rowsOf(key: string, schema: JsonSchema, isNeeded: boolean): string[] {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return [rowOf(key, schema, isNeeded)];
  return properties.flatMap(([name, property]) =>
    rowsOf(`${key}.${name}`, property, isNeeded && schema.required?.includes(name) === true),
  );
}

function rowOf(key: string, schema: JsonSchema, isNeeded: boolean): string {
  const preset = schema.default === undefined ? (isNeeded ? '' : 'optional') : `\`${JSON.stringify(schema.default)}\``;
  return `| \`${key}\` | ${typeOf(schema)} | ${preset} | ${whatOf(key)} |`;
}

/** What to write for a key says what the key is for. A key without words of its own is a mistake that a test finds. */
function whatOf(key: string): string {
  const fix = FIXES[key];
  if (fix === undefined) throw new Error(`key ${key} has no words in FIXES`);
  return fix
    .replace(/^write /, '')
    .replace(/, or remove the key$/, '')
    .replaceAll('|', '\\|');
}

function typeOf(schema: JsonSchema): string {
  const { enum: codes, items, additionalProperties } = schema;
  if (codes !== undefined) return codes.map((code) => `\`${String(code)}\``).join(', ');
  if (schema.type === 'array') {
    const most = schema.maxItems === undefined ? '' : `, at most ${schema.maxItems}`;
    return `list of ${typeOf(items ?? {})}${most}`;
  }
  if (schema.type === 'object' && typeof additionalProperties === 'object')
    return `map of ${typeOf(additionalProperties)}`;
  if (schema.type === 'object') return `{ ${Object.keys(schema.properties ?? {}).join(', ')} }`;
  return `${WORDS[schema.type ?? ''] ?? schema.type ?? 'text'}${rangeOf(schema)}`;
}

const WORDS: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false' };

function rangeOf({ minimum, maximum, minLength, maxLength }: JsonSchema): string {
  if (minimum !== undefined || maximum !== undefined) return `, ${minimum ?? ''} to ${maximum ?? ''}`;
  if (maxLength !== undefined) return `, ${minLength ?? 0} to ${maxLength} characters`;
  return '';
}
