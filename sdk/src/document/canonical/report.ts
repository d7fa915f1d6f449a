/** Where a walk stands, and what it found wrong. */
import { type Facts, type Reason, SelatError } from '../../errors/index.js';
import type { FieldPlan } from './plan.js';

/** Deepest nesting of messages; no document of the protocol comes near it, and it keeps a hostile one off the stack. */
export const MAX_DEPTH = 32;

/**
 * Collects the faults of one walk. Bytes that are not canonical end it; what breaks a rule is kept until `settle`, an
 * unknown code counts only where no rule is broken. Nothing is built before a fault is found.
 */
export class Report {
  readonly #fields: (FieldPlan | undefined)[] = new Array(MAX_DEPTH).fill(undefined);
  readonly #items: number[] = new Array(MAX_DEPTH).fill(-1);
  #depth = 0;
  #type = '';
  #broken: SelatError | undefined;
  #unknown: SelatError | undefined;

  /** Starts over, for a document of this type. */
  reset(type: string): void {
    this.#depth = 0;
    this.#type = type;
    this.#broken = undefined;
    this.#unknown = undefined;
  }

  /** Stands at a field of the message entered last; `item` is its place in a list, or -1. */
  stand(field: FieldPlan, item: number): void {
    this.#fields[this.#depth] = field;
    this.#items[this.#depth] = item;
  }

  /** Enters the message in the field that the walk stands at; false, and no step, where that is too deep. */
  enter(): boolean {
    if (this.#depth + 1 === MAX_DEPTH) return false;
    this.#depth += 1;
    return true;
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Ends the walk: the bytes are not canonical at the field, or at another one of the same message. [DOC-10] */
  refuse(problem: string, offset: number, name?: string): never {
    throw this.#error('DOCUMENT_NOT_CANONICAL', this.#path(name), problem, offset);
  }

  /** Ends the walk: the bytes of the message entered last cannot be read on. [DOC-10] */
  refuseMessage(problem: string, offset: number): never {
    const steps = this.#steps(this.#depth);
    throw this.#error('DOCUMENT_NOT_CANONICAL', steps.join('.'), problem, offset);
  }

  /** A rule of the field, or of another one of the same message, is broken. [DOC-11] */
  breaks(problem: string, offset: number, facts?: Facts, name?: string): void {
    this.#broken ??= this.#error('DOCUMENT_FIELD_INVALID', this.#path(name), problem, offset, facts);
  }

  /** The field takes the document beyond a limit of its size. [DOC-12] */
  exceeds(problem: string, offset: number, limit: number): void {
    this.#broken ??= this.#error('DOCUMENT_TOO_LARGE', this.#path(), problem, offset, { limit: String(limit) });
  }

  /** The code in the field is in no registry of this build. [DOC-13] */
  isUnknown(value: string, registry: string, offset: number): void {
    const problem = `is no known code of ${registry}`;
    this.#unknown ??= this.#error('CODE_UNKNOWN', this.#path(), problem, offset, { registry, value: shown(value) });
  }

  /** @throws SelatError the first broken rule, otherwise the first unknown code */
  settle(): void {
    const fault = this.#broken ?? this.#unknown;
    if (fault !== undefined) throw fault;
  }

  #error(reason: Reason, path: string, problem: string, offset: number, facts?: Facts): SelatError {
    const message = `cannot accept ${this.#type}: ${path === '' ? 'the payload' : path} ${problem} (byte ${offset})`;
    return new SelatError(reason, message, { type: this.#type, path, offset: String(offset), problem, ...facts });
  }

  /** Such as `product.fields[3].name`; `name` stands for a field that the walk does not stand at. */
  #path(name?: string): string {
    const steps = name === undefined ? this.#steps(this.#depth + 1) : [...this.#steps(this.#depth), name];
    return steps.join('.');
  }

  #steps(count: number): string[] {
    return Array.from({ length: count }, (_, depth) => {
      const item = this.#items[depth] ?? -1;
      return `${this.#fields[depth]?.name ?? ''}${item < 0 ? '' : `[${item}]`}`;
    });
  }
}

/** The start of a value, for an error; long values are cut at a character. */
export function shown(text: string): string {
  return text.length <= 64 ? text : `${[...text].slice(0, 64).join('')}...`;
}
