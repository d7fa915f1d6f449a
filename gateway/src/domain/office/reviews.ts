/** Reviews of drafts: which are there, which are missing, and the giving of one. Rules: docs/spec/back-office.md, BOF-11 to BOF-14. */
import { Listing as WireListing } from '@selat/proto/selat/v1/listing.js';
import { documentDigest } from '@selat/sdk/document';
import { SelatError } from '@selat/sdk/errors';
import { localLeaf } from '../acts/own-act.js';
import type { Change } from '../change.js';
import type { Deps } from '../ports.js';
import type { DraftRow } from '../rows.js';
import { REVIEW_KINDS, type ReviewKind, type ReviewRow } from '../rows-office.js';
import type { Actor } from '../use-cases.js';
import { printDigest } from '../views/print.js';
import type { OfficePolicy } from './policy.js';
import { REVIEW_ROLES } from './roles.js';
import { requireRoleFor } from './two-officers.js';
import type { ReviewView } from './views.js';

const TYPE = 'selat.v1.Listing';

/** Names the content of a listing whatever its head and place in the chain: what a review is bound to. [BOF-12] */
export function contentDigest(payload: Uint8Array): string {
  const { head: _head, revision: _revision, supersedes: _supersedes, ...content } = WireListing.decode(payload);
  const bytes = WireListing.encode(WireListing.fromPartial(content)).finish();
  return documentDigest(TYPE, bytes).toString('hex');
}

function toView(row: ReviewRow): ReviewView {
  const { kind, verdict, officer, reviewed_ms: at, note } = row;
  return { kind, verdict, officer, at, ...(note === '' ? {} : { note }) };
}

/** One view for each kind that is required or given, in the order of the kinds, from the reviews of one listing. */
export function viewsOf(
  rows: readonly ReviewRow[],
  digest: string,
  required: readonly ReviewKind[],
): readonly ReviewView[] {
  return REVIEW_KINDS.flatMap((kind): ReviewView[] => {
    const ofKind = rows.filter((row) => row.kind === kind);
    const given = ofKind.find((row) => row.content_digest === digest);
    if (given !== undefined) return [toView(given)];
    if (!required.includes(kind)) return [];
    return [{ kind, verdict: 'OPEN', ...(ofKind.length === 0 ? {} : { isVoided: true }) }];
  });
}

/** Reviews of the content of one draft or published listing. */
export async function loadReviews(
  { reader }: Deps,
  id: string,
  payload: Uint8Array,
  required: readonly ReviewKind[],
): Promise<readonly ReviewView[]> {
  return viewsOf(await reader.listReviews([id]), contentDigest(payload), required);
}

/**
 * Requires every review that the configuration asks for, and that none is a rejection.
 * @throws SelatError LISTING_UNREVIEWED with all that is missing and what to type [BOF-11]
 */
export async function requireReviews(deps: Deps, draft: DraftRow, required: readonly ReviewKind[]): Promise<void> {
  const { id, payload } = draft;
  const views = await loadReviews(deps, id, payload, required);
  const wrong = views.filter(({ verdict }) => verdict !== 'APPROVED');
  if (wrong.length === 0) return;
  const said = wrong.map((view) => `${view.kind}: ${describeGap(view, id)}`).join('; ');
  const missing = wrong.map(({ kind }) => kind).join(', ');
  throw new SelatError('LISTING_UNREVIEWED', `cannot publish ${id}: ${said}`, { id, missing });
}

function describeGap({ kind, verdict, officer, note, isVoided }: ReviewView, id: string): string {
  if (verdict === 'REJECTED') return `rejected by ${officer} (${note ?? 'without a note'}), change the draft`;
  const why = isVoided === true ? 'void, because the draft changed since' : 'not given';
  return `${why}, selat review approve ${id} --kind ${kind}`;
}

export interface ReviewInput {
  readonly draft: string;
  /** Content digest that the officer has read; absent = as the draft is now. */
  readonly digest?: string | undefined;
  readonly kind: ReviewKind;
  readonly verdict: 'APPROVED' | 'REJECTED';
  readonly note: string;
}

/**
 * Returns what decides a review, for one commit: it holds on to the content that it saw first.
 * @throws SelatError LISTING_UNKNOWN, DOCUMENT_CHANGED, ROLE_FORBIDDEN, REVIEW_OWN_DRAFT
 */
export function reviewDraft(
  deps: Deps,
  policy: OfficePolicy,
  actor: Actor,
  { draft: id, digest: wanted, kind, verdict, note }: ReviewInput,
): () => Promise<Change> {
  let seen = wanted;
  return async () => {
    requireRoleFor(REVIEW_ROLES[kind], actor, `give the ${kind} review of ${id}`);
    const draft = await requireOpenDraft(deps, id);
    if (policy.fourEyes && verdict === 'APPROVED' && draft.officer === actor.id) throw ownDraft(id, kind, actor);
    const digest = contentDigest(draft.payload);
    seen ??= digest;
    if (seen !== digest) throw changed(id, kind, seen, digest);
    const known = (await deps.reader.listReviews([id])).find(
      (row) => row.kind === kind && row.content_digest === digest,
    );
    const row: Omit<ReviewRow, 'version'> = {
      ...{ draft: id, content_digest: digest, kind, verdict, officer: actor.id, note },
      reviewed_ms: deps.clock(),
      attestation_digest: null,
    };
    const { version, ...columns } = draft;
    return {
      officer: actor.id,
      leaves: [localLeaf(`${verdict === 'APPROVED' ? 'approve' : 'reject'}-${kind}-review`, id)],
      rows: [
        { table: 'review', expectedVersion: known?.version ?? 0, row },
        // As it was: whoever changes or publishes the draft at the same time decides again.
        { table: 'draft', expectedVersion: version, row: columns },
      ],
    };
  };
}

async function requireOpenDraft({ reader }: Deps, id: string): Promise<DraftRow> {
  const draft = await reader.findDraft(id);
  if (draft === undefined) {
    throw new SelatError('LISTING_UNKNOWN', `cannot review ${id}: there is no draft of it`, { id });
  }
  if (draft.state === 'draft') return draft;
  throw new SelatError('DOCUMENT_CHANGED', `cannot review ${id}: its draft is published`, { id });
}

function ownDraft(id: string, kind: string, actor: Actor): SelatError {
  const message = `cannot approve the ${kind} review of ${id} as ${actor.id}: this officer stored the draft, and reviews.fourEyes asks for another`;
  return new SelatError('REVIEW_OWN_DRAFT', message, { id, kind, officer: actor.id });
}

function changed(id: string, kind: string, seen: string, digest: string): SelatError {
  const facts = { id, kind, seen: printDigest(seen), content: printDigest(digest) };
  const message = `cannot give the ${kind} review of ${id}: its content is ${facts.content}, not ${facts.seen}`;
  return new SelatError('DOCUMENT_CHANGED', message, facts);
}
