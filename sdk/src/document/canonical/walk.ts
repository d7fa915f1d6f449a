/**
 * One pass over the bytes of a message. Bytes that are not canonical end it; what breaks a field's rules is kept until the
 * walk has shown that all bytes are canonical, and an unknown code until no rule is broken: the same bytes give the same
 * reason whoever walks them, and only a document that time can cure is deferred.
 */
import { Distinct } from './distinct.js';
import type { FieldPlan, MessagePlan } from './plan.js';
import { MAX_DEPTH, Report, shown } from './report.js';
import { hasWordLongerThan, isInNfc, scanText, type TextScan } from './text.js';
import { type Cursor, readVarint, signed, unsigned } from './varint.js';

/** Most characters of one word of free text that is not CJK. [DOC-12] */
export const MAX_WORD_CHARS = 256;

const ABSENT = 'is required and absent';
const DEFAULT = 'is present with its default';
const NO_BYTES = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

/** One walk at a time: the object is made once and reused, since walks are synchronous. */
export class Walk {
  readonly #report = new Report();
  readonly #cursor: Cursor = { at: 0, low: 0, high: 0 };
  readonly #scan: TextScan = { chars: 0, isAscii: true, mayBeUnnormalised: false };
  #bytes: Buffer = NO_BYTES;
  #view: DataView = NO_VIEW;
  #maxTextBytes = 0;
  #textBytes = 0;

  /** Walks all of `bytes`. @throws SelatError the first fault of the gravest kind */
  run(plan: MessagePlan, bytes: Buffer, maxTextBytes: number): void {
    this.#report.reset(plan.name);
    this.#cursor.at = 0;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#maxTextBytes = maxTextBytes;
    this.#textBytes = 0;
    this.#message(plan, bytes.length);
    this.#bytes = NO_BYTES;
    this.#report.settle();
  }

