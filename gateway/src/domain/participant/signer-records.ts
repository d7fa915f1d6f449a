import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { ParticipantRecord } from '@selat/proto/selat/v1/identity.js';
import { parseHeader } from '@selat/sdk/document';
import { isExchange } from '@selat/sdk/model';
import type { Reader } from '../ports.js';

/**
 * The records of the participants that signed any of these documents, oldest first: every revision, because the newest
 * names a revoked key without stating it. Whoever checks the signatures offline needs them. [IDN-22]
 */
export async function signerRecords(
  reader: Reader,
  documents: readonly SignedDocument[],
): Promise<readonly SignedDocument[]> {
  const signers = documents.flatMap(({ signatures }) => signatures.map((one) => parseHeader(one.protected).iss));
  const participants = [...new Set(signers)].filter((id) => !isExchange(id));
  const chains = await Promise.all(participants.map((id) => chainOf(reader, id)));
  return chains.flat();
}

async function chainOf(reader: Reader, id: string): Promise<SignedDocument[]> {
  const chain: SignedDocument[] = [];
  let digest = (await reader.findParticipant(id))?.record_digest ?? '';
  while (digest !== '') {
    const stored = await reader.findDocument(digest);
    if (stored === undefined) break;
    chain.unshift(stored.document);
    digest = ParticipantRecord.decode(stored.document.payload).supersedes.toString('hex');
  }
  return chain;
}
