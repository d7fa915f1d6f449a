import { BinaryReader } from '@selat/proto/schema.js';
import { asBuffer } from './base64url.js';
import { ShortTexts } from './canonical/index.js';

/** Slots for texts: the codes, languages and ids of a region, and the names of the fields that its catalogues share. */
const SLOTS = 1024;
const known = new ShortTexts(SLOTS);
const texts = new Array<string>(SLOTS).fill('');

/**
 * Reads the fields of a payload that `checkCanonical` let pass. A short text that was read before is given again instead
 * of being made anew: most strings of a listing are such, and documents that are kept share them.
 */
export class PayloadReader extends BinaryReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.#bytes = asBuffer(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** @throws RangeError where the payload ends before the text */
  override string(): string {
    const length = this.uint32();
    const from = this.pos;
    const to = from + length;
    if (to > this.len) throw new RangeError('premature end');
    this.pos = to;
    const slot = known.slotOf(this.#view, from, to);
    if (slot >= 0 && known.holds(slot, this.#view, from, to)) return texts[slot] as string;
    const text = this.#bytes.toString('utf8', from, to);
    if (slot >= 0) {
      known.keep(slot, this.#view, from, to);
      texts[slot] = text;
    }
    return text;
  }
}
