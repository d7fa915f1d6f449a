/** Who gets which packs. [CMP-22] */
import type { DigestHex, ExchangeId, PartyId, PeerAgreement } from '@selat/sdk/model';
import { parseStored } from '../acts/load-acts.js';
import { findLiveAgreement } from '../agreement/load-agreement.js';
import type { OutboxWrite } from '../change.js';
import type { Deps, Reader } from '../ports.js';
import type { RulePackRow } from '../rows-packs.js';
import { agreedPublishers } from './publishers.js';

type Line = { readonly publisher: PartyId; readonly jurisdiction: string };

const names = (agreement: PeerAgreement, { publisher, jurisdiction }: Line): boolean =>
  agreedPublishers(agreement, jurisdiction).includes(publisher);

/** Peers whose agreement names the publisher; a suspended one gets it when the suspension ends. */
export async function peersNaming(deps: Deps, line: Line): Promise<readonly ExchangeId[]> {
  const peers: ExchangeId[] = [];
  for (const { exchange } of await deps.reader.listPeers()) {
    const live = await findLiveAgreement(deps, exchange);
    if (live !== undefined && names(live.agreement, line)) peers.push(exchange);
  }
  return peers;
}

/**
 * Deliveries of every pack that this exchange published or installed to a peer whose agreement has just been formed, in the
 * order of their versions, each followed by its newest texts. What the peer has answered is not sent again.
 */
export async function packsFor(reader: Reader, self: ExchangeId, peer: ExchangeId, agreement: DigestHex) {
  const stored = await reader.findDocument(agreement);
  const document = stored === undefined ? undefined : parseStored(stored);
  if (document?.type !== 'selat.v1.PeerAgreement' || document.packPublishers.length === 0) return [];
  const rows = (await reader.listPacks()).filter((row) => row.source === self && names(document, row));
  const digests = rows.flatMap(({ digest, catalogue_digest }: RulePackRow) =>
    catalogue_digest === null ? [digest] : [digest, catalogue_digest],
  );
  const answers = digests.length === 0 ? [] : await reader.listReceipts(digests);
  const answered = new Set(answers.flatMap((one) => (one.issuer === peer ? [one.documentDigest] : [])));
  const sent = digests.filter((digest) => !answered.has(digest));
  return Promise.all(sent.map((digest) => delivery(reader, peer, digest)));
}

async function delivery(reader: Reader, peer: ExchangeId, digest: DigestHex): Promise<OutboxWrite> {
  const stored = await reader.findDocument(digest);
  if (stored === undefined) throw new Error(`document ${digest} is lost`);
  return { peer, digest, submissionDigest: stored.submissionDigest };
}
