import { SelatError } from '@selat/sdk/errors';
import type { ExchangeDescriptor } from '@selat/sdk/model';
import { acceptAgreement, findAgreementIn } from '../agreement/accept-agreement.js';
import { commonProfiles, commonVersion } from '../agreement/negotiate.js';
import { noticeAgreement } from '../agreement/notice-agreement.js';
import { pinPeer, trustDescriptor } from '../agreement/pin-peer.js';
import { noProposal, proposeAgreement, sideOf } from '../agreement/propose-agreement.js';
import type { Change } from '../change.js';
import type { PeerRow } from '../rows.js';
import type { PeerView, UseCases } from '../use-cases.js';
import { printPeer } from '../views/peer-view.js';
import { printDigest } from '../views/print.js';
import type { Office } from './office.js';

type PeerCases = Pick<UseCases, 'listPeers' | 'showPeer' | 'proposePeer' | 'acceptPeer' | 'noticePeer'>;

/** First contact and agreements. [AGR-1] [AGR-6] */
export function peerCases(office: Office): PeerCases {
  const { deps } = office;
  const { reader, committer } = deps;
  return {
    listPeers: async () => Promise.all((await reader.listPeers()).map((row) => printPeer(deps, row))),
    showPeer: async (exchange) => printPeer(deps, await requirePeer(office, exchange)),
    proposePeer: async (actor, { descriptor: jws, fingerprint, ...terms }) => {
      const trusted = await trustDescriptor(deps, jws, fingerprint);
      requireCommonGround(office, trusted.descriptor);
      await committer.commit(async () => ({ ...(await pinPeer(deps, trusted)), officer: actor.id }));
      const { descriptor: peer, write } = trusted;
      const proposal = { own: office.keys.keys.own().descriptor, peer, peerFingerprint: write.digest, terms };
      let proposed: Change = {};
      await committer.commit(async () => {
        proposed = await proposeAgreement(deps, actor, proposal);
        return proposed;
      });
      const digest = printDigest(proposed.documents?.[0]?.digest ?? '');
      return { ...(await printPeer(deps, await requirePeer(office, peer.id))), proposal: digest };
    },
    acceptPeer: async (actor, { descriptor: jws, fingerprint, waitMs }) => {
      const trusted = await trustDescriptor(deps, jws, fingerprint);
      const peer = trusted.descriptor.id;
      requireCommonGround(office, trusted.descriptor);
      await committer.commit(async () => ({ ...(await pinPeer(deps, trusted)), officer: actor.id }));
      await awaitProposal(office, peer, waitMs);
      await committer.commit(() => acceptAgreement(deps, actor, peer));
      return awaitForce(office, peer, waitMs);
    },
    noticePeer: async (actor, exchange, kind, note) => {
      await requirePeer(office, exchange);
      await committer.commit(() => noticeAgreement(deps, actor, exchange, { kind, note }));
      return printPeer(deps, await requirePeer(office, exchange));
    },
  };
}

/** Two exchanges that cannot talk are told so before either pins the other. [AGR-14] [AGR-15] */
function requireCommonGround({ deps, protocolVersions, keys }: Office, peer: ExchangeDescriptor): void {
  const own = deps.self.exchange;
  commonVersion({ exchange: own, listed: protocolVersions }, { exchange: peer.id, listed: peer.protocolVersions });
  commonProfiles(sideOf(keys.keys.own().descriptor), sideOf(peer));
}

async function requirePeer({ deps }: Office, exchange: string): Promise<PeerRow> {
  const row = await deps.reader.findPeer(exchange);
  if (row !== undefined) return row;
  throw new SelatError('PEER_UNKNOWN', `cannot show peer ${exchange}: it is not known here`, { peer: exchange });
}

/** Calls the peer, which then sends its proposal, and waits for it. @throws SelatError PEER_UNKNOWN, PEER_UNREACHABLE */
async function awaitProposal({ deps, waiter, peering }: Office, peer: string, waitMs: number): Promise<void> {
  const find = () => findAgreementIn(deps, peer, ['proposed']);
  if ((await find()) !== undefined) return;
  await peering.contact(peer);
  if ((await waiter.until(find, waitMs)) === undefined) throw noProposal(peer);
}

/** The agreement is formed by the proposer's receipt: waits for it, and shows the peer as it then is. */
async function awaitForce(office: Office, peer: string, waitMs: number): Promise<PeerView> {
  const { deps, waiter } = office;
  await waiter.until(() => findAgreementIn(deps, peer, ['in-force', 'not-started']), waitMs);
  return printPeer(deps, await requirePeer(office, peer));
}
