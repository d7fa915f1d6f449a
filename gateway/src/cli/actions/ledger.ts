import { z } from 'zod';
import type { LedgerDetail, LedgerYearView } from '../../domain/ledger/view-types.js';
import type { PageView } from '../../domain/use-cases.js';
import { openClient, segment } from '../api-client.js';
import { digestOf } from '../attest-given.js';
import type { Action, Call, Outcome } from '../command.js';
import { parseGiven, text, usage, wholeNumber } from '../given.js';
import { describeLedger, describeYears } from '../output/ledger-text.js';

const MOST = 2_147_483_647;
const year = wholeNumber(2000, 9999).optional();
const persons = wholeNumber(0, MOST);
const UNFIT = `is not a whole number from -${MOST} to ${MOST}`;
const difference = z
  .string()
  .regex(/^[+-]?[0-9]{1,10}$/, UNFIT)
  .transform(Number)
  .refine((value) => Math.abs(value) <= MOST, UNFIT);
const entry = {
  provider: text,
  year,
  attestation: text.optional(),
  under: text.optional(),
  evidence: text.optional(),
  evidenceAt: text.optional(),
};
const counting = z.object({ ...entry, ordinary: persons, sensitive: persons, reason: text.optional() });
const correcting = z.object({ ...entry, ordinary: difference, sensitive: difference, reason: text });

export const open: Action = (call) => enter(call, 'open', attested(parseGiven(counting, call)));
export const exported: Action = (call) => enter(call, 'export', attested(parseGiven(counting, call)));
export const correct: Action = (call) => enter(call, 'correct', parseGiven(correcting, call));

type Given = z.output<typeof counting>;

/** @throws SelatError USAGE where nobody vouches for the numbers [LGR-7] */
function attested(given: Given): Given {
  if (given.attestation !== undefined || given.evidence !== undefined) return given;
  throw usage(['what the numbers rest on: give --attestation, or --evidence']);
}

async function enter(call: Call, act: string, { evidence, evidenceAt, ...given }: Given): Promise<Outcome> {
  if (evidence === undefined && evidenceAt !== undefined) throw usage(['--evidence-at is given without --evidence']);
  const kept = evidence === undefined ? {} : { evidence: await digestOf(evidence, evidenceAt, call) };
  const client = await openClient(call);
  return one(await client.post<LedgerDetail>(`/ledger/${act}`, { ...given, ...kept }));
}

const query = z.object({ provider: text.optional(), year, limit: wholeNumber(1, 1000), after: text.optional() });

export const show: Action = async (call) => {
  const { provider, ...asked } = parseGiven(query, call);
  const client = await openClient(call);
  if (provider !== undefined) return one(await client.get<LedgerDetail>(`/ledger/${segment(provider)}`, asked));
  const page = await client.get<PageView<LedgerYearView>>('/ledger', asked);
  return { json: page, text: (style) => describeYears(page, style) };
};

function one(ledger: LedgerDetail): Outcome {
  return { json: ledger, text: (style) => describeLedger(ledger, style) };
}
