/** The strict gate: everything that a document must be before any signature is worth checking. Pure and synchronous. */
import { CODECS } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { SelatError } from '../errors/index.js';
import type { Instant } from '../keys/index.js';
import { toBase64url } from './base64url.js';
import { checkCanonical } from './canonical/index.js';
import { documentNames } from './digests.js';
import { checkForm, type Form, unknownType } from './form.js';
import type { Expectation, Gated, Position } from './gated.js';
import type { Head } from './head.js';
import { homeExchange } from './parties.js';
import { PayloadReader } from './payload-reader.js';
import { signingInput } from './signing-input.js';

/** How far the clock of an issuer may be ahead of the receiver's. [DOC-16] */
export const MAX_CLOCK_SKEW_MS = 60_000;

/** The message of a payload that is canonical. @throws SelatError as `checkCanonical` */
export function decodePayload(type: string, payload: Buffer): unknown {
  checkCanonical(type, payload);
  const codec = CODECS[type];
  if (codec === undefined) throw unknownType(type);
  return codec.decode(new PayloadReader(payload));
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

function checkTime({ type, head, headers }: Form, now: Instant): void {
  let latest = head.issuedAt;
  for (const { iat } of headers) latest = Math.max(latest, iat * 1000);
  if (latest <= now + MAX_CLOCK_SKEW_MS) return;
  const facts = { type, aheadMs: String(latest - now), limitMs: String(MAX_CLOCK_SKEW_MS) };
  const message = `cannot accept ${type}: its time is ${latest - now} ms ahead, the limit is ${MAX_CLOCK_SKEW_MS}`;
  throw new SelatError('CLOCK_SKEW', message, facts);
}

function toPositions({ places }: Form, { payload, signatures }: SignedDocument): Position[] {
  const encoded = toBase64url(payload);
  const inputOf = (at: number) => signingInput(signatures[at]?.protected ?? Buffer.alloc(0), encoded);
  return places.map((place, at) => ({ ...place, signingInput: inputOf(at) }));
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
  const { type, payload } = doc;
  const message = decodePayload(type, payload);
  const found = checkForm(doc, message);
  const { head, signers, form } = found;
  checkPlace(type, head, expected);
  checkTime(found, expected.now);
  const positions = toPositions(found, doc);
  const { documentDigest, submissionDigest } = expected.names ?? documentNames(type, payload, doc.signatures);
  // The codec of `type` made the message; the caller names the type that belongs to that name.
  return { type, message: message as M, head, payload, signers, positions, form, documentDigest, submissionDigest };
}
