/** New requests on the pattern of an older one: a change, a renewal, a counter-offer. Each becomes a `requestGrant`. */
import { SelatError } from '@selat/sdk/errors';
import { formedGrantOf } from '@selat/sdk/lifecycle';
import type { DigestHex, Grant, UseScope } from '@selat/sdk/model';
import { loadListing } from '../listing/load-listing.js';
import type { Deps } from '../ports.js';
import type { GrantChangeInput, QuotaInput, RenewInput } from '../use-cases.js';
import { type LoadedGrant, loadGrant } from './load-grant.js';
import { requireRequest } from './may-act.js';
import { toPredecessor } from './predecessor.js';
import type { WantedRequest } from './request-grant.js';

const DAY_MS = 86_400_000;

/** Only the side that asked asks anew. @throws SelatError GRANT_TRANSITION_REFUSED [GRT-7] */
function requireConsumerSide({ row, state }: LoadedGrant, what: string): void {
  if (row.side === 'consumer') return;
  const grant = `sha256:${state.id}`;
  throw new SelatError('GRANT_TRANSITION_REFUSED', `cannot ${what} grant ${grant}: only the consumer side may ask`, {
    grant,
    what,
  });
}

/** The formed grant to amend or renew. @throws SelatError GRANT_TRANSITION_REFUSED where it is not formed */
function requireFormed(loaded: LoadedGrant, what: string): Grant {
  requireConsumerSide(loaded, what);
  const formed = formedGrantOf(toPredecessor(loaded));
  if (formed !== undefined) return formed.grant;
  const grant = `sha256:${loaded.state.id}`;
  const message = `cannot ${what} grant ${grant}: it is ${loaded.state.state}, not in force`;
  throw new SelatError('GRANT_TRANSITION_REFUSED', message, { grant, what, state: loaded.state.state });
}

function toQuotas(volume: UseScope['volume']): readonly QuotaInput[] {
  return volume.map(({ unit, limit, period }) => ({ unit, limit: Number(limit), period }));
}

/** A request that repeats a scope under a licence, and supersedes. */
function onPattern({ row, state }: LoadedGrant, termsId: string, scope: UseScope): WantedRequest {
  return {
    listing: row.listing_id,
    consumer: row.consumer,
    termsId,
    actions: scope.actions,
    purposes: scope.purposes,
    places: scope.processingPlaces,
    volume: toQuotas(scope.volume),
    onward: scope.onward,
    supersedes: state.id,
  };
}

/** What a change says takes the place of what the pattern has. */
function changed(pattern: WantedRequest, change: GrantChangeInput): WantedRequest {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...pattern, ...given };
}

/** Asks for another scope, quota, licence or price of a grant in force, until its end unless said otherwise. */
export async function toAmendment(deps: Deps, id: DigestHex, change: GrantChangeInput): Promise<WantedRequest> {
  const loaded = await loadGrant(deps, id);
  const { terms, scope, validUntil } = requireFormed(loaded, 'amend');
  const pattern = { ...onPattern(loaded, terms.id, scope), keptPrice: terms.price, validUntil };
  return changed(pattern, change);
}

/**
 * Asks for the same for another term, which starts where the grant in force ends.
 * @throws SelatError GRANT_TERMS_MISMATCH where its licence may not be renewed [GRT-17]
 */
export async function toRenewal(deps: Deps, id: DigestHex, { days, ...rest }: RenewInput): Promise<WantedRequest> {
  const loaded = await loadGrant(deps, id);
  const { terms, scope, validUntil: validFrom } = requireFormed(loaded, 'renew');
  if (terms.term?.renewable !== true) {
    const facts = { grant: `sha256:${loaded.state.id}`, path: 'terms.term.renewable' };
    throw new SelatError('GRANT_TERMS_MISMATCH', `cannot renew grant ${facts.grant}: its licence allows none`, facts);
  }
  const { state: listing } = await loadListing(deps, loaded.row.listing_id);
  const term = listing.listing.terms.find(({ id: name }) => name === terms.id)?.term?.days ?? terms.term.days;
  const validUntil = validFrom + (days ?? term) * DAY_MS;
  const pattern = { ...onPattern(loaded, terms.id, scope), keptPrice: terms.price, validFrom, validUntil };
  return changed(pattern, rest);
}

/** Asks anew in place of an own request, of an offer, or of what came of neither: a counter-offer or a cure. */
export async function toCounter(deps: Deps, id: DigestHex, change: GrantChangeInput): Promise<WantedRequest> {
  const loaded = await loadGrant(deps, id);
  requireConsumerSide(loaded, 'counter');
  const { termsId, scope, offeredPrice, validFrom, validUntil } = requireRequest(loaded);
  if (loaded.state.formedAt !== undefined) {
    const grant = `sha256:${loaded.state.id}`;
    const message = `cannot counter grant ${grant}: it is ${loaded.state.state}; amend or renew it`;
    throw new SelatError('GRANT_TRANSITION_REFUSED', message, { grant, state: loaded.state.state });
  }
  const pattern = { ...onPattern(loaded, termsId, scope), keptPrice: offeredPrice, validFrom, validUntil };
  return changed(pattern, change);
}
