import type { PackCatalogue, SignedPack } from '@selat/sdk/model';
import { catalogueRow, packRows } from '../packs/pack-rows.js';
import type { Deps } from '../ports.js';
import type { Effect, Received } from './received.js';

/** The law of a jurisdiction, by a publisher that the agreement names; a peer may relay it. [CMP-20] [CMP-21] */
export async function acceptRulePack(deps: Deps, { peer, parsed, digest, now }: Received<SignedPack>): Promise<Effect> {
  return { rows: await packRows(deps, parsed, { digest, from: peer, now }) };
}

/** The texts of a pack that is known. [CMP-23] */
export async function acceptPackCatalogue(
  { reader }: Deps,
  { parsed, digest }: Received<PackCatalogue>,
): Promise<Effect> {
  return { rows: [await catalogueRow(reader, parsed, digest)] };
}
