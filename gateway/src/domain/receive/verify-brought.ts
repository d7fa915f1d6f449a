/** What an officer brings as a file that somebody else signed: it is checked as if a peer had sent it. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type VerifiedDocument, verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type DomainDocument, parseDocument } from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import type { DocumentWrite } from '../change.js';
import type { Deps } from '../ports.js';
import { keyResolver } from './resolve-keys.js';

export type DocumentOf<T extends DomainDocument['type']> = Extract<DomainDocument, { readonly type: T }>;

/** A document of a file, verified and named. */
export interface Brought<T extends DomainDocument['type']> {
  readonly verified: VerifiedDocument;
  readonly parsed: DocumentOf<T>;
  readonly write: DocumentWrite;
  /** Whether it is stored already: then there is nothing to do. */
  readonly isKnown: boolean;
}

/**
 * @param types what may be brought here
 * @param wanted completes "it is ...", for a document of another type
 * @throws SelatError every reason of gate and signatures; REQUEST_INVALID for a document of another type
 */
export async function verifyBrought<T extends DomainDocument['type']>(
  { self, clock, reader }: Deps,
  document: SignedDocument,
  types: readonly T[],
  wanted: string,
): Promise<Brought<T>> {
  const against = { env: self.env, receiver: self.exchange, now: clock(), keys: keyResolver(reader) };
  const verified = await verifyDocument(document, against);
  const parsed = parseDocument(verified.type, verified.message);
  if (!isOneOf(parsed, types)) {
    const message = `cannot take ${parsed.type}: it is ${wanted}`;
    throw new SelatError('REQUEST_INVALID', message, { type: parsed.type });
  }
  const named = nameDocument(document);
  const write: DocumentWrite = { ...named, issuer: parsed.head.issuer, form: 'complete', document };
  return { verified, parsed, write, isKnown: (await reader.findDocument(named.digest)) !== undefined };
}

function isOneOf<T extends DomainDocument['type']>(
  parsed: DomainDocument,
  types: readonly T[],
): parsed is DocumentOf<T> {
  return types.some((type) => type === parsed.type);
}
