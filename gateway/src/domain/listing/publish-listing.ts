import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { SelatError } from '@selat/sdk/errors';
import { checkRevision } from '@selat/sdk/lifecycle';
import { type Listing, type PartyId, parseDocument } from '@selat/sdk/model';
import { fileUnder, type OwnAct, type OwnMessage, signAct } from '../acts/own-act.js';
import { requireAdmitted } from '../admission/require-admitted.js';
import type { Change } from '../change.js';
import { requireGate } from '../listing-gate/gate.js';
import { requireReviews } from '../office/reviews.js';
import { preparationClosed } from '../participant/preparation-state.js';
import {
  type AwaitedParty,
  findAwaitedParty,
  prepareAct,
  storePreparation,
  withdrawn,
} from '../participant/prepare-act.js';
import { requireParticipant } from '../participant/require-participant.js';
import type { Deps } from '../ports.js';
import type { DraftRow } from '../rows.js';
import type { PreparationRow } from '../rows-members.js';
import type { ReviewKind } from '../rows-office.js';
import type { Actor } from '../use-cases.js';
import { listingSubject, projectClosing, projectRevision } from './listing-row.js';
import { findLoadedListing, type LoadedListing, loadListing } from './load-listing.js';
import { reachOf, requireSameReach } from './reach.js';

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
 * Publishes a draft: its first revision, or the next one of a listing that exists; every peer gets it, unless it stays at home.
 * @param reviews without which it is not published [BOF-11]
 * @throws SelatError LISTING_UNKNOWN, LISTING_UNREVIEWED, LISTING_INCOMPLETE and LISTING_GATE with all gaps, PARTICIPANT_UNKNOWN, and what the gate refuses
 */
export async function publishListing(
  deps: Deps,
  actor: Actor,
  id: string,
  reviews: readonly ReviewKind[],
): Promise<Change> {
  const draft = await requireDraft(deps, id);
  await requireReviews(deps, draft, reviews);
  const known = await findLoadedListing(deps, id);
  const own = { type: TYPE, message: nextRevision(draft, known) };
  const provider = await findAwaitedParty(deps, own);
  const waiting = await deps.reader.listWaitingOver(id);
  if (provider !== undefined) return prepareListing(deps, actor, { draft, known, own, provider, waiting });
  const change = await publication(deps, actor.id, { draft, known, act: await signAct(deps, own) });
  return { ...change, rows: [...(change.rows ?? []), ...withdrawn(waiting)] };
}

/** What a listing that its provider signs is prepared from. */
interface ListingToPrepare {
  readonly draft: DraftRow;
  readonly known: LoadedListing | undefined;
  readonly own: OwnMessage;
  readonly provider: AwaitedParty;
  readonly waiting: readonly PreparationRow[];
}

/** How long a provider has to sign. */
const SIGN_WITHIN_MS = 7 * 86_400_000;

/** Fixes the bytes for the provider to sign; those that wait over the same draft already go on waiting. [IDN-26] */
async function prepareListing(deps: Deps, actor: Actor, listing: ListingToPrepare): Promise<Change> {
  const { draft, known, own, provider, waiting } = listing;
  const now = deps.clock();
  const basis = { subject: draft.id, draftVersion: draft.version, expiresAt: now + SIGN_WITHIN_MS };
  const prepared = prepareAct(deps, actor, own, provider, basis);
  if (prepared.parsed.type !== TYPE) throw new Error(`a ${TYPE} was prepared as ${prepared.parsed.type}`);
  await requirePublishable(deps, known, prepared.parsed);
  const supersedes = known?.state.digest;
  const same = waiting.find(({ draft_version: version, signers, payload, expires_ms: end }) => {
    const isSame = version === draft.version && signers === prepared.row.signers && now < end;
    return isSame && toHexOrNone(WireListing.decode(payload).supersedes) === supersedes;
  });
  return same === undefined ? storePreparation(actor, prepared, waiting) : {};
}

function toHexOrNone(bytes: Uint8Array): string | undefined {
  return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('hex');
}

async function requirePublishable(deps: Deps, known: LoadedListing | undefined, listing: Listing): Promise<void> {
  await requireParticipant(deps, listing.product.provider, 'provider');
  await requireAdmitted(deps, listing.product, 'publish');
  await requireGate(deps, listing);
  checkRevision(known?.state, listing);
  requireSameReach(known?.state, listing);
}

/**
 * Publishes a listing that its provider signed. [IDN-26]
 * @throws SelatError PREPARATION_CLOSED where the draft changed since, and as `publishListing`
 */
export async function completeListing(deps: Deps, row: PreparationRow, act: OwnAct): Promise<Change> {
  const draft = await requireDraft(deps, row.subject);
  if (draft.version !== row.draft_version) throw preparationClosed(row, 'its draft has changed');
  const known = await findLoadedListing(deps, row.subject);
  return publication(deps, row.officer, { draft, known, act });
}

/** The change that publishes a signed revision. */
async function publication(
  deps: Deps,
  officer: PartyId,
  { draft, known, act }: Pick<ListingToPrepare, 'draft' | 'known'> & { readonly act: OwnAct },
): Promise<Change> {
  const listing: Listing = parseDocument(TYPE, WireListing.decode(act.write.document.payload));
  await requirePublishable(deps, known, listing);
  const { version, ...columns } = draft;
  return {
    officer,
    documents: [act.write],
    ...reachOf(listing, act),
    rows: [
      projectRevision(known?.row, listing, act.digest),
      { table: 'draft', expectedVersion: version, row: { ...columns, state: 'published' } },
    ],
    evidence: [fileUnder(listingSubject(listing.id), act, deps.self.exchange)],
  };
}

/** Why an officer closes a listing. */
export interface Closing {
  /** Code of registry `listing-reason`. */
  readonly reason: string;
  readonly note: string | undefined;
}

/**
 * Suspends the newest revision of an own listing, or withdraws the listing; every peer that has the listing gets the notice.
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
    ...reachOf(known.row, act),
    rows: [projectClosing(known.row, state)],
    evidence: [fileUnder(listingSubject(id), act, self.exchange)],
  };
}

/** @throws SelatError LISTING_NOT_OPEN where the listing is withdrawn, or suspended already */
function requireOpenEnough({ row }: LoadedListing, to: 'suspended' | 'withdrawn'): void {
  if (row.state !== 'withdrawn' && row.state !== to) return;
  const message = `cannot close listing ${row.id}: it is ${row.state}`;
  throw new SelatError('LISTING_NOT_OPEN', message, { id: row.id, state: row.state });
}
