/**
 * Short texts known again by their bytes, four at a time: ids, codes, languages and names stand in document after document,
 * and to compare a few words of memory costs a tenth of a string made anew, or of a regular expression over it.
 */

/** Words of four bytes for each text. */
const WORDS = 12;
/** Longer texts hardly come again. */
const MAX_BYTES = 4 * WORDS;
const NONE = new Int32Array(0);

/**
 * A table of fixed size. Texts that fall into the same slot take each other's place: strangers can fill no memory with it,
 * and slow nobody down beyond what the work costs without it.
 */
export class ShortTexts {
  readonly #mask: number;
  /** Made with the first text: most forms and registries of a schema are never met. */
  #words = NONE;
  /** Bytes of the text in each slot; 0 where there is none. */
  readonly #lengths: Uint8Array;

  /** @param slots a power of two */
  constructor(slots: number) {
    this.#mask = slots - 1;
    this.#lengths = new Uint8Array(slots);
  }

  /** The slot for the bytes from `from` to `to`; -1 where they are none, or too many. */
  slotOf(view: DataView, from: number, to: number): number {
    if (from === to || to - from > MAX_BYTES) return -1;
    let sum = to - from;
    for (let at = from; at < to - 4; at += 4) sum = Math.imul(sum ^ view.getInt32(at, true), 0x9e3779b1);
    sum = Math.imul(sum ^ lastWord(view, from, to), 0x9e3779b1);
    return (sum ^ (sum >>> 15)) & this.#mask;
  }

  /** Whether the slot holds these bytes. */
  holds(slot: number, view: DataView, from: number, to: number): boolean {
    if (this.#lengths[slot] !== to - from) return false;
    const words = this.#words;
    let word = slot * WORDS;
    for (let at = from; at < to - 4; at += 4, word += 1) if (words[word] !== view.getInt32(at, true)) return false;
    return words[word] === lastWord(view, from, to);
  }

  /** Puts these bytes into the slot, in place of what was there. */
  keep(slot: number, view: DataView, from: number, to: number): void {
    if (this.#words === NONE) this.#words = new Int32Array(this.#lengths.length * WORDS);
    this.#lengths[slot] = to - from;
    let word = slot * WORDS;
    for (let at = from; at < to - 4; at += 4, word += 1) this.#words[word] = view.getInt32(at, true);
    this.#words[word] = lastWord(view, from, to);
  }
}

/** The last four bytes, which may overlap the word before; fewer make a word of their own, and the length tells them apart. */
function lastWord(view: DataView, from: number, to: number): number {
  const length = to - from;
  if (length >= 4) return view.getInt32(to - 4, true);
  return length === 1 ? view.getUint8(from) : view.getUint16(from, true) | (view.getUint8(to - 1) << 16);
}
