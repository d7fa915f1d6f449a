/** What officers give and get about grants. Digests are `sha256:<hex>`, instants integer milliseconds. */
import type { JwsJson } from '@selat/sdk/document';
import type { DeletionView } from '../order/order-view.js';
import type { ReceiptView } from '../view-types.js';

/** A price as officers state it. Amounts are whole minor units as decimal text. */
export interface PriceInput {
  /** Code of registry `price-model`, not NEGOTIATED. */
  readonly model: string;
  /** ISO 4217. */
  readonly currency?: string | undefined;
  readonly amountMinor?: string | undefined;
  /** Period of a SUBSCRIPTION, code of registry `period`. */
  readonly period?: string | undefined;
  /** Hundredths of a percent, for REVENUE_SHARE. */
  readonly shareBps?: number | undefined;
  readonly tiers?: readonly { readonly fromUnit: number; readonly unitAmountMinor: string }[] | undefined;
}

/** A price with the words for it, such as `ONE_OFF CNY 5000.00`. */
export interface PriceView extends PriceInput {
  readonly text: string;
}

/** A ceiling on use: `unit` and `period` are codes of registries `quota-unit` and `period`. */
export interface QuotaInput {
  readonly unit: string;
  readonly limit: number;
  readonly period: string;
}

/** What a consumer may choose about a grant. */
interface Choices {
  readonly termsId: string;
  readonly actions: readonly string[];
  readonly purposes: readonly string[];
  readonly places: readonly string[];
  readonly volume: readonly QuotaInput[];
  /** Only where the licence says NEGOTIATED. */
  readonly price: PriceInput;
  readonly validFrom: number;
  readonly validUntil: number;
}

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A key of the caller's choice: the same request under the same key is made once. */
interface Keyed {
  readonly key?: string | undefined;
}

/** What an officer states beside what listing and request tell: the facts that a compliance decision reads. [CMP-13] */
export interface FactsInput {
  /** FlowFacts in the shape of their JSON; `asOf` and `legs` may be left out. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  /** Facts that a law forbids to tell the other exchange: their path, and the article. [CMP-9] */
  readonly withhold?: readonly { readonly path: string; readonly under: string }[] | undefined;
}

export interface GrantRequestInput
  extends FactsInput,
    Pick<Choices, 'termsId' | 'actions' | 'purposes' | 'places'>,
    Optional<Pick<Choices, 'volume' | 'price' | 'validFrom' | 'validUntil'>>,
    Keyed {
  readonly listing: string;
  readonly consumer: string;
  /** The own request, offer or grant that this one replaces, cures or amends. */
  readonly supersedes?: string | undefined;
}

/** What differs from the request or grant that a new request names; all else stays. */
export interface GrantChangeInput extends Optional<Choices>, FactsInput, Keyed {}

export interface RenewInput extends FactsInput, Keyed {
  /** Days after the end of the grant; absent = the term of the licence. */
  readonly days?: number | undefined;
  readonly price?: PriceInput | undefined;
}

export interface OfferInput extends FactsInput {
  /** Distinct persons of the flow that are new to the ledger this year, and the attestation that says so; absent = all. */
  readonly newPersons?:
    | { readonly ordinary: number; readonly sensitive: number; readonly attestation: string }
    | undefined;
  /** Only where the licence says NEGOTIATED; absent = what the request names. */
  readonly price?: PriceInput | undefined;
  /** Hours to countersign, at most what the agreement says; absent = the configured ones, or what the agreement says. */
  readonly deadlineHours?: number | undefined;
  readonly validFrom?: number | undefined;
  readonly validUntil?: number | undefined;
}

export interface RefusalInput extends FactsInput {
  /** Code of registry `refusal-reason`; of COMPLIANCE_* the needs are those of the own decision. */
  readonly reason: string;
  /** Codes that would cure it, any one of each inner list. */
  readonly needs: readonly (readonly string[])[];
  readonly note?: string | undefined;
}

/** After a hold for compliance the grant is decided on anew, with what is stated and counted today. */
export interface ResumeInput extends OfferInput {
  readonly note?: string | undefined;
}

export interface EndInput {
  readonly reason: 'COMPLETED' | 'EXHAUSTED';
  /** First instant without access; absent = now. */
  readonly effectiveAt?: number | undefined;
}

