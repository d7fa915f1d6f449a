/** Asks a peer for the descriptors that follow the one known here: whoever was given an old file learns of the rest. [IDN-3] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { FederationServiceClient } from '@selat/proto/selat/v1/federation_service.js';
import { SelatError } from '@selat/sdk/errors';
import type { ExchangeId } from '@selat/sdk/model';
import { findChained } from '../domain/keys/descriptor-chain.js';
import type { Deps } from '../domain/ports.js';
import { receiveDocument } from '../domain/receive/receive-document.js';
import { type PeerChannel, parseStatus } from './transport/index.js';

/** Most descriptors that one answer is followed through; a longer chain is followed at the next call. */
const MAX_FOLLOWED = 64;

/** Calls the peer once. @throws SelatError where it cannot be reached; what is wrong with a descriptor ends the chain */
export async function followDescriptors(deps: Deps, peer: ExchangeId, channel: PeerChannel): Promise<void> {
  const row = await deps.reader.findPeer(peer);
  const known = row === undefined ? undefined : await findChained(deps.reader, row.descriptor_digest);
  const documents = await descriptorsAfter(peer, channel, known?.descriptor.sequence ?? 0);
  const arrival = { peer, channel: `pull-${deps.random(8).toString('hex')}`, kind: 'unary' } as const;
  for (const document of documents.slice(0, MAX_FOLLOWED)) {
    try {
      await receiveDocument(deps, document, arrival);
    } catch (error) {
      if (error instanceof SelatError) return;
      throw error;
    }
  }
}

function descriptorsAfter(peer: ExchangeId, channel: PeerChannel, sequence: number): Promise<SignedDocument[]> {
  const client = channel.client(FederationServiceClient);
  return new Promise((resolve, reject) => {
    client.getDescriptor({ knownSequence: BigInt(sequence) }, (error, response) => {
      if (error === null) resolve(response.descriptors);
      else reject(parseStatus(error, peer));
    });
  });
}
