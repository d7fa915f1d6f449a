/** Whose packs count for which jurisdiction. */
import type { PartyId, PeerAgreement } from '@selat/sdk/model';
import { findAgreementInForce } from '../agreement/load-agreement.js';
import type { Deps } from '../ports.js';

/** Whom this exchange trusts for its own law beside any agreement: as configured, else itself. */
export function ownPublishers({
  self,
  packPublishers = [],
}: Pick<Deps, 'self' | 'packPublishers'>): readonly PartyId[] {
  const configured = packPublishers.filter(({ jurisdiction }) => jurisdiction === self.jurisdiction);
  return configured.length === 0 ? [self.exchange] : configured.map(({ publisher }) => publisher);
}

/** Publishers that an agreement names for a jurisdiction, in its order. */
export function agreedPublishers({ packPublishers }: PeerAgreement, jurisdiction: string): readonly PartyId[] {
  return packPublishers.flatMap((one) => (one.jurisdiction === jurisdiction ? [one.publisher] : []));
}

/** The other party of an agreement. */
function peerOf({ self }: Pick<Deps, 'self'>, { proposer, acceptor }: PeerAgreement): string {
  return proposer.exchange === self.exchange ? acceptor.exchange : proposer.exchange;
}

/**
 * Publishers by jurisdiction, in the order in which they are asked for a pack. For the own law an agreement picks among those
 * that this exchange trusts; where it names only others, it is they.
 */
export async function publishersOf(
  deps: Deps,
  agreement?: PeerAgreement,
): Promise<ReadonlyMap<string, readonly PartyId[]>> {
  const { jurisdiction } = deps.self;
  const own = ownPublishers(deps);
  if (agreement === undefined) return new Map([[jurisdiction, own]]);
  const agreed = agreedPublishers(agreement, jurisdiction);
  const both = own.filter((publisher) => agreed.includes(publisher));
  const forOwnLaw = agreed.length === 0 ? own : [...both, ...agreed.filter((publisher) => !both.includes(publisher))];
  const theirs = (await deps.reader.findPeer(peerOf(deps, agreement)))?.jurisdiction;
  const third = agreement.packPublishers.filter(
    (one) => one.jurisdiction !== jurisdiction && one.jurisdiction !== theirs,
  );
  const places = [...new Set(third.map((one) => one.jurisdiction))].sort();
  return new Map([
    [jurisdiction, forOwnLaw],
    ...places.map((place) => [place, agreedPublishers(agreement, place)] as const),
  ]);
}

/**
 * Whether packs of a publisher are taken for a jurisdiction: its own law as this exchange trusts it, and what an agreement
 * in force names. [CMP-20]
 * @param from peer that brings it; absent where an officer of this exchange does: then any agreement will do
 */
export async function isPublisherKnown(
  deps: Deps,
  { jurisdiction, publisher }: { readonly jurisdiction: string; readonly publisher: PartyId },
  from?: string,
): Promise<boolean> {
  if (isTrusted(deps, jurisdiction, publisher)) return true;
  const peers = from === undefined ? (await deps.reader.listPeers()).map(({ exchange }) => exchange) : [from];
  for (const peer of peers) {
    const known = await findAgreementInForce(deps, peer);
    if (known !== undefined && agreedPublishers(known.agreement, jurisdiction).includes(publisher)) return true;
  }
  return false;
}

/** Trusted by configuration, or as the exchange's own word on its own law. */
function isTrusted({ self, packPublishers = [] }: Deps, jurisdiction: string, publisher: PartyId): boolean {
  if (jurisdiction === self.jurisdiction && publisher === self.exchange) return true;
  return packPublishers.some((one) => one.jurisdiction === jurisdiction && one.publisher === publisher);
}
