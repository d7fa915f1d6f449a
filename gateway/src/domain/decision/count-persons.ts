/** The persons that a flow adds to the ledger of its provider, and the counts that its decision reads. [LGR-4] */
import type { FactsObject, FactsValue } from '@selat/sdk/compliance';
import type { DigestHex, Listing } from '@selat/sdk/model';
import type { Persons } from '../ledger/amounts.js';
import { isCounted } from '../ledger/counted-product.js';
import { type LedgerReading, ledgerCounts } from '../ledger/reserve.js';
import type { Deps } from '../ports.js';
import type { OfferInput } from '../view-types.js';

/** Persons that count, and what counted before them. */
export interface Counted {
  readonly reading: LedgerReading;
  /** Absent while nobody says how many persons are in the flow. */
  readonly persons: Persons | undefined;
}

/** Reads the ledger for an offer; undefined where nobody is to be counted. @throws SelatError LEDGER_YEAR_OVER */
export async function countPersons(
  deps: Deps,
  { product }: Listing,
  { facts = {}, newPersons }: OfferInput,
  asked: { readonly asOf: string; readonly request: DigestHex },
): Promise<Counted | undefined> {
  const { personalData: profile, provider } = product;
  if (!isCounted({ product })) return undefined;
  const reading = await ledgerCounts(deps, { provider, asOf: asked.asOf, without: asked.request });
  if (newPersons !== undefined) return { reading, persons: newPersons };
  const all = countAt(facts['counts'], 'flowPersons') ?? toNumber(profile?.persons);
  if (all === undefined) return { reading, persons: undefined };
  const hasSensitive = (profile?.cnSensitiveClasses.length ?? 0) > 0;
  // Without a count of its own, every person of a flow with sensitive data counts as one of them.
  const sensitive = Math.min(all, toNumber(profile?.sensitivePersons) ?? (hasSensitive ? all : 0));
  return { reading, persons: { ordinary: all - sensitive, sensitive } };
}

/** The counts as facts. @param persons of this flow; nobody where an exemption decides */
export function toCounts({ reading }: Counted, persons: Persons | undefined): Readonly<Record<string, number>> {
  if (persons === undefined) return {};
  const { cnNonSensitiveYtd, cnSensitiveYtd, cnNonSensitiveSincePrevYear, cnSensitiveSincePrevYear } = reading.counts;
  return {
    cnNonSensitiveYtd: cnNonSensitiveYtd + persons.ordinary,
    cnSensitiveYtd: cnSensitiveYtd + persons.sensitive,
    cnNonSensitiveSincePrevYear: cnNonSensitiveSincePrevYear + persons.ordinary,
    cnSensitiveSincePrevYear: cnSensitiveSincePrevYear + persons.sensitive,
  };
}

function countAt(counts: unknown, name: keyof FactsObject): number | undefined {
  if (typeof counts !== 'object' || counts === null) return undefined;
  const value: FactsValue | undefined = Object.entries(counts).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : undefined;
}

function toNumber(count: bigint | undefined): number | undefined {
  return count === undefined ? undefined : Number(count);
}
