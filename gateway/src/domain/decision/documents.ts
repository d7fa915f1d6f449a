/** Facts and decisions that are stored here, by their digests. */
import { SelatError } from '@selat/sdk/errors';
import type { ComplianceDecision, DigestHex, StatedFacts } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import type { Reader } from '../ports.js';

/** Stated facts by the digest of their document. */
export interface NamedFacts {
  readonly digest: DigestHex;
  readonly stated: StatedFacts;
}

/** @throws SelatError PREDECESSOR_MISSING */
async function loadFacts(reader: Reader, digest: DigestHex): Promise<StatedFacts> {
  const stored = await reader.findDocument(digest);
  const document = stored === undefined ? undefined : parseStored(stored);
  if (document?.type === 'selat.v1.FlowFacts') return document;
  throw missing('facts', digest);
}

/** The same for several, each with its digest. @throws SelatError PREDECESSOR_MISSING */
export function loadNamedFacts(reader: Reader, digests: readonly DigestHex[]): Promise<readonly NamedFacts[]> {
  return Promise.all(digests.map(async (digest) => ({ digest, stated: await loadFacts(reader, digest) })));
}

/** @throws SelatError PREDECESSOR_MISSING */
export async function loadDecision(reader: Reader, digest: DigestHex): Promise<ComplianceDecision> {
  const stored = await reader.findDocument(digest);
  const document = stored === undefined ? undefined : parseStored(stored);
  if (document?.type === 'selat.v1.ComplianceDecision') return document;
  throw missing('decision', digest);
}

function missing(what: 'facts' | 'decision', digest: DigestHex): SelatError {
  const facts = { what, digest: `sha256:${digest}` };
  return new SelatError('PREDECESSOR_MISSING', `cannot use ${what} ${facts.digest}: no such document is here`, facts);
}
