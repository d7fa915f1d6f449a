import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import type { Signer } from '@selat/sdk/keys';
import type { DigestHex, ExchangeId, Instant, PartyId, ReceiptItem } from '@selat/sdk/model';
import type { AdmissionReader } from './admission/ports.js';
import type { AttestationReader } from './attestation/ports.js';
import type { AttemptWrite, Change, Committed } from './change.js';
import type { DecisionReader } from './decision/ports.js';
import type { GrantReader } from './grant/ports.js';
import type { KeyReader } from './keys/ports.js';
import type { LedgerReader } from './ledger/ports.js';
import type { GateReader } from './listing-gate/ports.js';
import type { OfficeReader } from './office/ports.js';
import type { OperationsReader } from './operations/ports.js';
import type { OrderReader } from './order/ports.js';
import type { PackPublisher, PackReader } from './packs/ports.js';
import type { MemberReader } from './participant/ports.js';
import type {
  AgreementRow,
  DraftRow,
  GrantRow,
  KeyRow,
  ListingRow,
  OfficerRow,
  ParticipantRow,
  PeerRow,
} from './rows.js';
import type { SearchReader } from './search/ports.js';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Clock = () => Instant;

/** Returns that many random bytes. */
export type Random = (bytes: number) => Buffer;

/** Named places where a crash must lose nothing. Reached points are counted; a harness may end the process at one. [RCP-9] */
export interface Probe {
  hit(point: string): void;
}

/** Turns decided Changes into durable, logged, receipted facts. The only writer. */
export interface Committer {
  /**
   * Applies what `decide` returns. Changes are grouped: up to 256, or what arrives within 2 ms, after a batch of many
   * within 10 ms, share one transaction.
   * When a row that the Change expects has moved on, `decide` runs again on the new state, at most 16 times.
   *
   * @param lane acts of one lane would only take each other's row: each is decided when the one before it is settled
   * @throws SelatError of `decide`; DOCUMENT_CHANGED when it never settles; STORE_FULL, STORE_CORRUPT
   */
  commit(decide: () => Promise<Change>, lane?: string): Promise<Committed>;
}

/** A document in its fullest known form. */
export interface StoredDocument {
  readonly digest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly type: string;
  readonly issuer: PartyId;
  readonly form: 'offered' | 'complete';
  readonly document: SignedDocument;
}

/** A document filed under a subject, with the exchange that made the act. */
export interface Evidence extends StoredDocument {
  readonly by: ExchangeId;
}

/** One receipt item, given or got. */
export interface EvidenceReceipt extends ReceiptItem {
  /** Exchange that issued the receipt. */
  readonly issuer: ExchangeId;
  readonly submitter: ExchangeId;
}

/** A delivery that waits. */
export interface OutboxEntry {
  readonly id: number;
  readonly peer: ExchangeId;
  readonly digest: DigestHex;
  readonly submissionDigest: DigestHex;
  readonly type: string;
  readonly document: SignedDocument;
  readonly attempts: number;
  readonly nextAt: Instant;
  readonly state: 'due' | 'failed';
  readonly lastReason?: string;
  readonly lastMessage?: string;
}

/** One page of a listing of rows; `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Which rows a page holds: at most `limit` (1 to 1,000), after the row that `after` names. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}

/** One act of the log with what this exchange knows of it. */
export interface LoggedAct {
  readonly index: number;
  readonly act: string;
  readonly direction: string;
  readonly chain: string;
  readonly time: Instant;
  readonly officer?: PartyId;
  readonly secondOfficer?: PartyId;
  readonly about?: string;
  readonly documentDigest?: DigestHex;
}

