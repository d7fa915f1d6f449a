/**
 * What officers give and get: plain values that print as JSON. Digests are `sha256:<hex>`, instants integer milliseconds,
 * documents General JWS JSON.
 */
import type { JwsJson } from '@selat/sdk/document';
import type { ExpiringKey } from './keys/key-views.js';
import type { GateView } from './listing-gate/gate-view.js';
import type { ReviewView } from './office/views.js';
import type { PackPublisher } from './packs/ports.js';
import type { OfficerRole } from './rows.js';

export type * from './attestation/view-types.js';
export type * from './grant/view-types.js';
export type * from './member-view-types.js';
export type * from './office/views.js';

/** The officer who acts; every act records the id. */
export interface Actor {
  readonly id: string;
  readonly role: OfficerRole;
}

export interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface PageView<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface NodeView {
  readonly exchange: string;
  readonly jurisdiction: string;
  readonly environment: string;
  readonly fingerprint: string;
  readonly protocolVersion: string;
  readonly log: { readonly origin: string; readonly size: number; readonly root: string };
  readonly outbox: { readonly due: number; readonly failed: number };
  readonly listings: Readonly<Record<string, number>>;
  /** Log entries that search has not looked at yet. */
  readonly search: { readonly behind: number };
  /** Certificates and keys that end soon, soonest first. */
  readonly expiring: readonly ExpiringKey[];
}

export interface PeerView {
  readonly exchange: string;
  readonly jurisdiction: string;
  readonly fingerprint: string;
  readonly federation: string;
  /** `pinned` or `unpinned`. */
  readonly status: string;
  readonly agreements: readonly AgreementView[];
}

export interface AgreementView {
  readonly digest: string;
  /** State of the fold: proposed, declined, not-started, in-force, suspended, ended, expired, superseded. */
  readonly state: string;
  readonly proposer: string;
  readonly signers: readonly string[];
  /** Profiles that the two agreed on. */
  readonly profiles: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly governingLaw: string;
  readonly forum: string;
  /** Whose rule packs count, by jurisdiction. */
  readonly packPublishers: readonly PackPublisher[];
}

/** A peer as it is after a proposal to it. */
export interface ProposedView extends PeerView {
  /** Digest of the agreement that was proposed. */
  readonly proposal: string;
}

export interface ProposeInput {
  readonly descriptor: JwsJson;
  /** `sha256:<hex>` as the other operator read it aloud. */
  readonly fingerprint: string;
  /** Days of force from now; 1 to 3,653. */
  readonly days: number;
  readonly governingLaw: string;
  /** Code of registry `dispute-institution`. */
  readonly forum: string;
  readonly seat: string;
  readonly seatCountry: string;
  /** Whose rule packs count; absent = those that this exchange is configured with. */
  readonly packPublishers?: readonly PackPublisher[] | undefined;
}

export interface AcceptInput {
  readonly descriptor: JwsJson;
  readonly fingerprint: string;
  /** How long to wait for the proposal to arrive, milliseconds; 0 to 60,000. */
  readonly waitMs: number;
}

export interface OfficerView {
  readonly id: string;
  readonly role: string;
  /** `active` or `disabled`. */
  readonly state: string;
  readonly addedAt: number;
}

export interface DraftInput {
  readonly id: string;
  /** base64 of the encoded selat.v1.Listing without head, revision and supersedes. */
  readonly payload: string;
  readonly source: string;
}

/** Outcome for one of many: `ok`, or the error that kept it back. */
export interface ItemResult {
  readonly id: string;
  readonly ok: boolean;
  readonly digest?: string;
  readonly revision?: number;
  /** Participant whose signature the document waits for: it is prepared and not yet published. */
  readonly awaits?: string;
  readonly error?: { readonly reason: string; readonly message: string; readonly fix: string };
  /** What the own law asks of the listing, where it kept the listing back. */
  readonly gate?: GateView;
}

export interface DraftView {
  readonly id: string;
  readonly source: string;
  readonly state: string;
  readonly officer: string;
  readonly createdAt: number;
}

export interface ListingView {
  readonly id: string;
  readonly exchange: string;
  readonly digest: string;
  readonly revision: number;
  /** State of the fold: pending, current, suspended, withdrawn, expired. */
  readonly state: string;
  readonly provider: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly form: string;
  readonly validUntil: number;
}

/** What a consumer chooses by: one licence of a listing in short. */
export interface TermsView {
  readonly id: string;
  readonly price: string;
  readonly actions: readonly string[];
  readonly purposes: readonly string[];
  /** Where the data may be processed; `ZZ` stands for anywhere. */
  readonly places: readonly string[];
}

export interface ListingDetail extends ListingView {
  readonly document: JwsJson;
  /** Signers entries of its signatures, such as `my.example/p/acme#provider#Ed25519`. */
  readonly signers: readonly string[];
  /** Records of the participants that signed it. */
  readonly records: readonly JwsJson[];
  readonly terms: readonly TermsView[];
  /** Receipts of peers for the newest revision. */
  readonly receipts: readonly ReceiptView[];
  /** Reviews of the published content, where the listing is an own one. */
  readonly reviews: readonly ReviewView[];
  readonly verified: boolean;
}

export interface ReceiptView {
  readonly by: string;
  readonly submitter: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly logIndex: number;
  readonly time: number;
}

export interface OutboxView {
  readonly id: number;
  readonly peer: string;
  readonly type: string;
  readonly digest: string;
  readonly state: string;
  readonly attempts: number;
  readonly nextAt: number;
  readonly lastReason?: string;
  readonly lastMessage?: string;
}

export interface ActView {
  readonly index: number;
  readonly act: string;
  readonly direction: string;
  readonly chain: string;
  readonly time: number;
  readonly officer?: string;
  /** Who approved it as second officer. */
  readonly secondOfficer?: string;
  /** Id of what a local act is about. */
  readonly about?: string;
  readonly digest?: string;
}

/** Which acts the history shows. */
export interface HistoryFilter {
  readonly officer?: string | undefined;
  /** Full message name, its last part, `local/<verb>` or its verb. */
  readonly act?: string | undefined;
  /** YYYY-MM-DD, in UTC. */
  readonly day?: string | undefined;
}

export type { DecisionView } from './views/decision-view.js';
