/** The ledger of persons as officers give and get it. */
import type { DigestHex } from '@selat/sdk/model';
import type { PageView } from '../view-types.js';
import type { Persons } from './amounts.js';

/** What an officer enters. */
export interface BookingInput extends Persons {
  readonly provider: string;
  /** Absent = the year that is running. */
  readonly year?: number | undefined;
  /** Hex of the attestation that the numbers rest on. */
  readonly attestation?: DigestHex | undefined;
  /** Hex of the attestation of the instrument under which the persons were supplied; absent = under none with a scale. */
  readonly under?: DigestHex | undefined;
  /** SHA-256 of evidence as `sha256:<hex>`, and where the exchange keeps it. */
  readonly evidence?: { readonly digest: string; readonly place: string } | undefined;
  readonly reason?: string | undefined;
}

/** What is left of a year below a number from which on a rule asks for more. */
export interface HeadroomView {
  readonly sum: 'ordinary' | 'sensitive';
  /** First number that the rule applies to. */
  readonly from: number;
  /** Persons that can be added below it; 0 where the year is there already. */
  readonly left: number;
  /** Codes of which the rule asks for one each. */
  readonly needs: readonly (readonly string[])[];
  readonly rules: readonly string[];
  readonly citations: readonly string[];
}

/** One year of one provider, as it counts now. */
export interface LedgerYearView extends Persons {
  readonly provider: string;
  readonly year: number;
  readonly isRunning: boolean;
  /** Whether its opening balance is entered. */
  readonly isOpened: boolean;
  /** Of the sums: reservations of offers that may yet come to nothing. */
  readonly held: Persons;
}

export interface LedgerEntryView extends Persons {
  readonly id: string;
  readonly kind: string;
  /** `BOOKED`, or of a reservation `HELD`, `CONSUMED`, `RELEASED`. */
  readonly state: string;
  /** Request of the flow, of a reservation. */
  readonly request?: string;
  readonly attestation?: string;
  /** Instrument whose scale the persons of an officer's entry take up. */
  readonly under?: string;
  /** Salted digest of evidence that the exchange keeps. */
  readonly evidence?: string;
  readonly reason?: string;
  readonly officer: string;
  readonly at: number;
  readonly settledAt?: number;
}

export interface LedgerDetail extends LedgerYearView {
  readonly opening: Persons;
  readonly exports: Persons;
  readonly corrections: Persons;
  readonly consumed: Persons;
  /** Rule pack that the headroom is read off, where one is installed. */
  readonly pack?: { readonly id: string; readonly version: string; readonly digest: string };
  /** Of the year that is running. */
  readonly headroom: readonly HeadroomView[];
  /** Newest first. */
  readonly entries: PageView<LedgerEntryView>;
}
