/**
 * A document whose bytes are fixed before anybody signs: several parties of the issuing side sign the same payload, each
 * where its key is, and one of them puts the signatures together. [IDN-26]
 */
import { CODECS, SCHEMA } from '@selat/proto/schema.js';
import type { Signature, SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import { toBase64url } from './base64url.js';
import { checkCanonical } from './canonical/index.js';
import { type Digest, documentDigest } from './digests.js';
import { checkForm } from './form.js';
import { decodePayload } from './gate.js';
import { type Head, parseHead } from './head.js';
import { parseSignerEntry, type SignerEntry, toSignerEntry } from './header.js';
import { type DocumentSigner, encodePayload, signOne } from './sign.js';
import { checkSigners } from './signer-rules.js';

/** The exact bytes that are to be signed, and by whom. */
export interface PreparedDocument {
  /** Full message name. */
  readonly type: string;
  readonly payload: Buffer;
  /** Entries `<id>#<role>#<alg>` of the complete document, the issuer first. */
  readonly signers: readonly string[];
}

/** A prepared document that is well formed. */
export interface OpenedPreparation<M = unknown> extends PreparedDocument {
  readonly message: M;
  readonly head: Head;
  readonly documentDigest: Digest;
}

/**
 * Encodes a message once, for all who will sign it.
 * @throws SelatError every reason of `gate` that concerns payload and signers list
 */
export function prepareDocument(type: string, message: unknown, signers: readonly SignerEntry[]): OpenedPreparation {
  return openPrepared({ type, payload: encodePayload(type, message), signers: signers.map(toSignerEntry) });
}

/**
 * Checks what somebody else prepared before a key touches it: canonical bytes of a known type, and a signers list that
 * the type allows.
 * @throws SelatError every reason of `gate` that concerns payload and signers list
 */
export function openPrepared<M = unknown>(prepared: PreparedDocument): OpenedPreparation<M> {
  const { type, payload, signers } = prepared;
  checkCanonical(type, payload);
  const rules = SCHEMA[type]?.document;
  const codec = Object.hasOwn(CODECS, type) ? CODECS[type] : undefined;
  if (rules === undefined || codec === undefined) {
    throw new SelatError('DOCUMENT_TYPE_UNKNOWN', `cannot sign ${type}: this build has no such document`, { type });
  }
  const message = codec.decode(payload);
  const head = parseHead(message);
  checkSigners(type, signers.map(parseSignerEntry), rules.signers, head.issuer);
  // The codec of `type` made the message.
  return { type, payload, signers, message: message as M, head, documentDigest: documentDigest(type, payload) };
}

/** Signs prepared bytes for one party. @throws SelatError SIGNER_NOT_ALLOWED where the signers list does not name it */
export async function signPrepared(prepared: PreparedDocument, by: Required<DocumentSigner>): Promise<Signature> {
  const { type, payload, signers } = prepared;
  const entry = toSignerEntry({ id: by.id, role: by.role, alg: by.signer.alg });
  if (!signers.includes(entry)) {
    const message = `cannot sign ${type}: its signers list does not name ${entry}`;
    throw new SelatError('SIGNER_NOT_ALLOWED', message, { type, entry });
  }
  return signOne({ typ: type, signers, encodedPayload: toBase64url(payload) }, by);
}

/**
 * Puts the signatures of all parties together, in the order of their positions.
 * @throws SelatError every reason of `gate` that concerns the form of a document
 */
export function assembleDocument(prepared: OpenedPreparation, signatures: readonly Signature[]): SignedDocument {
  const { type, payload } = prepared;
  const document = { type, payload, signatures: [...signatures] };
  checkForm(document, decodePayload(type, payload));
  return document;
}
