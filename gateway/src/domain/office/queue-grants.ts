/** Requests of peers that wait for an offer or a refusal, and offers of peers that wait for a countersignature. */
import type { GrantState } from '@selat/sdk/lifecycle';
import type { Office } from '../back-office/office.js';
import { digestHex } from '../back-office/office.js';
import { type LoadedGrant, loadGrants } from '../grant/load-grant.js';
import type { GrantRow } from '../rows.js';
import { printDigest } from '../views/print.js';
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

function toItem({ kind, roles }: GrantKind, { row, state }: LoadedGrant): QueueItem {
  const id = printDigest(state.id);
  const { consumer, listing_id: listing, peer, created_ms: since } = row;
  const terms = state.request?.termsId ?? 'its terms';
  const about =
    kind === 'grant-request'
      ? `${consumer} asks for ${listing} under ${terms}`
      : `${peer} offers ${listing} to ${consumer} under ${terms}`;
  return { kind, id, about, since, roles, next: nextOf(id) };
}

export function grantSource({ deps }: Office, verbs: QueueVerbs, what: GrantKind): QueueSource {
  const { kind, side } = what;
  // What this side has decided already may wait for its receipt; its own request is no decision.
  const isUndecided = ({ pending }: GrantState) =>
    pending.every(({ by, type }) => by !== deps.self.exchange || type === 'selat.v1.GrantRequest');
  const isAtHand = ({ row, state }: LoadedGrant) =>
    row.side === side && state.state === what.state && isUndecided(state);
  async function* items(after: string | undefined): AsyncIterable<PlacedItem> {
    for await (const rows of allRows((page) => deps.reader.listGrantsAtHand({ ...page, side }), after)) {
      for (const grant of (await loadGrants(deps, rows)).filter(isAtHand)) {
        const { created_ms: created, request_digest: request } = grant.row;
        yield { item: toItem(what, grant), cursor: `${created}.${request}` };
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
      return grant !== undefined && isAtHand(grant) ? toItem(what, grant) : undefined;
    },
    approve: (actor, id, { waitMs }) =>
      side === 'provider' ? verbs.offerGrant(actor, id, {}) : verbs.countersignGrant(actor, id, waitMs),
    refuse: (actor, id, { reason = 'OTHER', needs, note }) =>
      side === 'provider' ? verbs.refuseGrant(actor, id, { reason, needs, note }) : verbs.declineGrant(actor, id, note),
  };
}
