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

/** Reads of the ledger. */
export interface LedgerReader {
  findLedgerYear(key: YearKey): Promise<LedgerYearRow | undefined>;
  findLedgerEntry(id: string): Promise<LedgerEntryRow | undefined>;
  /** Years by provider, the newest first. */
  listLedgerYears(page: PageRequest & YearFilter): Promise<Page<LedgerYearRow>>;
  /** Entries of one year, newest first. */
  listLedgerEntries(page: PageRequest & YearKey): Promise<Page<LedgerEntryRow>>;
  /** Persons of the grants that pin an attestation and are offered or formed, without those of one request. */
  sumUnder(attestation: DigestHex, without: DigestHex): Promise<number>;
  sumLedgerEntries(key: YearKey): Promise<readonly EntrySum[]>;
  /**
   * Held reservations that may have to be settled: their grant has moved since the offer, the offer was refused by a
   * receipt, or it may have lapsed before `now`; in the order of their ids, at most `limit`, after the id `after`.
   */
  listUnsettled(
    due: Partial<YearKey> & { readonly now: number; readonly limit: number; readonly after?: string },
  ): Promise<readonly LedgerEntryRow[]>;
}
