/** What an officer brings as a file: it is checked as if a peer had sent it, and sent on. [CMP-22] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { DigestHex, PackCatalogue, SignedPack } from '@selat/sdk/model';
import type { Change, DocumentWrite, RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import { verifyBrought } from '../receive/verify-brought.js';
import type { Actor } from '../view-types.js';
import { catalogueRow, packRows } from './pack-rows.js';
import { peersNaming } from './send-packs.js';

const TYPES = ['selat.v1.RulePack', 'selat.v1.PackCatalogue'] as const;

/** What an officer brought. */
export interface Installation {
  readonly change: Change;
  /** The pack that it is, or whose texts. */
  readonly pack: DigestHex;
}

/**
 * Installs a pack, or texts of one, and sends it to every peer whose agreement names its publisher. What is known already
 * changes nothing.
 * @throws SelatError every reason of gate and signatures; PACK_PUBLISHER_UNKNOWN, PREDECESSOR_MISSING, PACK_SUCCESSION,
 *   PACK_INVALID, PACK_NOT_OWNED; REQUEST_INVALID for a document of another type
 */
export async function installSigned(deps: Deps, actor: Actor, document: SignedDocument): Promise<Installation> {
  const { parsed, write, isKnown } = await verifyBrought(deps, document, TYPES, 'neither a rule pack nor its texts');
  const pack = parsed.type === 'selat.v1.RulePack' ? write.digest : parsed.pack;
  if (isKnown) return { change: {}, pack };
  const rows = await rowsOf(deps, parsed, write.digest);
  return {
    pack,
    change: { officer: actor.id, documents: [write], rows, ...(await onward(deps, parsed, write, rows)) },
  };
}

async function rowsOf(deps: Deps, parsed: SignedPack | PackCatalogue, digest: DigestHex): Promise<readonly RowWrite[]> {
  if (parsed.type === 'selat.v1.RulePack') return packRows(deps, parsed, { digest, now: deps.clock() });
  return [await catalogueRow(deps.reader, parsed, digest)];
}

/** The leaf on the chain for everybody, and a delivery to each peer that may have it. */
async function onward(
  deps: Deps,
  { type }: SignedPack | PackCatalogue,
  { digest, submissionDigest }: DocumentWrite,
  rows: readonly RowWrite[],
): Promise<Pick<Change, 'leaves' | 'outbox'>> {
  const line = rows.flatMap((write) => (write.table === 'rule_pack' ? [write.row] : []))[0];
  const peers = line === undefined ? [] : await peersNaming(deps, line);
  const leaf = { act: type, direction: 'out', chain: '*', documentDigest: digest, submissionDigest } as const;
  return { leaves: [leaf], outbox: peers.map((peer) => ({ peer, digest, submissionDigest })) };
}
