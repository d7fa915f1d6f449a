import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { SelatError } from '@selat/sdk/errors';
import { isOwnedBy } from '@selat/sdk/model';
import { localLeaf } from '../acts/own-act.js';
import { loadListing } from '../listing/load-listing.js';
import { closeOwnListing, publishListing } from '../listing/publish-listing.js';
import type { DraftRow } from '../rows.js';
import type { Actor, DraftInput, DraftView, ItemResult, ListingView, UseCases } from '../use-cases.js';
import { printListing, printListingDetail } from '../views/listing-view.js';
import { printDigest } from '../views/print.js';
import { each } from './each.js';
import { listingGateCases } from './listing-gate.js';
import type { Office } from './office.js';
import { mapPage, toPage } from './page.js';

type ListingCases = Pick<
  UseCases,
  | 'saveDrafts'
  | 'listDrafts'
  | 'publishListings'
  | 'suspendListing'
  | 'withdrawListing'
  | 'listListings'
  | 'showListing'
>;

/** Drafts and listings. [LST-1] */
export function listingCases(office: Office): ListingCases {
  const { deps } = office;
  const { reader, clock } = deps;
  return {
    saveDrafts: (actor, drafts) =>
      each(
        drafts,
        ({ id }) => id,
        (draft) => saveDraft(office, actor, draft),
      ),
    listDrafts: async (page) => mapPage(await reader.listDrafts(toPage(page)), (rows) => rows.map(printDraft)),
    publishListings: (actor, ids) =>
      each(
        ids,
        (id) => id,
        (id) => publish(office, actor, id),
      ),
    suspendListing: (actor, id, reason, note) => close(office, actor, id, 'suspended', { reason, note }),
    withdrawListing: (actor, id, reason, note) => close(office, actor, id, 'withdrawn', { reason, note }),
    listListings: async ({ exchange, ...page }) => {
      const wanted = { ...toPage(page), ...(exchange === undefined ? {} : { exchange }) };
      return mapPage(await reader.listListings(wanted), (rows) => rows.map((row) => printListing(row, clock())));
    },
    showListing: async (id) => printListingDetail(deps, await loadListing(deps, id), office.policy.reviews),
  };
}

function printDraft({ id, source, state, officer, created_ms: createdAt }: DraftRow): DraftView {
  return { id, source, state, officer, createdAt };
}

function decodeDraft(id: string, payload: Buffer): WireListing {
  try {
    return WireListing.decode(payload);
  } catch (cause) {
    const message = `cannot save draft ${id}: its payload is no selat.v1.Listing`;
    throw new SelatError('REQUEST_INVALID', message, { id }, { cause });
  }
}

async function saveDraft({ deps }: Office, actor: Actor, draft: DraftInput): Promise<Partial<ItemResult>> {
  const { reader, committer, self, clock } = deps;
  const { id, source } = draft;
  const payload = Buffer.from(draft.payload, 'base64');
  const listing = decodeDraft(id, payload);
  if (listing.id !== id || !isOwnedBy(id, 'l', self.exchange)) {
    const message = `cannot save draft ${id}: its listing is ${listing.id}, and drafts here are under ${self.exchange}/l/`;
    throw new SelatError('LISTING_NOT_OWNED', message, { id, listing: listing.id });
  }
  await committer.commit(async () => {
    const known = await reader.findDraft(id);
    const row = { id, payload, source, officer: actor.id, created_ms: clock(), state: 'draft' as const };
    const rows = [{ table: 'draft', expectedVersion: known?.version ?? 0, row }] as const;
    return { officer: actor.id, leaves: [localLeaf('save-draft', id)], rows };
  });
  return {};
}

async function publish(office: Office, actor: Actor, id: string): Promise<Partial<ItemResult>> {
  const { deps, policy } = office;
  try {
    await deps.committer.commit(() => publishListing(deps, actor, id, policy.reviews));
  } catch (error) {
    if (!(error instanceof SelatError) || error.reason !== 'LISTING_GATE') throw error;
    const { reason, message, fix } = error;
    return { ok: false, error: { reason, message, fix }, gate: await listingGateCases(office).checkListing(id) };
  }
  const [waiting] = await deps.reader.listWaitingOver(id);
  if (waiting !== undefined) return { digest: printDigest(waiting.digest), awaits: waiting.participant };
  const row = await deps.reader.findListing(id);
  return row === undefined ? {} : { digest: printDigest(row.digest), revision: row.revision };
}

async function close(
  { deps }: Office,
  actor: Actor,
  id: string,
  state: 'suspended' | 'withdrawn',
  closing: { readonly reason: string; readonly note: string | undefined },
): Promise<ListingView> {
  await deps.committer.commit(() => closeOwnListing(deps, actor, id, state, closing));
  const { row } = await loadListing(deps, id);
  return printListing(row, deps.clock());
}
