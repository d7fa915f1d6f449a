/** One exchange's decision on one flow: facts, attestations, orders and packs in, what it signs out. [CMP-7] */
import type { AttestedComparison, DecisionMode, DigestHex, Instant } from '../../model/index.js';
import { type FlowSubject, standingFor, withInstruments } from '../attestation/instruments-from.js';
import type { KnownAttestation } from '../attestation/standing.js';
import { attestedTruths } from '../evaluate/attested.js';
import { type EvaluateOptions, evaluateFlow } from '../evaluate/evaluate-flow.js';
import { validUntilMs } from '../evaluate/rerun.js';
import type { Result } from '../evaluate/result.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import type { FactsObject } from '../language/values.js';
import type { Pack } from '../pack/compile-pack.js';

/** What a decision is computed from. */
export interface DecisionInput {
  /** Of both exchanges, joined; without instruments and orders. */
  readonly facts: FlowFacts;
  /** Any that may be about the flow: those that are count. */
  readonly attestations: readonly KnownAttestation[];
  /** Modes of transfer come from the facts. */
  readonly subject: Omit<FlowSubject, 'modes'>;
  /** Orders in force that bind the flow, in the form of `regulatorOrders`; absent = none. */
  readonly orders?: readonly FactsObject[];
  /** At most one for each jurisdiction. */
  readonly packs: readonly Pack[];
  /** Jurisdictions that the other exchange decides. [CMP-17] */
  readonly elsewhere: ReadonlySet<string>;
  /** Truths that stand in for withheld facts; absent = none. [CMP-9] */
  readonly comparisons?: readonly AttestedComparison[];
  /** Told of each pack and leg as it is evaluated. */
  readonly observe?: EvaluateOptions['observe'];
  /** Told of each comparison that reads what will be withheld. */
  readonly withholding?: EvaluateOptions['withholding'];
}

/** What was decided, and what it stands on. */
export interface Decided {
  readonly result: Result;
  /** PARTIAL where a comparison stood in for a fact. [CMP-9] */
  readonly mode: DecisionMode;
  /** Paths of those facts, ascending. */
  readonly partialPaths: readonly string[];
  /** First instant at which it counts no longer; absent = open. [CMP-10] */
  readonly validUntil?: Instant;
  /** Every attestation about the flow that stood on the day, ascending. [CMP-7] */
  readonly attestationDigests: readonly DigestHex[];
  /** As they were evaluated, with instruments and orders. */
  readonly facts: FlowFacts;
}

/** @throws SelatError FACTS_INVALID where the facts name an instrument, or evidence that nobody attested */
export function decideFlow(input: DecisionInput): Decided {
  const { facts: stated, attestations, packs, elsewhere, orders = [], comparisons = [], observe, withholding } = input;
  const modes = stated.legs.flatMap(({ mode }) => (typeof mode === 'string' ? [mode] : []));
  const subject: FlowSubject = { ...input.subject, modes: [...new Set(modes)] };
  const facts = { ...withInstruments(stated, attestations, subject), regulatorOrders: orders };
  const { attested, paths } = attestedTruths(comparisons);
  const options: EvaluateOptions = {
    ...{ attested, elsewhere, withoutGate: true },
    ...(observe === undefined ? {} : { observe }),
    ...(withholding === undefined ? {} : { withholding }),
  };
  const result = evaluateFlow(packs, facts, options);
  const offsets = new Map(packs.map(({ source }) => [source.jurisdiction, source.utcOffsetMinutes]));
  const validUntil = result.outcome === 'PERMIT' ? validUntilMs(result, offsets) : undefined;
  return {
    result,
    mode: paths.size === 0 ? 'FULL' : 'PARTIAL',
    partialPaths: [...paths].sort(),
    ...(validUntil === undefined ? {} : { validUntil }),
    attestationDigests: standingFor(attestations, subject, facts.asOf).map(({ digest }) => digest),
    facts,
  };
}
