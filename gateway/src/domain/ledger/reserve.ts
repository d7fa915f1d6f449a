/** What counts of a provider this year, and reservations on it. Normative text: docs/spec/ledger.md. */
import { SelatError } from '@selat/sdk/errors';
import { ARRIVAL_GRACE_MS } from '@selat/sdk/lifecycle';
import type { DigestHex, Instant, PartyId } from '@selat/sdk/model';
import type { RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import type { LedgerEntryRow, LedgerYearRow } from '../rows-ledger.js';
import type { Actor } from '../view-types.js';
import { add, isNobody, NOBODY, type Persons, requireCountable, subtract } from './amounts.js';
import { requireFit } from './require-fit.js';
import { releasedBy, type Settled, settledOf, settledRow, yearWrite } from './settle.js';
import { offsetHere, requireRunning, yearOf } from './years.js';

/** Counts as FlowFacts states them, without the flow that is being decided: add it. [CMP counts.*] */
export interface LedgerCounts {
  readonly cnNonSensitiveYtd: number;
  readonly cnSensitiveYtd: number;
  readonly cnNonSensitiveSincePrevYear: number;
  readonly cnSensitiveSincePrevYear: number;
}

/** What a decision reads of the ledger. A reservation on it fails, and is decided anew, once any of it has moved. */
export interface LedgerReading {
  readonly counts: LedgerCounts;
  readonly provider: PartyId;
  readonly year: number;
  /** The row of the year as read; version 0 = there is none. */
  readonly row: LedgerYearRow;
  /** Reservations that no longer stand as their rows say. */
  readonly settled: readonly Settled[];
}

/** What is asked of the ledger. */
export interface LedgerQuestion {
  readonly provider: PartyId;
  /** Day whose law is applied; in the year that is running. */
  readonly asOf: string;
  /** Minutes ahead of UTC of the jurisdiction whose year it is; absent = that of this exchange. */
  readonly utcOffsetMinutes?: number | undefined;
  /** Request whose own reservation does not count, when its grant is decided again. */
  readonly without?: DigestHex | undefined;
}

/** Most reservations that one act settles besides its own work. */
const MOST_SETTLED = 100;

/**
 * Reads what counts of a provider: since 1 January of the year, and of the year before. Reservations whose grant came to
 * nothing do not count, also where no row says so yet. [LGR-3] [LGR-5]
 * @throws SelatError LEDGER_YEAR_OVER, LEDGER_TOO_MANY
 */
export async function ledgerCounts(deps: Deps, question: LedgerQuestion): Promise<LedgerReading> {
  const { reader, clock } = deps;
  const { provider, asOf, utcOffsetMinutes, without } = question;
  const now = clock();
  requireRunning(provider, asOf, now, utcOffsetMinutes ?? (await offsetHere(deps)));
  const year = yearOf(asOf);
  const row = await findYear(deps, provider, year);
  const unsettled = await reader.listUnsettled({ provider, year, now, limit: MOST_SETTLED });
  const settled = await settledOf(deps, unsettled);
  const own = await countedOf(deps, without, settled);
  const ytd = subtract(subtract(row, releasedBy(settled)), own?.year === year ? own : NOBODY);
  const before = await findYear(deps, provider, year - 1);
  const previous = add(ytd, subtract(before, own?.year === year - 1 ? own : NOBODY));
  requireCountable('count in the ledger', provider, year, previous);
  const counts = {
    cnNonSensitiveYtd: ytd.ordinary,
    cnSensitiveYtd: ytd.sensitive,
    cnNonSensitiveSincePrevYear: previous.ordinary,
    cnSensitiveSincePrevYear: previous.sensitive,
  };
  return { counts, provider, year, row, settled };
}

async function findYear({ reader }: Deps, provider: PartyId, year: number): Promise<LedgerYearRow> {
  const row = await reader.findLedgerYear({ provider, year });
  return row ?? { provider, year, ...NOBODY, opening: null, version: 0 };
}

/** The reservation of a request, where it counts. */
async function countedOf(
  { reader }: Deps,
  request: DigestHex | undefined,
  settled: readonly Settled[],
): Promise<LedgerEntryRow | undefined> {
  const entry = request === undefined ? undefined : await reader.findLedgerEntry(request);
  const isReleased = settled.some((one) => one.entry.id === entry?.id && one.state === 'RELEASED');
  return entry === undefined || entry.state === 'RELEASED' || isReleased ? undefined : entry;
}

/** A reservation for the offer of a grant. */
export interface ReservationInput extends Persons {
  readonly requestDigest: DigestHex;
  /** Last instant to countersign the offer. */
  readonly offerDeadline: Instant;
  /** Attestation that says how many of the persons are new this year; absent = all count. */
  readonly attestation?: DigestHex | undefined;
}

/**
 * Rows of a reservation, for the Change that offers the grant. Nobody to count, because an exemption decided: an entry of
 * zeros, which waits for nobody. [LGR-4] [LGR-6]
 * @param reading what the decision of the offer read
 * @throws SelatError LEDGER_TOO_MANY, LEDGER_BELOW_ZERO, LEDGER_EVIDENCE_UNFIT, ATTESTATION_UNKNOWN; GRANT_UNKNOWN
 */
export async function reserve(
  deps: Deps,
  actor: Actor,
  reading: LedgerReading,
  input: ReservationInput,
): Promise<readonly RowWrite[]> {
  const { requestDigest, ordinary, sensitive } = input;
  const { provider, year, row, settled } = reading;
  const persons = { ordinary, sensitive };
  requireCountable('reserve in the ledger', provider, year, persons);
  if (input.attestation !== undefined) await requireFit(deps, provider, input.attestation, requestDigest);
  const grant = await deps.reader.findGrant(requestDigest);
  if (grant === undefined) {
    const facts = { grant: `sha256:${requestDigest}` };
    throw new SelatError('GRANT_UNKNOWN', `cannot reserve for grant ${facts.grant}: it is not known here`, facts);
  }
  const now = deps.clock();
  const entry = {
    ...{ id: requestDigest, provider, year, kind: 'RESERVATION' as const, ...persons, state: 'HELD' as const },
    // The offer itself rewrites the row of the grant.
    ...{ grant_version: grant.version + 1, lapses_ms: input.offerDeadline + ARRIVAL_GRACE_MS },
    ...{ attestation_digest: input.attestation ?? null, evidence_digest: null, under_digest: null },
    reason: '',
    ...{ officer: actor.id, created_ms: now, settled_ms: null },
  };
  const made: RowWrite = { table: 'ledger_entry', expectedVersion: 0, row: entry };
  // Where nobody is new the sums decided all the same, and must not have moved.
  if (isNobody(persons) && input.attestation === undefined) return [made];
  const sums = add(subtract(row, releasedBy(settled)), persons);
  requireCountable('reserve in the ledger', provider, year, sums);
  return [made, ...settled.map((one) => settledRow(one, now)), yearWrite({ ...row, ...sums })];
}