  #message(plan: MessagePlan, end: number): void {
    const fields = plan.fields;
    const cursor = this.#cursor;
    let index = 0;
    let count = 0;
    let hasOneof = false;
    let seen: Distinct | undefined;
    while (cursor.at < end) {
      const start = cursor.at;
      const tag = this.#tag(end);
      let field = fields[index];
      if (field === undefined || field.tag !== tag) {
        index = this.#skipTo(plan, tag, index, count, start);
        field = fields[index] as FieldPlan;
        count = 0;
        seen = undefined;
        if (field.isOneof && hasOneof) this.#report.refuse('is the second member of a oneof', start, field.name);
      }
      const isItem = field.isList && !field.isPacked;
      this.#report.stand(field, isItem ? count : -1);
      if (count > 0 && !isItem) this.#report.refuse('stands twice', start);
      count += 1;
      hasOneof ||= field.isOneof;
      this.#value(field, start, end);
      if (!isItem) continue;
      if (count > field.maxItems) this.#tooMany(field, start);
      if (field.isUnique) seen = this.#distinct(field, start, seen);
    }
    this.#absent(plan, index + (count > 0 ? 1 : 0), fields.length, end);
    const { requiredOneof } = plan;
    if (requiredOneof !== undefined && !hasOneof) this.#report.breaks(ABSENT, end, undefined, requiredOneof);
  }

  #tag(end: number): number {
    const cursor = this.#cursor;
    const start = cursor.at;
    const wrong = readVarint(this.#bytes, end, cursor);
    if (wrong !== undefined) this.#report.refuseMessage(wrong, start);
    if (cursor.high !== 0) this.#report.refuseMessage('has a field number beyond 2^29 - 1', start);
    return cursor.low;
  }

  /** Index of the field that `tag` opens, at or after `from`; notes required fields that were passed over. */
  #skipTo(plan: MessagePlan, tag: number, from: number, count: number, start: number): number {
    const fields = plan.fields;
    let index = from;
    while (index < fields.length && (fields[index] as FieldPlan).tag < tag) index += 1;
    if (fields[index]?.tag !== tag) this.#refuseTag(plan, tag, start);
    this.#absent(plan, from + (count > 0 ? 1 : 0), index, start);
    return index;
  }

  #refuseTag(plan: MessagePlan, tag: number, start: number): never {
    const report = this.#report;
    const field = plan.fields.find(({ no }) => no === tag >>> 3);
    if (field === undefined) return report.refuse('is an unknown field', start, String(tag >>> 3));
    if (field.tag === tag) return report.refuse('stands after a field of a higher number', start, field.name);
    return report.refuse(`has wire type ${tag & 7} instead of ${field.tag & 7}`, start, field.name);
  }

  #absent(plan: MessagePlan, from: number, to: number, offset: number): void {
    for (let index = from; index < to; index += 1) {
      const field = plan.fields[index] as FieldPlan;
      if (field.isRequired) this.#report.breaks(ABSENT, offset, undefined, field.name);
    }
  }

  #value(field: FieldPlan, start: number, end: number): void {
    const cursor = this.#cursor;
    const wrong = readVarint(this.#bytes, end, cursor);
    if (wrong !== undefined) this.#report.refuse(wrong, start);
    if ((field.tag & 7) === 0) {
      this.#number(field, start);
      return;
    }
    const from = cursor.at;
    const length = unsigned(cursor);
    if (length > end - from) this.#report.refuse('ends before its length', start);
    if (length === 0 && !field.mayBeDefault && field.kind !== 'message') this.#report.refuse(DEFAULT, start);
    const to = from + length;
    if (field.isPacked) this.#packed(field, start, to);
    else if (field.message !== undefined) this.#nested(field.message, to, start);
    else if (field.kind === 'string') this.#text(field, from, to);
    else this.#blob(field, from, length);
    cursor.at = to;
  }

  #nested(plan: MessagePlan, to: number, start: number): void {
    if (!this.#report.enter()) this.#report.refuse(`is nested more than ${MAX_DEPTH} deep`, start);
    this.#message(plan, to);
    this.#report.leave();
  }

  #packed(field: FieldPlan, start: number, to: number): void {
    const cursor = this.#cursor;
    if (cursor.at === to) this.#report.refuse('is present with no items', start);
    let seen: Distinct | undefined;
    for (let count = 0; cursor.at < to; count += 1) {
      this.#report.stand(field, count);
      const at = cursor.at;
      const wrong = readVarint(this.#bytes, to, cursor);
      if (wrong !== undefined) this.#report.refuse(wrong, at);
      this.#number(field, at);
      if (count >= field.maxItems) this.#tooMany(field, at);
      if (field.isUnique) seen = this.#distinct(field, at, seen);
    }
  }

  /** The varint is in the cursor. */
  #number(field: FieldPlan, start: number): void {
    const report = this.#report;
    const cursor = this.#cursor;
    const { low, high } = cursor;
    if (low === 0 && high === 0 && !field.mayBeDefault) report.refuse(DEFAULT, start);
    if (field.kind === 'bool') {
      if (high !== 0 || low > 1) report.refuse('is neither 0 nor 1', start);
      return;
    }
    if (field.kind === 'uint32' && high !== 0) report.refuse('does not fit 32 bits', start);
    if (field.kind === 'int32' && (low <= 0x7fffffff ? high !== 0 : high !== 0xffffffff)) {
      report.refuse('is not a sign-extended 32-bit number', start);
    }
    const isUnsigned = field.kind === 'uint64' || field.kind === 'uint32';
    const value = isUnsigned ? unsigned(cursor) : signed(cursor);
    if (value < field.min) report.breaks('is below the least value', start, { limit: String(field.min) });
    else if (value > field.max) report.breaks('is above the greatest value', start, { limit: String(field.max) });
  }

  #text(field: FieldPlan, from: number, to: number): void {
    const { known, maxChars } = field;
    if (known === undefined) {
      this.#anyText(field, from, to);
      return;
    }
    const slot = known.slotOf(this.#view, from, to);
    // What is known is ASCII, so that each byte is a character.
    if (slot >= 0 && to - from <= maxChars && known.holds(slot, this.#view, from, to)) return;
    if (this.#anyText(field, from, to) && slot >= 0) known.keep(slot, this.#view, from, to);
  }

  /** Returns whether the text is plain and within its form or registry. */
  #anyText(field: FieldPlan, from: number, to: number): boolean {
    const scan = this.#scan;
    const report = this.#report;
    const fault = scanText(this.#bytes, this.#view, from, to, scan);
    if (fault !== undefined) report.refuse(fault, from);
    const { chars, isAscii, mayBeUnnormalised } = scan;
    const { maxChars, format, codes } = field;
    if (chars > maxChars) report.breaks(`has ${chars} characters`, from, { limit: String(maxChars) });
    if (field.isFreeText) this.#freeText(from, to);
    const isCode = codes === undefined || codes.has(this.#bytes, from, to);
    if (!isCode) report.isUnknown(this.#bytes.toString('utf8', from, to), field.registryName, from);
    if (!mayBeUnnormalised && format === undefined) return isAscii && isCode;
    const text = this.#bytes.toString(isAscii ? 'latin1' : 'utf8', from, to);
    if (mayBeUnnormalised && !isInNfc(text)) report.refuse('is not in NFC', from);
    if (format === undefined || format.matches(text)) return isAscii && isCode;
    report.breaks(`is not ${format.meaning}`, from, { format: field.formatName, value: shown(text) });
    return false;
  }

  #freeText(from: number, to: number): void {
    const limit = this.#maxTextBytes;
    const length = to - from;
    this.#textBytes += length;
    if (this.#textBytes > limit) this.#report.exceeds('takes the free text beyond its limit in bytes', from, limit);
    // A word of so many characters has at least as many bytes, so that short text is never read.
    if (length > MAX_WORD_CHARS && hasWordLongerThan(this.#bytes.toString('utf8', from, to), MAX_WORD_CHARS)) {
      this.#report.exceeds('has a word beyond the limit in characters', from, MAX_WORD_CHARS);
    }
  }

  #blob(field: FieldPlan, from: number, length: number): void {
    if (field.lengths === undefined || field.lengths.includes(length)) return;
    this.#report.breaks(`has ${length} bytes`, from, { limit: field.lengths.join(' or ') });
  }

  #distinct(field: FieldPlan, start: number, seen = new Distinct(this.#bytes)): Distinct {
    if (seen.repeats(start, this.#cursor.at)) this.#report.breaks(`repeats an item of ${field.name}`, start);
    return seen;
  }

  #tooMany(field: FieldPlan, start: number): void {
    this.#report.breaks('is one item too many', start, { limit: String(field.maxItems) });
  }
}
