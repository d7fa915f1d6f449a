/** Whose law each exchange decides by, and whether what crosses between two of them stands on decisions. [GRT-4] [CMP-17] */
import { requirePinned } from '@selat/sdk/lifecycle';
import type { ExchangeId, Grant, GrantRequest, PeerAgreement } from '@selat/sdk/model';
import type { Deps } from '../ports.js';

/** Whose law an exchange is under; undefined for one that is unknown here. */
export async function lawOf({ self, reader }: Pick<Deps, 'self' | 'reader'>, exchange: ExchangeId) {
  return exchange === self.exchange ? self.jurisdiction : (await reader.findPeer(exchange))?.jurisdiction;
}

/** The laws of both sides, as far as they are known. */
export async function lawsOf(deps: Deps, peer: ExchangeId): Promise<readonly string[]> {
  const theirs = await lawOf(deps, peer);
  return theirs === undefined ? [deps.self.jurisdiction] : [deps.self.jurisdiction, theirs];
}

/** The jurisdictions that an exchange leaves to the other one: none where both are under one law. [CMP-17] */
export async function decidedElsewhere(
  deps: Deps,
  issuer: ExchangeId,
  other: ExchangeId,
): Promise<ReadonlySet<string>> {
  const [own, theirs] = [await lawOf(deps, issuer), await lawOf(deps, other)];
  return new Set(theirs === undefined || theirs === own ? [] : [theirs]);
}

/** @throws SelatError GRANT_DECISION_ABSENT where decisions are needed and the document pins none */
export async function requireDecided(
  deps: Deps,
  document: GrantRequest | Grant,
  agreement: PeerAgreement,
  peer: ExchangeId,
): Promise<void> {
  requirePinned(document, agreement, await lawsOf(deps, peer));
}
