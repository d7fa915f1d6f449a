import type { z } from 'zod';
import type { Located } from './located.js';
import { type Problem, printPath } from './problem.js';

/** Checks a parsed file against a schema; every mistake is a problem with its line, and nothing is thrown. */
export function parseWith<T>(
  schema: z.ZodType<T>,
  located: Located,
  file: string,
): { readonly data: T | undefined; readonly problems: readonly Problem[] } {
  const result = schema.safeParse(located.value);
  if (result.success) return { data: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path): Problem => {
      const message = `${issue.message}${suffix(issue.code, valueAt(located.value, path))}`;
      return { severity: 'error', file, line: located.lineOf(path), path: printPath(path), message };
    });
  });
  return { data: undefined, problems };
}

function suffix(code: string | undefined, value: unknown): string {
  if (code === 'unrecognized_keys') return '';
  if (value === undefined) return ', but it is missing';
  const text = typeof value === 'string' ? `text ${JSON.stringify(value)}` : describe(value);
  return `, got ${text.length > 80 ? `${text.slice(0, 80)}...` : text}`;
}

function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'a mapping' : `${typeof value} ${String(value)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, step) => {
    if (typeof node !== 'object' || node === null) return undefined;
    return (node as Record<PropertyKey, unknown>)[step];
  }, value);
}
