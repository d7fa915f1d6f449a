/** The suite's own gate for what a subject sends: canonical bytes, exact headers, every listed signature. */
import { codecOf } from '@selat/proto/schema.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { isSignature, type PublicKey } from './keys.js';
import { signerEntries, signingInput, toHeaderBytes, toLetter } from './letter.js';

/** Why a document of the subject does not hold. */
export class BadDocument extends Error {}

/** Decodes a payload and requires that its bytes are the ones that encoding gives. */
export function decodeCanonical(type: string, payload: Buffer): unknown {
  const codec = codecOf(type);
  if (codec === undefined) throw new BadDocument(`${type} is no message of the protocol`);
  const message = codec.decode(payload);
  if (!Buffer.from(codec.encode(message).finish()).equals(payload))
    throw new BadDocument(`${type} is not in canonical form`);
  return message;
}

function headerProblem(document: SignedDocument, index: number): string | undefined {
  const part = toLetter(document).signatures[index];
  if (part === undefined) return 'is absent';
  const members = Object.keys(part.header).sort().join();
  if (members !== 'alg,iat,iss,kid,role,signers,typ') return `has a header with members ${members}`;
  if (!toHeaderBytes(part.header).equals(part.headerBytes)) return 'has a header that is not in RFC 8785 form';
  return part.header['typ'] === document.type ? undefined : `has a header for ${String(part.header['typ'])}`;
}

/**
 * Verifies a document of the subject with its published keys, all of which must have signed, in the order of the signers list.
 * @param keys of the purpose that its type asks for
 * @returns the decoded message
 * @throws BadDocument
 */
export function openDocument(
  document: SignedDocument,
  by: { readonly id: string; readonly role: string; readonly keys: readonly PublicKey[] },
): unknown {
  const message = decodeCanonical(document.type, document.payload);
  const { signatures } = toLetter(document);
  const [first] = signatures;
  const listed = first === undefined ? [] : first.header['signers'];
  const own = Array.isArray(listed) ? listed.map(String) : [];
  const expected = signerEntries(by);
  if (own.slice(0, expected.length).join() !== expected.join()) {
    throw new BadDocument(`${document.type} lists the signers ${own.join(' ')}, expected are ${expected.join(' ')}`);
  }
  for (const [index, key] of by.keys.entries()) {
    const problem = headerProblem(document, index) ?? signatureProblem(document, index, key);
    if (problem !== undefined) throw new BadDocument(`signature ${index + 1} of ${document.type} ${problem}`);
  }
  return message;
}

function signatureProblem(document: SignedDocument, index: number, key: PublicKey): string | undefined {
  const part = toLetter(document).signatures[index];
  if (part?.header['kid'] !== key.kid) return `names key ${String(part?.header['kid'])}, published is ${key.kid}`;
  const isGood = isSignature(key, signingInput(part.headerBytes, document.payload), part.signature);
  return isGood ? undefined : 'does not verify';
}
