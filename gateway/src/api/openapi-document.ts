/** OpenAPI 3.1 of the table of operations, so that the description cannot differ from what is served. */
import { z } from 'zod';
import { PROTOCOL_VERSION } from '../config/version.js';
import type { RegisteredOperation } from './operation.js';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** @param prefix path under which the operations are served */
export function openApiDocument(operations: readonly RegisteredOperation[], prefix: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const each of operations) {
    const path = prefix + each.path.replace(/:([a-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [each.method.toLowerCase()]: describe(each) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Selat gateway', version: PROTOCOL_VERSION, description: 'Back office of one exchange.' },
    paths,
    components: {
      securitySchemes: {
        officer: { type: 'http', scheme: 'bearer' },
        member: { type: 'http', scheme: 'bearer', description: 'Token of an enrolment' },
      },
    },
    security: [{ officer: [] }],
  };
}

/** How a caller is known, where it is not by an officer's token. */
const SECURITY: Readonly<Record<RegisteredOperation['caller'], object>> = {
  officer: {},
  member: { security: [{ member: [] }] },
  code: { security: [], description: 'The input proves possession of a one-time code' },
};

function describe(each: RegisteredOperation): object {
  const schema = z.toJSONSchema(each.schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const inPath = [...each.path.matchAll(/:([a-z]+)/g)].map(([, name = '']) => name);
  const properties = Object.entries(schema.properties ?? {});
  const parameter = (where: 'path' | 'query') => (entry: readonly [string, object]) => ({
    name: entry[0],
    in: where,
    required: where === 'path' || (schema.required ?? []).includes(entry[0]),
    schema: entry[1],
  });
  const rest = properties.filter(([name]) => !inPath.includes(name));
  const fromPath = properties.filter(([name]) => inPath.includes(name)).map(parameter('path'));
  const isGet = each.method === 'GET';
  return {
    summary: each.summary,
    'x-roles': each.roles,
    ...SECURITY[each.caller],
    parameters: isGet ? [...fromPath, ...rest.map(parameter('query'))] : fromPath,
    ...(isGet || rest.length === 0 ? {} : { requestBody: body(rest, schema.required ?? []) }),
    responses: {
      200: { description: 'Done' },
      ...(isGet ? {} : { 202: { description: 'Not done: `waiting` is what a second officer must approve' } }),
      default: { description: 'error: reason, message, fix, requirement, facts' },
    },
  };
}

function body(properties: readonly (readonly [string, object])[], required: readonly string[]): object {
  const names = properties.map(([name]) => name);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required.filter((name) => names.includes(name)),
    additionalProperties: false,
  };
  return { required: true, content: { 'application/json': { schema } } };
}
