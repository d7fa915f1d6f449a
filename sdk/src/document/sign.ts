import { CODECS, type Codec } from '@selat/proto/schema.js';
import type { Signature, SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import type { Algorithm, Signer } from '../keys/index.js';
import { toBase64url } from './base64url.js';
import { checkCanonical } from './canonical/index.js';
import { checkForm, type Form } from './form.js';
import { decodePayload } from './gate.js';
import { parseHead } from './head.js';
import { toHeaderBytes, toSignerEntry } from './header.js';
import { signingInput } from './signing-input.js';

/** One signature to make: a party with two algorithms stands twice. */
export interface DocumentSigner {
  readonly id: string;
  readonly role: string;
  readonly signer: Signer;
  /** Seconds since 1970; absent = the head's. The issuer's is always the head's. */
  readonly iat?: number;
}

/** One signature that another party will add. */
export interface AwaitedSigner {
  readonly id: string;
  readonly role: string;
  readonly alg: Algorithm;
}

/** A message to sign. */
export interface Draft {
  /** Full message name. */
  readonly type: string;
  /** The message in its generated form, complete with its head. */
  readonly message: unknown;
  /** In the order of the type's signer rules, the issuer first. */
  readonly signers: readonly DocumentSigner[];
}

/** Signatures that one party adds to a document. */
export interface Countersignature {
  readonly id: string;
  readonly role: string;
  /** One for each position of the party. */
  readonly signers: readonly Signer[];
  /** Seconds since 1970: when the party signs. */
  readonly iat: number;
}

/** Largest payload whose writer is used again; the memory that it wrote into stays. */
const MAX_KEPT_BYTES = 65_536;
/** Has grown to the documents of this process, so that an encoding seldom copies what it wrote. */
let spareWriter: ReturnType<Codec['encode']> | undefined;

function encodeWith(codec: Codec, message: unknown): Buffer {
  const own = spareWriter;
  // An encoding that throws leaves its writer half full, and nobody gets it again.
  spareWriter = undefined;
  const writer = codec.encode(message, own);
  const bytes = writer.finish();
  if (bytes.length <= MAX_KEPT_BYTES) spareWriter = writer;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** @throws SelatError DOCUMENT_TYPE_UNKNOWN, and every reason of the canonical form */
export function encodePayload(type: string, message: unknown): Buffer {
  const codec = Object.hasOwn(CODECS, type) ? CODECS[type] : undefined;
  if (codec === undefined) {
    throw new SelatError('DOCUMENT_TYPE_UNKNOWN', `cannot sign ${type}: this build has no such document`, { type });
  }
  const payload = encodeWith(codec, message);
  checkCanonical(type, payload);
  return payload;
}

/** What all signatures of one document share. */
export interface Frame {
  readonly typ: string;
  readonly signers: readonly string[];
  readonly encodedPayload: string;
}

/** Makes the signature of one party under its own header. */
export async function signOne(frame: Frame, by: Required<DocumentSigner>): Promise<Signature> {
  const { typ, signers, encodedPayload } = frame;
  const { id, role, signer, iat } = by;
  const header = toHeaderBytes({ alg: signer.alg, iat, iss: id, kid: signer.kid, role, signers, typ });
  return { protected: header, signature: await signer.sign(signingInput(header, encodedPayload)) };
}

async function signAll(draft: Draft, awaited: readonly AwaitedSigner[]): Promise<SignedDocument> {
  const { type: typ, message } = draft;
  const payload = encodePayload(typ, message);
  const head = parseHead(message);
  const entries = [...draft.signers.map(({ id, role, signer: { alg } }) => ({ id, role, alg })), ...awaited];
  const frame: Frame = { typ, signers: entries.map(toSignerEntry), encodedPayload: toBase64url(payload) };
  const headIat = Math.floor(head.issuedAt / 1000);
  const signatures = await Promise.all(draft.signers.map((by) => signOne(frame, { ...by, iat: by.iat ?? headIat })));
  const doc = { type: typ, payload, signatures };
  // The last look before it leaves.
  checkForm(doc, message);
  return doc;
}

/**
 * Encodes a message once and signs these bytes. What the gate would refuse is never returned.
 * @throws SelatError every reason of `gate` that concerns the form of a document
 */
export function signDocument(draft: Draft): Promise<SignedDocument> {
  return signAll(draft, []);
}

/**
 * Signs for the issuing side a document that the other side completes: `signers` lists the awaited signatures too.
 * @throws SelatError as `signDocument`; SIGNATURE_STRIPPED where the type cannot be offered
 */
export function offerDocument(draft: Draft & { readonly awaited: readonly AwaitedSigner[] }): Promise<SignedDocument> {
  return signAll(draft, draft.awaited);
}

function freePosition(form: Form, taken: readonly number[], entry: string): number {
  const used = new Set([...form.places.map(({ index }) => index), ...taken]);
  const position = form.signers.findIndex((own, index) => own === entry && !used.has(index));
  if (position >= 0) return position;
  const message = `cannot countersign ${form.type}: its signers list has no free position for ${entry}`;
  throw new SelatError('SIGNER_NOT_ALLOWED', message, { type: form.type, entry });
}

/**
 * Adds one party's signatures to the same bytes, each in its position.
 * @returns a new document; `doc` is unchanged
 * @throws SelatError SIGNER_NOT_ALLOWED where a signature has no free position; SIGNATURE_STRIPPED where others are
 * missing still; every reason of `gate` that concerns the form of `doc`
 */
export async function countersign(doc: SignedDocument, by: Countersignature): Promise<SignedDocument> {
  const { id, role, iat } = by;
  const message = decodePayload(doc.type, doc.payload);
  const form = checkForm(doc, message);
  const frame: Frame = { typ: doc.type, signers: form.signers, encodedPayload: toBase64url(doc.payload) };
  const added: { readonly index: number; readonly signature: Signature }[] = [];
  for (const signer of by.signers) {
    const taken = added.map(({ index }) => index);
    const index = freePosition(form, taken, toSignerEntry({ id, role, alg: signer.alg }));
    added.push({ index, signature: await signOne(frame, { id, role, signer, iat }) });
  }
  const present = doc.signatures.map((signature, at) => ({ index: form.places[at]?.index ?? -1, signature }));
  const inOrder = [...present, ...added].sort((a, b) => a.index - b.index);
  const completed = { ...doc, signatures: inOrder.map(({ signature }) => signature) };
  checkForm(completed, message);
  return completed;
}
