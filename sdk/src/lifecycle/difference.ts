/** A decoded message, read field by field. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the path of the first field in which two decoded messages differ, in the names of the .proto file, or undefined
 * where they are equal. Lists are compared in order: in signed terms the order is content.
 */
export function findDifference(a: unknown, b: unknown, path: string): string | undefined {
  if (a === b) return undefined;
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.equals(b) ? undefined : path;
  if (Array.isArray(a) && Array.isArray(b)) return findDifferenceInLists(a, b, path);
  if (!isFields(a) || !isFields(b)) return path;
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = findDifference(a[name], b[name], `${path}.${snakeCase(name)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findDifferenceInLists(a: readonly unknown[], b: readonly unknown[], path: string): string | undefined {
  if (a.length !== b.length) return path;
  for (const [index, item] of a.entries()) {
    const found = findDifference(item, b[index], `${path}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