/** Which acts of the log are wanted; what is absent does not limit. */
export interface ActFilter {
  /** One of the officers of the act. */
  readonly officer?: PartyId | undefined;
  /** Full message name or `local/<verb>`. */
  readonly act?: string | undefined;
  /** Log time, from the first to before the second. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

/** Reads of the store. Every read sees only committed state. */
export interface Reader
  extends AdmissionReader,
    AttestationReader,
    DecisionReader,
    GateReader,
    GrantReader,
    KeyReader,
    LedgerReader,
    MemberReader,
    OfficeReader,
    OperationsReader,
    OrderReader,
    PackReader,
    SearchReader {
  findDocument(digest: DigestHex): Promise<StoredDocument | undefined>;
  /** Documents filed under a subject, in order of arrival. */
  listEvidence(subject: string): Promise<readonly Evidence[]>;
  /** The same for many subjects, in one query. */
  listEvidenceOf(subjects: readonly string[]): Promise<ReadonlyMap<string, readonly Evidence[]>>;
  /** Receipt items over any of these documents, given and got. */
  listReceipts(digests: readonly DigestHex[]): Promise<readonly EvidenceReceipt[]>;
  /** The signed receipt stored for this submission, or undefined where it was never answered. [RCP-2] */
  findAnswer(submitter: ExchangeId, submissionDigest: DigestHex): Promise<SignedDocument | undefined>;
  /** Signed receipts, given and got, that hold an item over this document; at most 16. */
  listSignedReceipts(digest: DigestHex): Promise<readonly SignedDocument[]>;
  /** Index of the first leaf that logged this document. */
  findFirstLeaf(digest: DigestHex): Promise<number | undefined>;
  findKey(owner: PartyId, kid: string): Promise<KeyRow | undefined>;
  listKeys(owner: PartyId): Promise<readonly KeyRow[]>;
  findPeer(exchange: ExchangeId): Promise<PeerRow | undefined>;
  listPeers(): Promise<readonly PeerRow[]>;
  findAgreement(digest: DigestHex): Promise<AgreementRow | undefined>;
  listAgreements(peer: ExchangeId): Promise<readonly AgreementRow[]>;
  findParticipant(id: PartyId): Promise<ParticipantRow | undefined>;
  listParticipants(exchange: ExchangeId): Promise<readonly ParticipantRow[]>;
  findListing(id: string): Promise<ListingRow | undefined>;
  findListingByDigest(digest: DigestHex): Promise<ListingRow | undefined>;
  /** Listings by id, optionally of one exchange. */
  listListings(page: PageRequest & { readonly exchange?: ExchangeId }): Promise<Page<ListingRow>>;
  countListings(exchange: ExchangeId): Promise<number>;
  findDraft(id: string): Promise<DraftRow | undefined>;
  listDrafts(page: PageRequest): Promise<Page<DraftRow>>;
  /** By request digest or grant digest. */
  findGrant(id: DigestHex): Promise<GrantRow | undefined>;
  /** Newest first. */
  listGrants(page: PageRequest): Promise<Page<GrantRow>>;
  isStatusIndexTaken(list: string, position: number): Promise<boolean>;
  findOfficer(id: PartyId): Promise<OfficerRow | undefined>;
  findOfficerByTokenHash(hash: string): Promise<OfficerRow | undefined>;
  listOfficers(): Promise<readonly OfficerRow[]>;
  /** Deliveries to one peer that are due at `now`, orders of regulators first, then the oldest, at most `limit`. */
  listDue(peer: ExchangeId, now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  /** Earliest `nextAt` of the peer's due deliveries, or undefined where none waits. */
  findNextDue(peer: ExchangeId): Promise<Instant | undefined>;
  /** Deliveries that wait or failed, oldest first, at most `limit`. */
  listOutbox(limit: number): Promise<readonly OutboxEntry[]>;
  /** Submissions that left no receipt, newest first, at most `limit`; the newest 10,000 are kept. */
  listAttempts(limit: number): Promise<readonly AttemptWrite[]>;
  /** Log entries in descending order. */
  listActs(page: PageRequest & ActFilter): Promise<Page<LoggedAct>>;
}

/** Signing keys of this exchange, by purpose, in the order of the signers list. [DOC-7] */
export interface Signing {
  readonly document: readonly Signer[];
  readonly receipt: readonly Signer[];
}

/** Lets a use case wait for what a peer will send. */
export interface Waiter {
  /**
   * Returns the first value that `check` gives after some commit, or undefined when `waitMs` have passed without one.
   * @param concerns which Changes of this process are worth a look; absent = every one
   */
  until<T>(
    check: () => Promise<T | undefined>,
    waitMs: number,
    concerns?: (change: Change) => boolean,
  ): Promise<T | undefined>;
}

/** Reaches peers. */
export interface Peering {
  /**
   * Calls a pinned peer, so that it hears of this exchange and sends what waits.
   * @throws SelatError PEER_UNREACHABLE, PEER_UNAUTHENTICATED
   */
  contact(exchange: ExchangeId): Promise<void>;
}

/** What every verb is given. */
export interface Deps {
  readonly self: Self;
  readonly reader: Reader;
  readonly committer: Committer;
  readonly signing: Signing;
  readonly clock: Clock;
  readonly random: Random;
  readonly probe: Probe;
  /** Time that an offer of this exchange leaves for the countersignature; absent = what the agreement says. */
  readonly offerDeadlineMs?: number;
  /** Time after which an order without acknowledgement is raised; absent, or more than the agreement says = the agreement's. */
  readonly orderAlarmMs?: number;
  /** Whose rule packs this exchange takes beside what its agreements name; absent = its own, for its own law. */
  readonly packPublishers?: readonly PackPublisher[];
}

/** Who this gateway is. One process serves one exchange in one environment. */
export interface Self {
  readonly exchange: ExchangeId;
  readonly jurisdiction: string;
  readonly env: 'SANDBOX' | 'LIVE';
  /** Document digest of the own newest descriptor. */
  readonly descriptorDigest: DigestHex;
}