/** What keeps a formed grant from being served. */
export interface HoldView {
  /** Document that opened it; empty for what is computed. */
  readonly digest: string;
  /** Exchange that opened it; empty for what is computed. */
  readonly by: string;
  /** Code of the suspension, kind of the order, or name of the computed hold. */
  readonly reason: string;
  /** Digest of the attestation or decision that a suspension names as its cause. */
  readonly cause?: string;
  /** What who suspended it says, for people. */
  readonly note?: string;
  /** Present where an order of a regulator holds it. */
  readonly order?: {
    readonly kind: string;
    readonly authority: string;
    readonly legalBasis: readonly string[];
    readonly reference: string;
    /** Whether the other exchange of the flow has acknowledged it. */
    readonly acknowledged: boolean;
  };
}

export interface GrantView {
  /** Grant digest, or request digest before an offer. */
  readonly id: string;
  readonly request: string;
  readonly grant?: string;
  /**
   * State of the fold: requested, refused, withdrawn, offered, declined, lapsed, active, suspended, ended;
   * `prepared` while the consumer has not signed, which is no state of the protocol.
   */
  readonly state: string;
  readonly reason?: string;
  readonly peer: string;
  readonly side: 'provider' | 'consumer';
  readonly listing: string;
  readonly consumer: string;
  /** Signers entries of the signatures that are there, such as `my.example#issuer#Ed25519`. */
  readonly signers: readonly string[];
  /** The same of the request, where the consumer may have signed beside its exchange. */
  readonly requestSigners: readonly string[];
  readonly decisions: readonly string[];
  /** Types of this side's acts that wait for the other side's receipt. */
  readonly pending: readonly string[];
  readonly holds: readonly HoldView[];
  /** Digests of acts that were signed with a key which was lost before they were logged: they have no effect. */
  readonly contested: readonly string[];
  readonly needs: readonly (readonly string[])[];
  /** Price that the request names, where it names one. */
  readonly askedPrice?: PriceView;
  /** Price of the offer or grant. */
  readonly price?: PriceView;
  /** What the request names in `supersedes`. */
  readonly supersedes?: string;
  /** The formed grant that takes or took the place of this one. */
  readonly supersededBy?: string;
  /** Silence on the request is overdue after it; present until an offer. */
  readonly answerBy?: number;
  readonly isOverdue: boolean;
  /** Last instant to countersign; present from the offer on. */
  readonly offerDeadline?: number;
  /** Last instant at which a countersignature may arrive; after it the offer counts as lapsed. */
  readonly lapsesAt?: number;
  readonly validFrom?: number;
  readonly validUntil?: number;
  readonly formedAt?: number;
  /** The end as far as known: expiry, or an earlier act; present once formed. */
  readonly endsAt?: number;
}

/** One grant in the line of those that superseded each other, the oldest first. */
export type GrantStep = Pick<
  GrantView,
  'id' | 'state' | 'reason' | 'price' | 'askedPrice' | 'validFrom' | 'validUntil' | 'endsAt'
>;

/** A decision that is filed under a grant. */
export interface GrantDecisionView {
  readonly digest: string;
  /** Exchange that decided. */
  readonly by: string;
  readonly outcome: string;
  /** Day whose law was applied. */
  readonly asOf: string;
  /** First instant at which it counts no longer; absent = open. */
  readonly validUntil?: number;
  readonly rules: readonly string[];
  readonly articles: readonly string[];
  /** Instrument codes, any of each group of which closes a gap. */
  readonly needs: readonly (readonly string[])[];
  /** Paths of facts that nobody stated and that it hangs on. */
  readonly missing: readonly string[];
  /**
   * How far the other exchange could run it again: PARTIAL where answers of comparisons stood in for facts that may not
   * leave. [CMP-9]
   */
  readonly rerun: 'FULL' | 'PARTIAL';
  /** Paths of those facts. */
  readonly partialPaths: readonly string[];
}

export interface GrantDetail extends GrantView {
  /** Every decision of both sides, in the order in which they came. */
  readonly decided: readonly GrantDecisionView[];
  readonly history: readonly GrantStep[];
  readonly documents: readonly {
    readonly type: string;
    readonly digest: string;
    readonly by: string;
    readonly document: JwsJson;
  }[];
  /** Records of the participants that signed a document, with which their signatures are checked. */
  readonly records: readonly JwsJson[];
  readonly receipts: readonly ReceiptView[];
  /** What orders in force ask to be deleted of what was supplied under it. */
  readonly deletions: readonly DeletionView[];
}
