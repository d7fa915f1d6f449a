import { type BookingKind, book, requireOwnProvider } from '../ledger/book.js';
import { listYears, printLedger } from '../ledger/print-ledger.js';
import { ledgerLane } from '../ledger/settle.js';
import type { BookingInput, LedgerDetail, LedgerYearView } from '../ledger/view-types.js';
import { offsetHere, yearAt } from '../ledger/years.js';
import type { Actor, PageQuery, PageView } from '../view-types.js';
import { digestHex, type Office } from './office.js';
import { toPage } from './page.js';

/** How many persons' data providers have supplied abroad. [LGR-2] */
export interface LedgerCases {
  /** Enters the opening balance of a year, once. */
  openLedger(actor: Actor, input: BookingInput): Promise<LedgerDetail>;
  /** Enters what a provider supplied outside of the exchange. */
  exportLedger(actor: Actor, input: BookingInput): Promise<LedgerDetail>;
  correctLedger(actor: Actor, input: BookingInput): Promise<LedgerDetail>;
  /** Years by provider, newest first. */
  listLedger(page: PageQuery & { readonly year?: number | undefined }): Promise<PageView<LedgerYearView>>;
  /** One year of a provider, absent = the one that is running, with a page of its entries. */
  showLedger(provider: string, year: number | undefined, page: PageQuery): Promise<LedgerDetail>;
}

const hexOf = (digest: string | undefined) => (digest === undefined ? undefined : digestHex(digest));
const NEWEST = { limit: 20 };

export function ledgerCases({ deps }: Office): LedgerCases {
  const show = async (provider: string, year: number | undefined, page: PageQuery): Promise<LedgerDetail> => {
    await requireOwnProvider(deps, provider, 'show the ledger');
    const running = yearAt(deps.clock(), await offsetHere(deps));
    return printLedger(deps, { provider, year: year ?? running }, toPage(page));
  };
  const enter = (kind: BookingKind) => async (actor: Actor, input: BookingInput) => {
    const { provider, year, attestation, under } = input;
    const named = { ...input, attestation: hexOf(attestation), under: hexOf(under) };
    await deps.committer.commit(() => book(deps, actor, kind, named), ledgerLane(provider));
    return show(provider, year, NEWEST);
  };
  return {
    openLedger: enter('OPENING'),
    exportLedger: enter('EXPORT'),
    correctLedger: enter('CORRECTION'),
    listLedger: ({ year, ...page }) => listYears(deps, { ...toPage(page), ...(year === undefined ? {} : { year }) }),
    showLedger: show,
  };
}
