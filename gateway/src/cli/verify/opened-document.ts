/** A document of a file that passed the strict gate, read offline: any environment, any audience. */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type Gated, gate } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import type { Instant } from '@selat/sdk/keys';
import { type DomainDocument, isSupportedType, parseDocument } from '@selat/sdk/model';

export interface OpenedDocument {
  readonly gated: Gated;
  /** Document digest, 64 hexadecimal digits. */
  readonly digest: string;
  /** Narrowed message; absent for a type that this build does not act on. */
  readonly content?: DomainDocument;
}

/** @throws SelatError every reason of the gate and of the narrowing */
export function openDocument(document: SignedDocument, now: Instant): OpenedDocument {
  const gated = gateAnyEnvironment(document, now);
  const digest = gated.documentDigest.toString('hex');
  if (!isSupportedType(document.type)) return { gated, digest };
  return { gated, digest, content: parseDocument(document.type, gated.message) };
}

/** The file says which environment it belongs to; that all parts say the same is checked over the whole file. */
function gateAnyEnvironment(document: SignedDocument, now: Instant): Gated {
  try {
    return gate(document, { env: 'SANDBOX', now });
  } catch (error) {
    if (!(error instanceof SelatError) || error.reason !== 'ENVIRONMENT_MISMATCH') throw error;
    return gate(document, { env: 'LIVE', now });
  }
}
