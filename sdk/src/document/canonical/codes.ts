/** The codes of one registry, found by their bytes: a listing carries dozens, and making a string of each costs more than the rest. */
export class Codes {
  readonly #bySize = new Map<number, Buffer[]>();

  constructor(codes: readonly string[]) {
    for (const code of codes) {
      const bytes = Buffer.from(code, 'utf8');
      const key = keyOf(bytes, 0, bytes.length);
      this.#bySize.set(key, [...(this.#bySize.get(key) ?? []), bytes]);
    }
  }

  /** Whether the bytes from `from` to `to` are a code of the registry. */
  has(bytes: Buffer, from: number, to: number): boolean {
    const candidates = this.#bySize.get(keyOf(bytes, from, to));
    if (candidates === undefined) return false;
    for (const candidate of candidates) if (isAt(candidate, bytes, from)) return true;
    return false;
  }
}

/** Length, first and last byte in one number: few codes of a registry share all three. */
function keyOf(bytes: Buffer, from: number, to: number): number {
  return ((to - from) << 16) | ((bytes[from] ?? 0) << 8) | (bytes[to - 1] ?? 0);
}

function isAt(candidate: Buffer, bytes: Buffer, from: number): boolean {
  for (let index = 0; index < candidate.length; index += 1) {
    if (candidate[index] !== bytes[from + index]) return false;
  }
  return true;
}
