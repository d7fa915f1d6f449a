import type { ExchangeId } from '@selat/sdk/model';
import type { Change, DocumentWrite } from '../change.js';

/** Who is sent an attestation or its withdrawal. */
export type Reach =
  | { readonly kind: 'EVERYONE' }
  | { readonly kind: 'PEER'; readonly peers: readonly ExchangeId[] }
  | { readonly kind: 'HOME' };

/** Leaves and deliveries of a document that this exchange made or was given to pass on. [ATT-4] */
export function sendOn(
  { digest, submissionDigest, document }: DocumentWrite,
  reach: Reach,
): Pick<Change, 'leaves' | 'broadcast' | 'outbox'> {
  const leaf = { act: document.type, documentDigest: digest, submissionDigest };
  const form = { digest, submissionDigest };
  if (reach.kind === 'HOME') return { leaves: [{ ...leaf, direction: 'local', chain: '-' }] };
  if (reach.kind === 'EVERYONE') {
    return { leaves: [{ ...leaf, direction: 'out', chain: '*' }], broadcast: [form] };
  }
  return {
    leaves: reach.peers.map((peer) => ({ ...leaf, direction: 'out' as const, chain: peer })),
    outbox: reach.peers.map((peer) => ({ peer, ...form })),
  };
}
