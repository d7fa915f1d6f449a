/** Records of one import by their content, so that overlapping pages bring each record once. [IMP-18] */
export class Repeats {
  readonly #labels = new Map<string, string>();

  /** Label of an earlier record with the same content, whatever the order of its keys; undefined = this is the first. */
  firstOf(content: unknown, label: string): string | undefined {
    const key = JSON.stringify(content, sortKeys);
    const first = this.#labels.get(key);
    if (first === undefined) this.#labels.set(key, label);
    return first;
  }

  /** Number of different records met. */
  get size(): number {
    return this.#labels.size;
  }
}

/** The sentence for a repeat. */
export function repeatOf(first: string): string {
  return `repeats ${first} word for word, which stands for both`;
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
