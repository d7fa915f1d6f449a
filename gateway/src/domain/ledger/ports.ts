import type { DigestHex, PartyId } from '@selat/sdk/model';
import type { Page, PageRequest } from '../ports.js';
import type { EntryKind, LedgerEntryRow, LedgerYearRow } from '../rows-ledger.js';

/** One year of one provider. */
export interface YearKey {
  readonly provider: PartyId;
  readonly year: number;
}

/** What the entries of one kind and state add up to. */
export interface EntrySum {
  readonly kind: EntryKind;
  readonly state: LedgerEntryRow['state'];
  readonly entries: number;
  readonly ordinary: number;
  readonly sensitive: number;
}

/** Which years a page holds; what is absent does not limit. */
export interface YearFilter {
  readonly provider?: PartyId | undefined;
  readonly year?: number | undefined;
}

/** Persons under one instrument, ordinary and sensitive together. */
export interface UnderSum {
  /** Of offers that may yet come to nothing. */
  readonly held: number;
  /** Of grants that were formed. */
  readonly formed: number;
  /** Entered by officers. */
  readonly entered: number;
}

/** Reads of the ledger. */
export interface LedgerReader {
  findLedgerYear(key: YearKey): Promise<LedgerYearRow | undefined>;
  findLedgerEntry(id: string): Promise<LedgerEntryRow | undefined>;
  /** Years by provider, the newest first. */
  listLedgerYears(page: PageRequest & YearFilter): Promise<Page<LedgerYearRow>>;
  /** Entries of one year, newest first. */
  listLedgerEntries(page: PageRequest & YearKey): Promise<Page<LedgerEntryRow>>;
  /** Persons under an attestation: of the grants that pin it, and of what officers entered under it. */
  sumUnder(attestation: DigestHex, without?: DigestHex): Promise<UnderSum>;
  /** Provider of a product that its exchange has listed. */
  findProviderOf(product: string): Promise<PartyId | undefined>;
  sumLedgerEntries(key: YearKey): Promise<readonly EntrySum[]>;
  /**
   * Held reservations that may have to be settled: their grant has moved since the offer, the offer was refused by a
   * receipt, or it may have lapsed before `now`; in the order of their ids, at most `limit`, after the id `after`.
   */
  listUnsettled(
    due: Partial<YearKey> & { readonly now: number; readonly limit: number; readonly after?: string },
  ): Promise<readonly LedgerEntryRow[]>;
}
