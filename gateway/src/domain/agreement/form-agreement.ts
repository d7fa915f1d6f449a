import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { packsFor } from '../packs/send-packs.js';
import type { Deps } from '../ports.js';
import type { Effect } from '../receive/received.js';

/**
 * What the forming of an agreement changes on each side: it becomes the pair's newest, and the peer gets every
 * participant record, every document of each listing that is not withdrawn, and the packs whose publisher it names. [AGR-5]
 */
export async function formAgreement(
  { reader, self }: Pick<Deps, 'reader' | 'self'>,
  peer: ExchangeId,
  digest: DigestHex,
): Promise<Effect> {
  const row = await reader.findPeer(peer);
  if (row === undefined)
    throw new SelatError('PEER_UNKNOWN', `cannot form an agreement with ${peer}: it is unknown`, { peer });
  if (row.agreement_digest === digest) return {};
  const { version, ...columns } = row;
  return {
    rows: [{ table: 'peer', expectedVersion: version, row: { ...columns, agreement_digest: digest } }],
    backfill: [peer],
    outbox: await packsFor(reader, self.exchange, peer, digest),
  };
}
