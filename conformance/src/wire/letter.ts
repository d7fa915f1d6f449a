/** A document while the suite makes it: payload bytes, and for each signature its header and its key. [DOC-4, DOC-5] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { SuiteKey } from './keys.js';

/** Members of a protected header; the suite may put anything there. */
export type Header = Readonly<Record<string, unknown>>;

/** One signature, with what is needed to make it again. */
export interface LetterSignature {
  readonly header: Header;
  /** Bytes that are signed and sent; the RFC 8785 form of `header` unless a case wants another. */
  readonly headerBytes: Buffer;
  /** Key that signs; absent where somebody else signed. */
  readonly key?: SuiteKey;
  readonly signature: Buffer;
}

/** A signed document in parts. */
export interface Letter {
  readonly type: string;
  readonly payload: Buffer;
  readonly signatures: readonly LetterSignature[];
}

/** One party that signs. */
export interface LetterSigner {
  readonly id: string;
  readonly role: string;
  readonly keys: readonly SuiteKey[];
  /** Whole seconds since 1970. */
  readonly iat: number;
}

/** RFC 8785 for the values that headers hold: ASCII text, whole numbers, lists of text; members sorted by code unit. */
export function toHeaderBytes(header: Header): Buffer {
  const sorted = Object.entries(header).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(Object.fromEntries(sorted)), 'utf8');
}

/** RFC 7515 signing input. */
export function signingInput(headerBytes: Buffer, payload: Buffer): Buffer {
  return Buffer.from(`${headerBytes.toString('base64url')}.${payload.toString('base64url')}`, 'ascii');
}

/** `<id>#<role>#<alg>` for each signature of a party. */
export function signerEntries({
  id,
  role,
  keys,
}: Pick<LetterSigner, 'id' | 'role'> & { readonly keys: readonly { readonly alg: string }[] }): string[] {
  return keys.map(({ alg }) => `${id}#${role}#${alg}`);
}

/** Makes a signature again over new header bytes or a new payload; one without a key stays as it is. */
export function signAgain(part: LetterSignature, payload: Buffer): LetterSignature {
  if (part.key === undefined) return part;
  return { ...part, signature: part.key.sign(signingInput(part.headerBytes, payload)) };
}

function signPart(type: string, payload: Buffer, signers: readonly string[], party: LetterSigner): LetterSignature[] {
  return party.keys.map((key) => {
    const header = { alg: key.alg, iat: party.iat, iss: party.id, kid: key.kid, role: party.role, signers, typ: type };
    const headerBytes = toHeaderBytes(header);
    return { header, headerBytes, key, signature: key.sign(signingInput(headerBytes, payload)) };
  });
}

/**
 * Signs a payload for one party.
 * @param awaited entries of those who sign later, after the party's own
 */
export function signLetter(
  type: string,
  payload: Buffer,
  party: LetterSigner,
  awaited: readonly string[] = [],
): Letter {
  const signers = [...signerEntries(party), ...awaited];
  return { type, payload, signatures: signPart(type, payload, signers, party) };
}

/** Adds the signatures of another party to the same bytes. */
export function countersignLetter({ type, payload, signatures }: Letter, party: LetterSigner): Letter {
  const listed = signatures[0]?.header['signers'];
  const signers = Array.isArray(listed) ? listed.map(String) : [];
  return { type, payload, signatures: [...signatures, ...signPart(type, payload, signers, party)] };
}

/** Reads a document that somebody else signed, so that it can be sent on, changed or countersigned. */
export function toLetter({ type, payload, signatures }: SignedDocument): Letter {
  const parts = signatures.map((one) => {
    const header: unknown = JSON.parse(one.protected.toString('utf8'));
    const members = typeof header === 'object' && header !== null ? Object.fromEntries(Object.entries(header)) : {};
    return { header: members, headerBytes: one.protected, signature: one.signature };
  });
  return { type, payload, signatures: parts };
}

/** The form that is sent. */
export function toDocument({ type, payload, signatures }: Letter): SignedDocument {
  return {
    type,
    payload,
    signatures: signatures.map(({ headerBytes, signature }) => ({ protected: headerBytes, signature })),
  };
}
