/** The form of a document: whether content, headers and signatures fit each other, wherever and whenever it is read. */
import { type DocumentSchema, SCHEMA } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import { ALGORITHMS } from '../keys/index.js';
import type { Gated, Position } from './gated.js';
import { type Head, parseHead } from './head.js';
import { MAX_SIGNATURES, type ProtectedHeader, parseHeader, parseSignerEntry } from './header.js';
import { type Filling, fillPositions } from './positions.js';
import { checkSigners } from './signer-rules.js';

/** What the form of a document shows. */
export interface Form extends Pick<Gated, 'type' | 'head' | 'signers' | 'form'> {
  /** One for each signature, in their order. */
  readonly headers: readonly ProtectedHeader[];
  /** One for each signature, ascending. */
  readonly places: readonly Omit<Position, 'signingInput'>[];
}

/** What is known of a document while its form is checked. */
interface Parts {
  readonly type: string;
  readonly rules: DocumentSchema;
  readonly head: Head;
  readonly headers: readonly ProtectedHeader[];
  readonly signers: readonly string[];
}

/** The error for a type that this build does not have. */
export function unknownType(type: string): SelatError {
  return new SelatError('DOCUMENT_TYPE_UNKNOWN', `cannot accept ${type}: this build has no such document`, { type });
}

function checkCount({ type, signatures }: SignedDocument): void {
  const count = signatures.length;
  const facts = { type, count: String(count), limit: String(MAX_SIGNATURES) };
  if (count === 0) throw new SelatError('SIGNATURE_STRIPPED', `cannot accept ${type}: it has no signature`, facts);
  if (count > MAX_SIGNATURES) {
    const message = `cannot accept ${type}: it has ${count} signatures, the limit is ${MAX_SIGNATURES}`;
    throw new SelatError('DOCUMENT_MALFORMED', message, facts);
  }
}

function commonSigners(type: string, headers: readonly ProtectedHeader[]): readonly string[] {
  const [first, ...others] = headers;
  const signers = first?.signers ?? [];
  for (const [index, other] of others.entries()) {
    const isSame = other.signers.length === signers.length && other.signers.every((entry, at) => entry === signers[at]);
    if (!isSame) {
      const message = `cannot accept ${type}: the signers list of signature ${index + 2} differs from the first`;
      throw new SelatError('SIGNERS_MISMATCH', message, { type, signature: String(index + 2) });
    }
  }
  return signers;
}

function checkTyp(type: string, headers: readonly ProtectedHeader[]): void {
  for (const { typ, iss } of headers) {
    if (typ === type) continue;
    const message = `cannot accept ${type}: the header of ${iss} says typ ${typ}`;
    throw new SelatError('HEADER_MISMATCH', message, { type, typ, iss });
  }
}

/** The issuer's own signatures are made at the head's second; other parties sign when they do. */
function checkIssuerIat({ type, head, headers, signers }: Parts): void {
  const role = signers[0]?.split('#')[1];
  const expected = Math.floor(head.issuedAt / 1000);
  for (const { iss, role: own, iat } of headers) {
    if (iss !== head.issuer || own !== role || iat === expected) continue;
    const message = `cannot accept ${type}: the header of ${iss} says iat ${iat}, the head says ${expected}`;
    throw new SelatError('HEADER_MISMATCH', message, { type, iss, iat: String(iat), expected: String(expected) });
  }
}

function formOf({ type, rules, signers }: Parts, { missing }: Filling): 'complete' | 'offered' {
  if (missing.length === 0) return 'complete';
  const issuing = new Set(rules.signers.filter((rule) => rule.issuing).map(({ role }) => role));
  const isIssuing = signers.map((entry) => issuing.has(entry.split('#')[1] ?? ''));
  const isOffer = isIssuing.every((side, index) => side !== missing.includes(index));
  if (rules.mayBeOffered && isOffer) return 'offered';
  const absent = missing.map((index) => `${index} (${signers[index]})`).join(', ');
  const message = `cannot accept ${type}: signatures are missing at ${absent}`;
  throw new SelatError('SIGNATURE_STRIPPED', message, { type, missing: absent });
}

function toPlaces({ type, rules, headers }: Parts, doc: SignedDocument, { filled }: Filling): Form['places'] {
  return headers.map(({ iss: id, role, alg, kid, iat }, at) => {
    const signature = doc.signatures[at]?.signature ?? Buffer.alloc(0);
    if (signature.length !== ALGORITHMS[alg].signatureLength) {
      const message = `cannot accept ${type}: the signature of ${id} has ${signature.length} bytes`;
      throw new SelatError('SIGNATURE_INVALID', message, { type, id, kid, bytes: String(signature.length) });
    }
    // The signers list names each header's entry, and the rules each role of the list.
    const { keyPurpose = '', issuing = false } = rules.signers.find((rule) => rule.role === role) ?? {};
    return { index: filled[at] ?? -1, id, role, alg, kid, iat, keyPurpose, isIssuing: issuing, signature };
  });
}

/**
 * Checks the form of a document whose payload is canonical: each header alone, then headers against each other, against
 * the type, and against the head.
 * @param message what the payload says
 * @throws SelatError the reasons of `gate` from DOCUMENT_MALFORMED to SIGNATURE_INVALID
 */
export function checkForm(doc: SignedDocument, message: unknown): Form {
  const { type } = doc;
  const rules = SCHEMA[type]?.document;
  if (rules === undefined) throw unknownType(type);
  checkCount(doc);
  const head = parseHead(message);
  const headers = doc.signatures.map((signature) => parseHeader(signature.protected));
  checkTyp(type, headers);
  const signers = commonSigners(type, headers);
  checkSigners(type, signers.map(parseSignerEntry), rules.signers, head.issuer);
  const parts: Parts = { type, rules, head, headers, signers };
  const filling = fillPositions(type, signers, headers);
  const form = formOf(parts, filling);
  checkIssuerIat(parts);
  return { type, head, headers, signers, form, places: toPlaces(parts, doc, filling) };
}
