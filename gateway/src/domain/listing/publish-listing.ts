import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { SelatError } from '@selat/sdk/errors';
import { checkRevision } from '@selat/sdk/lifecycle';
import { type Listing, parseDocument } from '@selat/sdk/model';
import { deliverToAll, fileUnder, outLeaf, signAct } from '../acts/own-act.js';
import type { Change } from '../change.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { DraftRow } from '../rows.js';
import type { Actor } from '../use-cases.js';
import { listingSubject, projectClosing, projectRevision } from './listing-row.js';
import { findLoadedListing, type LoadedListing, loadListing } from './load-listing.js';

const TYPE = 'selat.v1.Listing';

async function requireDraft({ reader }: Deps, id: string): Promise<DraftRow> {
  const draft = await reader.findDraft(id);
  if (draft === undefined)
    throw new SelatError('LISTING_UNKNOWN', `cannot publish ${id}: there is no draft of it`, { id });
  return draft;
}

/** Returns the revision that the draft becomes, on top of the newest one. */
function nextRevision(draft: DraftRow, known: LoadedListing | undefined): Omit<WireListing, 'head'> {
  const { head: _none, ...content } = WireListing.decode(draft.payload);
  const supersedes = Buffer.from(known?.state.digest ?? '', 'hex');
  return { ...content, revision: BigInt((known?.state.listing.revision ?? 0) + 1), supersedes };
}

/**
 * Publishes a draft: its first revision, or the next one of a listing that exists; every peer gets it.
 * @throws SelatError LISTING_UNKNOWN, LISTING_INCOMPLETE with all gaps, PARTICIPANT_UNKNOWN, and what the gate refuses
 */
export async function publishListing(deps: Deps, actor: Actor, id: string): Promise<Change> {
  const { self } = deps;
  const draft = await requireDraft(deps, id);
  const known = await findLoadedListing(deps, id);
  const act = await signAct(deps, { type: TYPE, message: nextRevision(draft, known) });
  const listing: Listing = parseDocument(TYPE, WireListing.decode(act.write.document.payload));
  await requireParticipant(deps, listing.product.provider, 'provider');
  checkRevision(known?.state, listing);
  const { version, ...columns } = draft;
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act)],
    rows: [
      projectRevision(known?.row, listing, act.digest),
      { table: 'draft', expectedVersion: version, row: { ...columns, state: 'published' } },
    ],
    evidence: [fileUnder(listingSubject(id), act, self.exchange)],
    broadcast: [deliverToAll(act)],
  };
}

/** Why an officer closes a listing. */
export interface Closing {
  /** Code of registry `listing-reason`. */
  readonly reason: string;
  readonly note: string | undefined;
}

/**
 * Suspends the newest revision of an own listing, or withdraws the listing; every peer gets the notice.
 * @throws SelatError LISTING_UNKNOWN, LISTING_NOT_OWNED, LISTING_NOT_OPEN
 */
export async function closeOwnListing(
  deps: Deps,
  actor: Actor,
  id: string,
  state: 'suspended' | 'withdrawn',
  closing: Closing,
): Promise<Change> {
  const { self } = deps;
  const known = await loadListing(deps, id);
  if (known.row.exchange !== self.exchange) {
    throw new SelatError('LISTING_NOT_OWNED', `cannot close listing ${id}: it is not of ${self.exchange}`, { id });
  }
  requireOpenEnough(known, state);
  const type = state === 'withdrawn' ? 'selat.v1.ListingWithdrawal' : 'selat.v1.ListingSuspension';
  const listingDigest = Buffer.from(known.state.digest, 'hex');
  const message = { listingId: id, listingDigest, reason: closing.reason, note: closing.note ?? '' };
  const act = await signAct(deps, { type, message });
  return {
    officer: actor.id,
    documents: [act.write],
    leaves: [outLeaf(act)],
    rows: [projectClosing(known.row, state)],
    evidence: [fileUnder(listingSubject(id), act, self.exchange)],
    broadcast: [deliverToAll(act)],
  };
}

/** @throws SelatError LISTING_NOT_OPEN where the listing is withdrawn, or suspended already */
function requireOpenEnough({ row }: LoadedListing, to: 'suspended' | 'withdrawn'): void {
  if (row.state !== 'withdrawn' && row.state !== to) return;
  const message = `cannot close listing ${row.id}: it is ${row.state}`;
  throw new SelatError('LISTING_NOT_OPEN', message, { id: row.id, state: row.state });
}
