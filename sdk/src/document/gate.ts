/** The strict gate: everything that a document must be before any signature is worth checking. Pure and synchronous. */
import { CODECS, type DocumentSchema, SCHEMA } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import { ALGORITHMS, type Instant } from '../keys/index.js';
import { toBase64url } from './base64url.js';
import { checkCanonical } from './canonical/index.js';
import { documentNames } from './digests.js';
import type { Expectation, Gated, Position } from './gated.js';
import { type Head, parseHead } from './head.js';
import { MAX_SIGNATURES, type ProtectedHeader, parseHeader, parseSignerEntry } from './header.js';
import { homeExchange } from './parties.js';
import { type Filling, fillPositions } from './positions.js';
import { checkSigners } from './signer-rules.js';
import { signingInput } from './signing-input.js';

/** How far the clock of an issuer may be ahead of the receiver's. [DOC-16] */
export const MAX_CLOCK_SKEW_MS = 60_000;

/** What is known of a document while it passes the gate. */
interface Parts {
  readonly type: string;
  readonly rules: DocumentSchema;
  readonly head: Head;
  readonly headers: readonly ProtectedHeader[];
  readonly signers: readonly string[];
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

function unknownType(type: string): SelatError {
  return new SelatError('DOCUMENT_TYPE_UNKNOWN', `cannot accept ${type}: this build has no such document`, { type });
}

/** The message of a payload that is canonical. @throws SelatError as `checkCanonical` */
export function decodePayload(type: string, payload: Buffer): unknown {
  checkCanonical(type, payload);
  const codec = CODECS[type];
  if (codec === undefined) throw unknownType(type);
  return codec.decode(payload);
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

function checkPlace(type: string, head: Head, { env, receiver }: Expectation): void {
  if (head.env !== env) {
    const message = `cannot accept ${type}: it belongs to ${head.env}, this gateway serves ${env}`;
    throw new SelatError('ENVIRONMENT_MISMATCH', message, { type, documentEnv: head.env, env });
  }
  if (receiver === undefined || head.audience.length === 0) return;
  // A countersigned document comes back to its issuer, who is never in its own audience.
  if (head.audience.includes(receiver) || homeExchange(head.issuer) === receiver) return;
  const audience = head.audience.join(', ');
  const message = `cannot accept ${type} at ${receiver}: its audience is ${audience}`;
  throw new SelatError('AUDIENCE_MISMATCH', message, { type, receiver, audience });
}

function checkTime({ type, head, headers }: Parts, now: Instant): void {
  const times = [head.issuedAt, ...headers.map(({ iat }) => iat * 1000)];
  const latest = Math.max(...times);
  if (latest <= now + MAX_CLOCK_SKEW_MS) return;
  const facts = { type, aheadMs: String(latest - now), limitMs: String(MAX_CLOCK_SKEW_MS) };
  const message = `cannot accept ${type}: its time is ${latest - now} ms ahead, the limit is ${MAX_CLOCK_SKEW_MS}`;
  throw new SelatError('CLOCK_SKEW', message, facts);
}

function toPositions({ type, rules, headers }: Parts, doc: SignedDocument, { filled }: Filling): Position[] {
  const encoded = toBase64url(doc.payload);
  return doc.signatures.flatMap((signed, at) => {
    const header = headers[at];
    const rule = rules.signers.find(({ role }) => role === header?.role);
    if (header === undefined || rule === undefined) return [];
    const { iss: id, role, alg, kid, iat } = header;
    const { signature } = signed;
    if (signature.length !== ALGORITHMS[alg].signatureLength) {
      const message = `cannot accept ${type}: the signature of ${id} has ${signature.length} bytes`;
      throw new SelatError('SIGNATURE_INVALID', message, { type, id, kid, bytes: String(signature.length) });
    }
    const key = { id, role, alg, kid, iat, keyPurpose: rule.keyPurpose, isIssuing: rule.issuing };
    return [{ index: filled[at] ?? -1, ...key, signature, signingInput: signingInput(signed.protected, encoded) }];
  });
}

/**
 * Passes a received document, or says why not. The order of the checks is part of the contract: the payload first,
 * then each header alone, then headers against each other, against the type, against the head, last place and time.
 *
 * @returns the decoded document; its signatures are matched to positions but not verified
 * @throws SelatError DOCUMENT_TYPE_UNKNOWN, DOCUMENT_TOO_LARGE, DOCUMENT_NOT_CANONICAL, DOCUMENT_FIELD_INVALID,
 * CODE_UNKNOWN, DOCUMENT_MALFORMED, HEADER_MALFORMED, HEADER_MISMATCH, SIGNERS_MISMATCH, SIGNER_NOT_ALLOWED,
 * SIGNATURE_REPEATED, SIGNATURE_ORDER, SIGNATURE_STRIPPED, SIGNATURE_INVALID (length), ENVIRONMENT_MISMATCH,
 * AUDIENCE_MISMATCH, CLOCK_SKEW
 * @see docs/spec/documents.md
 */
export function gate<M = unknown>(doc: SignedDocument, expected: Expectation): Gated<M> {
  return gateDecoded(doc, decodePayload(doc.type, doc.payload), expected);
}

/**
 * The rest of the gate, for a payload that was decoded, or encoded and found canonical, a moment before.
 * @param message what the payload says
 * @throws SelatError as `gate`, without the reasons of the payload
 */
export function gateDecoded<M = unknown>(doc: SignedDocument, message: unknown, expected: Expectation): Gated<M> {
  const { type, payload } = doc;
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
  const positions = toPositions(parts, doc, filling);
  checkPlace(type, head, expected);
  checkTime(parts, expected.now);
  return {
    type,
    // The codec of `type` made it; the caller names the type that belongs to that name.
    message: message as M,
    head,
    payload,
    signers,
    positions,
    form,
    ...(expected.names ?? documentNames(type, payload, doc.signatures)),
  };
}
