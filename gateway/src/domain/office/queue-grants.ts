/** Requests of peers that wait for an offer or a refusal, and offers of peers that wait for a countersignature. */
import { type GrantState, isNegotiated, isPriceAsAsked } from '@selat/sdk/lifecycle';
import { type DigestHex, findTerms, type Listing } from '@selat/sdk/model';
import type { Office } from '../back-office/office.js';
import { digestHex } from '../back-office/office.js';
import { type LoadedGrant, loadGrants } from '../grant/load-grant.js';
import { loadRevision } from '../listing/load-listing.js';
import type { Reader } from '../ports.js';
import type { GrantRow } from '../rows.js';
import { printDigest } from '../views/print.js';
import { printPrice } from '../views/print-price.js';
import { allRows, nextOf, type PlacedItem, type QueueSource, type QueueVerbs } from './queue-source.js';
import { QUEUE_ROLES } from './roles.js';
import type { QueueItem } from './views.js';

interface GrantKind {
  readonly kind: 'grant-request' | 'grant-offer';
  readonly side: GrantRow['side'];
  /** State of the fold in which this side is to act. */
  readonly state: string;
  readonly roles: readonly string[];
}

export const GRANT_REQUEST: GrantKind = {
  kind: 'grant-request',
  side: 'provider',
  state: 'requested',
  roles: QUEUE_ROLES.offerGrant,
};
export const GRANT_OFFER: GrantKind = {
  kind: 'grant-offer',
  side: 'consumer',
  state: 'offered',
  roles: QUEUE_ROLES.countersignGrant,
};

/** Listings that several items name, each read once. */
type Listings = Map<DigestHex, Promise<Listing>>;

function toItem({ kind, roles }: GrantKind, { row, state }: LoadedGrant, listed: Listing | undefined): QueueItem {
  const id = printDigest(state.id);
  const { consumer, listing_id: listing, peer, created_ms: since } = row;
  const { request, grant } = state;
  const terms = request?.termsId ?? 'its terms';
  const about =
    kind === 'grant-request'
      ? `${consumer} asks for ${listing} under ${terms}${atPrice(request?.offeredPrice)}`
      : `${peer} offers ${listing} to ${consumer} under ${terms}${atPrice(grant?.terms.price)}`;
  return { kind, id, about, since, roles, next: nextOf(id, mustNamePrice(state, listed) ? ' --price PRICE' : '') };
}

const atPrice = (price: Parameters<typeof printPrice>[0]): string =>
  price === undefined ? '' : ` at ${printPrice(price)}`;

/** Whether the officer has to name the price: the licence leaves it open, and what was asked for is not what is signed. [GRT-19] */
function mustNamePrice({ request, grant }: GrantState, listing: Listing | undefined): boolean {
  const terms = listing === undefined || request === undefined ? undefined : findTerms(listing, request.termsId);
  if (terms === undefined || request === undefined || !isNegotiated(terms)) return false;
  return grant === undefined ? request.offeredPrice === undefined : !isPriceAsAsked(grant.terms.price, request, terms);
}

function listingOf(reader: Reader, { state }: LoadedGrant, known: Listings): Promise<Listing> | undefined {
  const digest = state.request?.listingDigest;
  if (digest === undefined) return undefined;
  const listing = known.get(digest) ?? loadRevision(reader, digest);
  known.set(digest, listing);
  return listing;
}

export function grantSource({ deps }: Office, verbs: QueueVerbs, what: GrantKind): QueueSource {
  const { kind, side } = what;
  // What this side has decided already may wait for its receipt; its own request is no decision.
  const isUndecided = ({ pending }: GrantState) =>
    pending.every(({ by, type }) => by !== deps.self.exchange || type === 'selat.v1.GrantRequest');
  const isAtHand = ({ row, state }: LoadedGrant) =>
    row.side === side && state.state === what.state && isUndecided(state);
  const itemOf = async (grant: LoadedGrant, known: Listings = new Map()) =>
    toItem(what, grant, await listingOf(deps.reader, grant, known));
  async function* items(after: string | undefined): AsyncIterable<PlacedItem> {
    const known: Listings = new Map();
    for await (const rows of allRows((page) => deps.reader.listGrantsAtHand({ ...page, side }), after)) {
      for (const grant of (await loadGrants(deps, rows)).filter(isAtHand)) {
        const { created_ms: created, request_digest: request } = grant.row;
        yield { item: await itemOf(grant, known), cursor: `${created}.${request}` };
      }
    }
  }
  return {
    kind,
    owns: (id) => id.startsWith('sha256:'),
    items,
    find: async (id) => {
      const row = await deps.reader.findGrant(digestHex(id));
      const [grant] = row === undefined ? [] : await loadGrants(deps, [row]);
      return grant !== undefined && isAtHand(grant) ? itemOf(grant) : undefined;
    },
    approve: (actor, id, { waitMs, price }) =>
      side === 'provider' ? verbs.offerGrant(actor, id, { price }) : verbs.countersignGrant(actor, id, waitMs, price),
    refuse: (actor, id, { reason = 'OTHER', needs, note }) =>
      side === 'provider' ? verbs.refuseGrant(actor, id, { reason, needs, note }) : verbs.declineGrant(actor, id, note),
  };
}
