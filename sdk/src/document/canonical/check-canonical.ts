/** The strict gate over received bytes: what passes is the only encoding of what it says, within every stated limit. */
import { REGISTRIES, SCHEMA } from '@selat/proto/schema.js';
import { SelatError } from '../../errors/index.js';
import { planner, type RegistryTable, type SchemaTable } from './plan.js';
import { MAX_WORD_CHARS, Walk } from './walk.js';

/** Most bytes of a payload whose type states no other limit. [DOC-12] */
const MAX_PAYLOAD_BYTES = 262_144;

/** Most bytes of free text in one document. [DOC-12] */
const MAX_TEXT_BYTES = 32_768;

/** Sizes that a document is held to. [DOC-12] */
export interface DocumentLimits {
  readonly maxPayloadBytes: number;
  /** Bytes of UTF-8 in all fields marked `free_text`; infinite where the type has no such limit. */
  readonly maxTextBytes: number;
  /** Code points of one word of free text that is not CJK. */
  readonly maxWordChars: number;
}

/** A gate over the messages of one table. */
export type CanonicalGate = (name: string, payload: Uint8Array) => void;

/** Makes a gate that is pure and synchronous; each message is compiled on first use. */
export function createGate(schema: SchemaTable, registries: RegistryTable): CanonicalGate {
  const planOf = planner(schema, registries);
  const walk = new Walk();
  return (name, payload) => {
    const plan = planOf(name);
    if (plan === undefined) throw unknownType(name);
    const limits = limitsIn(schema, name);
    if (payload.length > limits.maxPayloadBytes) throw tooLarge(name, payload.length, limits.maxPayloadBytes);
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    walk.run(plan, bytes, limits.maxTextBytes);
  };
}

const gate = createGate(SCHEMA, REGISTRIES);

/**
 * Checks the payload of a document without decoding it.
 *
 * @param type full name of a message that travels as a document, such as `selat.v1.Listing`
 * @throws SelatError DOCUMENT_TYPE_UNKNOWN for any other name; DOCUMENT_TOO_LARGE [DOC-12]; DOCUMENT_NOT_CANONICAL [DOC-10];
 * DOCUMENT_FIELD_INVALID [DOC-11]; CODE_UNKNOWN, only where nothing else is wrong [DOC-13]. Facts: type, path, offset, problem, limit
 */
export function checkCanonical(type: string, payload: Uint8Array): void {
  if (!isDocument(type)) throw unknownType(type);
  gate(type, payload);
}

/** The same check for a message that is no document, such as `selat.v1.LeafOpening`. @throws SelatError as `checkCanonical` */
export function checkCanonicalPart(name: string, bytes: Uint8Array): void {
  gate(name, bytes);
}

/** Sizes that a document of this type is held to. @throws SelatError DOCUMENT_TYPE_UNKNOWN */
export function limitsOf(type: string): DocumentLimits {
  if (!isDocument(type)) throw unknownType(type);
  return limitsIn(SCHEMA, type);
}

function isDocument(type: string): boolean {
  return Object.hasOwn(SCHEMA, type) && SCHEMA[type]?.document !== undefined;
}

function limitsIn(schema: SchemaTable, name: string): DocumentLimits {
  const rules = schema[name]?.document;
  return {
    maxPayloadBytes: rules?.maxPayloadBytes ?? MAX_PAYLOAD_BYTES,
    maxTextBytes: rules?.textUnlimited === true ? Number.POSITIVE_INFINITY : MAX_TEXT_BYTES,
    maxWordChars: MAX_WORD_CHARS,
  };
}

function unknownType(type: string): SelatError {
  const shown = type.slice(0, 96);
  return new SelatError(
    'DOCUMENT_TYPE_UNKNOWN',
    `cannot check a document: ${JSON.stringify(shown)} is no document type`,
    { type: shown },
  );
}

function tooLarge(type: string, size: number, limit: number): SelatError {
  const facts = { type, path: '', offset: String(limit), size: String(size), limit: String(limit) };
  return new SelatError(
    'DOCUMENT_TOO_LARGE',
    `cannot accept ${type}: its payload has ${size} bytes, the limit is ${limit}`,
    facts,
  );
}
