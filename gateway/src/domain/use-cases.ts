/**
 * What the back office can ask of a running gateway: one method a verb. The REST edge parses and prints, nothing more.
 * Inputs are checked for form by the edge; every rule is behind this line.
 */
import type { JwsJson } from '@selat/sdk/document';
import type { AdmissionCases } from './back-office/admission.js';
import type { AttestationCases } from './back-office/attestations.js';
import type { BackupCases } from './back-office/backup.js';
import type { GrantLifeCases } from './back-office/grant-life.js';
import type { LedgerCases } from './back-office/ledger.js';
import type { ListingGateCases } from './back-office/listing-gate.js';
import type { MemberCases, MembershipCases } from './back-office/member-cases.js';
import type { OrderCases } from './back-office/orders.js';
import type { PackCases } from './back-office/packs.js';
import type { KeyCases } from './keys/key-cases.js';
import type { OfficeCases } from './office/use-cases.js';
import type { Held } from './office/views.js';
import type { IdentityCheckInput } from './participant/participant-verbs.js';
import type { SearchCases } from './search/search-view.js';
import type {
  AcceptInput,
  Actor,
  ActView,
  DecisionView,
  DraftInput,
  DraftView,
  GrantDetail,
  GrantRequestInput,
  GrantView,
  HistoryFilter,
  ItemResult,
  ListingDetail,
  ListingView,
  NodeView,
  OfferInput,
  OutboxView,
  PageQuery,
  PageView,
  ParticipantInput,
  ParticipantView,
  PeerView,
  PriceInput,
  ProposedView,
  ProposeInput,
  RefusalInput,
  ResumeInput,
} from './view-types.js';

export type * from './listing-gate/gate-view.js';
export type * from './order/order-view.js';
export type * from './packs/pack-view.js';
export type * from './search/search-view.js';
export type * from './view-types.js';

export interface UseCases
  extends AdmissionCases,
    AttestationCases,
    BackupCases,
    GrantLifeCases,
    KeyCases,
    ListingGateCases,
    LedgerCases,
    MemberCases,
    MembershipCases,
    OfficeCases,
    OrderCases,
    PackCases,
    SearchCases {
  /** Finds the officer behind an API token, by its SHA-256 in hex. */
  authenticate(tokenHash: string): Promise<Actor | undefined>;
  node(): Promise<NodeView>;
  /** Own newest descriptor. */
  descriptor(): Promise<JwsJson>;
  listPeers(): Promise<readonly PeerView[]>;
  showPeer(exchange: string): Promise<PeerView>;
  /** Pins the peer and offers it an agreement. */
  proposePeer(actor: Actor, input: ProposeInput): Promise<ProposedView>;
  /** Pins the peer, waits for its proposal and signs it. */
  acceptPeer(actor: Actor, input: AcceptInput): Promise<PeerView>;
  noticePeer(
    actor: Actor,
    exchange: string,
    kind: 'DECLINE' | 'SUSPEND' | 'RESUME' | 'END',
    note: string | undefined,
  ): Promise<PeerView>;
  registerParticipant(actor: Actor, input: ParticipantInput): Promise<ParticipantView>;
  approveParticipant(actor: Actor, id: string, check: IdentityCheckInput): Promise<ParticipantView>;
  suspendParticipant(actor: Actor, id: string): Promise<ParticipantView>;
  listParticipants(exchange: string | undefined): Promise<readonly ParticipantView[]>;
  showParticipant(id: string): Promise<ParticipantView>;
  /** Stores drafts; one that is already published is replaced and publishes as the next revision. */
  saveDrafts(actor: Actor, drafts: readonly DraftInput[]): Promise<readonly ItemResult[]>;
  listDrafts(page: PageQuery): Promise<PageView<DraftView>>;
  /** Publishes drafts: the first revision, or the next one where the listing exists. */
  publishListings(actor: Actor, ids: readonly string[]): Promise<readonly ItemResult[]>;
  suspendListing(actor: Actor, id: string, reason: string, note: string | undefined): Promise<ListingView>;
  withdrawListing(actor: Actor, id: string, reason: string, note: string | undefined): Promise<ListingView>;
  listListings(page: PageQuery & { readonly exchange?: string | undefined }): Promise<PageView<ListingView>>;
  showListing(id: string): Promise<ListingDetail>;
  requestGrant(actor: Actor, input: GrantRequestInput): Promise<GrantView>;
  listGrants(page: PageQuery): Promise<PageView<GrantView>>;
  showGrant(id: string): Promise<GrantDetail>;
  /** What the own rules say of a request, an offer or a grant now, and why; nothing is signed. */
  checkGrant(id: string, input: OfferInput): Promise<DecisionView>;
  /** Provider exchange says no to a request; `needs` lists codes, any one of each inner list cures. */
  refuseGrant(actor: Actor, id: string, input: RefusalInput): Promise<GrantView>;
  offerGrant(actor: Actor, id: string, input?: OfferInput): Promise<GrantView | Held>;
  /** Consumer exchange signs the offer, at the price asked for or named; waits up to `waitMs` for the receipt that activates it. */
  countersignGrant(actor: Actor, id: string, waitMs: number, price?: PriceInput): Promise<GrantView | Held>;
  declineGrant(actor: Actor, id: string, note: string | undefined): Promise<GrantView>;
  suspendGrant(actor: Actor, id: string, reason: string, note: string | undefined): Promise<GrantView>;
  /** Closes the own holds of the grant. */
  resumeGrant(actor: Actor, id: string, input: ResumeInput): Promise<GrantView>;
  revokeGrant(actor: Actor, id: string, reason: string, note: string | undefined): Promise<GrantView>;
  listOutbox(): Promise<readonly OutboxView[]>;
  listHistory(page: PageQuery & HistoryFilter): Promise<PageView<ActView>>;
  /** A document that this exchange made or received, and the receipts over it. */
  showDocument(digest: string): Promise<{ readonly document: JwsJson; readonly receipts: readonly JwsJson[] }>;
}
