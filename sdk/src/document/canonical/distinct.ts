/** Finds an item of a list that stands twice, by its bytes. */

/** Lists up to here are compared item by item in place; beyond, a set keeps the cost of a long list from growing with its square. */
const FEW = 16;

/** The items of one list that stood before. */
export class Distinct {
  readonly #bytes: Buffer;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #texts: Set<string> | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Notes the item from `start` to `end`; true where it stood before. Items are equal when their canonical bytes are. */
  repeats(start: number, end: number): boolean {
    const count = this.#starts.length;
    if (count >= FEW) return this.#repeatsOfMany(start, end);
    for (let at = 0; at < count; at += 1) {
      const from = this.#starts[at] as number;
      if ((this.#ends[at] as number) - from === end - start && this.#areEqual(from, start, end)) return true;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    return false;
  }

  #areEqual(from: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    const shift = from - start;
    // From the end on: the items of a list begin alike.
    for (let at = end - 1; at >= start; at -= 1) if (bytes[at] !== bytes[at + shift]) return false;
    return true;
  }

  #repeatsOfMany(start: number, end: number): boolean {
    this.#texts ??= new Set(this.#starts.map((from, at) => this.#textOf(from, this.#ends[at] as number)));
    const text = this.#textOf(start, end);
    if (this.#texts.has(text)) return true;
    this.#texts.add(text);
    return false;
  }

  #textOf(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end);
  }
}
