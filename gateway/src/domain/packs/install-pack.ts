/** What an officer brings as a file: it is checked as if a peer had sent it, and sent on. [CMP-22] */
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { verifyDocument } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { type DigestHex, type PackCatalogue, parseDocument, type SignedPack } from '@selat/sdk/model';
import { nameDocument } from '../acts/own-act.js';
import type { Change, DocumentWrite, RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import { keyResolver } from '../receive/resolve-keys.js';
import type { Actor } from '../view-types.js';
import { catalogueRow, packRows } from './pack-rows.js';
import { peersNaming } from './send-packs.js';

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
  const { self, clock, reader } = deps;
  const against = { env: self.env, receiver: self.exchange, now: clock(), keys: keyResolver(reader) };
  const verified = await verifyDocument(document, against);
  const parsed = parseDocument(verified.type, verified.message);
  if (parsed.type !== 'selat.v1.RulePack' && parsed.type !== 'selat.v1.PackCatalogue') {
    const message = `cannot install ${parsed.type}: it is neither a rule pack nor its texts`;
    throw new SelatError('REQUEST_INVALID', message, { type: parsed.type });
  }
  const named = nameDocument(document);
  const write: DocumentWrite = { ...named, issuer: parsed.head.issuer, form: 'complete', document };
  const pack = parsed.type === 'selat.v1.RulePack' ? named.digest : parsed.pack;
  if ((await reader.findDocument(named.digest)) !== undefined) return { change: {}, pack };
  const rows = await rowsOf(deps, parsed, named.digest);
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
