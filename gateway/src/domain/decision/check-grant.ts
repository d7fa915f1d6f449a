/** What the own rules say of a request, an offer or a grant now; nothing is signed. [CMP-19] */
import { SelatError } from '@selat/sdk/errors';
import type { DigestHex } from '@selat/sdk/model';
import { loadAgreementInForce } from '../agreement/load-agreement.js';
import { type LoadedGrant, loadGrant } from '../grant/load-grant.js';
import { requireRequest } from '../grant/may-act.js';
import { loadRevision } from '../listing/load-listing.js';
import type { Deps } from '../ports.js';
import type { OfferInput } from '../view-types.js';
import { decideOffer } from './decide-offer.js';
import type { OwnDecision } from './decide-own.js';
import { decideAgain } from './decide-request.js';
import { decideNow } from './decide-resumption.js';
import { loadDecision } from './documents.js';

/**
 * The decision that this side would sign: the provider's of a request, with what an officer would state; the consumer's of an
 * offer; of a grant that of today.
 * @throws SelatError GRANT_UNKNOWN, GRANT_DECISION_ABSENT where it stands on no decision, and those of `decideOwn`
 */
export async function checkGrant(deps: Deps, id: DigestHex, input: OfferInput): Promise<OwnDecision> {
  const loaded = await loadGrant(deps, id);
  const own = await decisionOn(deps, loaded, input);
  if (own !== undefined) return own;
  const facts = { grant: `sha256:${loaded.state.id}`, paths: 'decision_digest' };
  const message = `cannot decide on grant ${facts.grant}: it stands on no decisions, as its agreement names no rule packs`;
  throw new SelatError('GRANT_DECISION_ABSENT', message, facts);
}

async function decisionOn(deps: Deps, loaded: LoadedGrant, input: OfferInput): Promise<OwnDecision | undefined> {
  const { row, state } = loaded;
  if (state.formedAt !== undefined) return decideNow(deps, loaded, input);
  const request = requireRequest(loaded);
  const { peer, request_digest: requestDigest } = row;
  const agreement = await loadAgreementInForce(deps, peer);
  const listing = await loadRevision(deps.reader, request.listingDigest);
  if (row.side === 'provider') {
    return (await decideOffer(deps, { peer, agreement, request, requestDigest, listing, input }))?.own;
  }
  if (request.decisionDigest === undefined) return undefined;
  const { asOf, factsDigests } = await loadDecision(
    deps.reader,
    state.grant?.providerDecision ?? request.decisionDigest,
  );
  return decideAgain(deps, { peer, agreement, request, listing, acts: [requestDigest], asOf, factsDigests });
}
