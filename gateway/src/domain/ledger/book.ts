/** What officers enter: opening balances, exports outside of the exchange, corrections. [LGR-7] [LGR-8] */
import { SelatError } from '@selat/sdk/errors';
import type { PartyId } from '@selat/sdk/model';
import { localLeaf } from '../acts/own-act.js';
import { keepEvidence } from '../attestation/keep-evidence.js';
import type { Change, RowWrite } from '../change.js';
import type { Deps } from '../ports.js';
import type { EntryKind } from '../rows-ledger.js';
import type { Actor } from '../view-types.js';
import { add, isNobody, NOBODY, type Persons, requireCountable, subtract } from './amounts.js';
import { heldIn } from './held.js';
import { requireFit, unfit } from './require-fit.js';
import { yearWrite } from './settle.js';
import { countUnder } from './under.js';
import type { BookingInput } from './view-types.js';
import { offsetHere, yearAt } from './years.js';

/** What an officer may enter, and the act in the log. */
export const BOOKINGS = {
  OPENING: { act: 'ledger-open', verb: 'open the ledger' },
  EXPORT: { act: 'ledger-export', verb: 'enter an export in the ledger' },
  CORRECTION: { act: 'ledger-correct', verb: 'correct the ledger' },
} as const satisfies Readonly<Partial<Record<EntryKind, object>>>;

export type BookingKind = keyof typeof BOOKINGS;

/**
 * Enters persons in a year of a provider.
 * @throws SelatError PARTICIPANT_UNKNOWN, REQUEST_INVALID for a year to come or for nobody; LEDGER_ALREADY_OPEN,
 *   LEDGER_EVIDENCE_UNFIT, ATTESTATION_UNKNOWN, LEDGER_BELOW_ZERO, LEDGER_TOO_MANY
 */
export async function book(deps: Deps, actor: Actor, kind: BookingKind, input: BookingInput): Promise<Change> {
  const { reader, clock, random } = deps;
  const { provider, ordinary, sensitive, reason = '' } = input;
  const { act, verb } = BOOKINGS[kind];
  await requireOwnProvider(deps, provider, verb);
  const year = await bookableYear(deps, input, verb);
  const persons = { ordinary, sensitive };
  if (kind !== 'CORRECTION') requireCountable(verb, provider, year, persons);
  if (kind !== 'OPENING' && isNobody(persons)) throw nobody(verb, provider);
  const row = await reader.findLedgerYear({ provider, year });
  if (kind === 'OPENING' && row?.opening != null) throw alreadyOpen(provider, year, row.opening);
  const kept = await evidenceOf(deps, actor, kind, input);
  const sums = add(row ?? NOBODY, persons);
  requireCountable(verb, provider, year, sums);
  await requireBesideHeld(deps, { provider, year, verb, sums });
  const under =
    input.under === undefined ? undefined : await countUnder(deps, verb, { ...input, year, under: input.under });
  const id = random(16).toString('hex');
  const entry = {
    ...{ id, provider, year, kind, ...persons, state: 'BOOKED' as const, grant_version: null, lapses_ms: null },
    ...{ attestation_digest: input.attestation ?? null, evidence_digest: kept?.row.digest ?? null, reason },
    under_digest: input.under ?? null,
    ...{ officer: actor.id, created_ms: clock(), settled_ms: null },
  };
  const opening = kind === 'OPENING' ? id : (row?.opening ?? null);
  const rows: RowWrite[] = [
    { table: 'ledger_entry', expectedVersion: 0, row: entry },
    yearWrite({ provider, year, ...sums, opening, version: row?.version ?? 0 }),
    ...(kept === undefined ? [] : [kept]),
    ...(under === undefined ? [] : [under]),
  ];
  return { officer: actor.id, leaves: [localLeaf(act, provider)], rows };
}

/** @throws SelatError PARTICIPANT_UNKNOWN: only the home exchange keeps the ledger of a provider [LGR-2] */
export async function requireOwnProvider({ reader, self }: Deps, provider: PartyId, verb: string): Promise<void> {
  const known = await reader.findParticipant(provider);
  if (known?.exchange === self.exchange) return;
  const why = known === undefined ? 'it is not known here' : `its exchange is ${known.exchange}`;
  const facts = { id: provider, role: 'provider', why };
  throw new SelatError('PARTICIPANT_UNKNOWN', `cannot ${verb} of ${provider}: ${why}`, facts);
}

async function bookableYear(deps: Deps, { provider, year }: BookingInput, verb: string): Promise<number> {
  const running = yearAt(deps.clock(), await offsetHere(deps));
  if (year === undefined || year <= running) return year ?? running;
  const message = `cannot ${verb} of ${provider} for ${year}: the year ${running} is running`;
  throw new SelatError('REQUEST_INVALID', message, { provider, year: String(year), running: String(running) });
}

function nobody(verb: string, provider: PartyId): SelatError {
  return new SelatError('REQUEST_INVALID', `cannot ${verb} of ${provider}: both numbers are 0`, { provider });
}

function alreadyOpen(provider: PartyId, year: number, entry: string): SelatError {
  const message = `cannot open the ledger of ${provider} for ${year}: entry ${entry} has opened it`;
  return new SelatError('LEDGER_ALREADY_OPEN', message, { provider, year: String(year), entry });
}

/** @throws SelatError LEDGER_BELOW_ZERO: what is held may be released, and takes its persons along [LGR-8] */
async function requireBesideHeld(
  { reader }: Deps,
  { provider, year, verb, sums }: { provider: PartyId; year: number; verb: string; sums: Persons },
): Promise<void> {
  const held = heldIn(await reader.sumLedgerEntries({ provider, year }));
  requireCountable(`${verb} beside what is held`, provider, year, subtract(sums, held));
}

/** The row of evidence that is kept, where there is any. @throws SelatError LEDGER_EVIDENCE_UNFIT, ATTESTATION_UNKNOWN */
async function evidenceOf(deps: Deps, actor: Actor, kind: BookingKind, input: BookingInput) {
  const { provider, attestation, evidence } = input;
  if (attestation !== undefined) await requireFit(deps, provider, attestation);
  if (attestation === undefined && evidence === undefined && kind !== 'CORRECTION') {
    throw unfit(provider, 'neither an attestation nor evidence is given', {});
  }
  return evidence === undefined ? undefined : keepEvidence(deps, actor, evidence);
}
