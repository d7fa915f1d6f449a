import type * as facts from '@selat/proto/selat/facts/v1/facts.js';
import type * as wire from '@selat/proto/selat/v1/compliance.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { fieldInvalid, given, present, requireField, toHex, toHexOrAbsent, toNumber } from './narrow.js';
import type { DigestHex, Instant } from './scalars.js';

const TYPE = 'selat.v1.ComplianceDecision';

/** From the least to the most restrictive. */
const OUTCOMES = ['PERMIT', 'NEEDS', 'DENY'] as const;
export type DecisionOutcome = (typeof OUTCOMES)[number];
const MODES = ['FULL', 'PARTIAL'] as const;
export type DecisionMode = (typeof MODES)[number];

/** What an exchange's rule packs say about one flow. [CMP-7] */
export interface ComplianceDecision {
  readonly type: typeof TYPE;
  /** Issuer: the deciding exchange; audience: the other one of the pair. */
  readonly head: Head;
  /** What is decided on: the Listing before a request, then the GrantRequest or the Grant. [CMP-16] */
  readonly subject: DigestHex;
  /** Ascending, 1 to 16. */
  readonly packDigests: readonly DigestHex[];
  /** YYYY-MM-DD. */
  readonly asOf: string;
  /** Ascending, 1 to 16. */
  readonly factsDigests: readonly DigestHex[];
  readonly attestationDigests: readonly DigestHex[];
  readonly orderDigests: readonly DigestHex[];
  readonly outcome: DecisionOutcome;
  /** As it stands on the wire. */
  readonly result: Readonly<facts.Result>;
  /** First instant at which it counts no longer; absent = open. [CMP-10] */
  readonly validUntil?: Instant;
  readonly mode: DecisionMode;
  /** Paths for which attested comparisons stood in; empty when FULL. [CMP-9] */
  readonly partialPaths: readonly string[];
  /** The decision of the peer that this one ran again. */
  readonly rerunOf?: DigestHex;
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseComplianceDecision(message: wire.ComplianceDecision): ComplianceDecision {
  const head = parseHead(message.head, TYPE, 'peer');
  requireExchangeIssuer(head, TYPE);
  const result = present(message.result, TYPE, 'result');
  const { partialPaths } = message;
  const mode = oneOf(MODES, message.mode, 'mode');
  requireField((mode === 'FULL') === (partialPaths.length === 0), TYPE, 'partial_paths', `does not fit mode ${mode}`);
  checkOutcome(result);
  return {
    type: TYPE,
    head,
    subject: toHex(message.subject),
    packDigests: digests(message.packDigests, 'pack_digests'),
    asOf: message.asOf,
    factsDigests: digests(message.factsDigests, 'facts_digests'),
    attestationDigests: digests(message.attestationDigests, 'attestation_digests'),
    orderDigests: digests(message.orderDigests, 'order_digests'),
    outcome: oneOf(OUTCOMES, result.outcome, 'result.outcome'),
    result,
    mode,
    partialPaths,
    ...given({
      validUntil: message.validUntilMs === undefined ? undefined : toNumber(message.validUntilMs),
      rerunOf: toHexOrAbsent(message.rerunOf),
    }),
  };
}

function oneOf<T extends string>(known: readonly T[], code: string, path: string): T {
  const found = known.find((one) => one === code);
  if (found === undefined) throw fieldInvalid(TYPE, path, `is none of ${known.join(', ')}`);
  return found;
}

function digests(list: readonly Buffer[], path: string): readonly DigestHex[] {
  const hex = list.map(toHex);
  const isAscending = hex.every((digest, i) => i === 0 || (hex[i - 1] ?? '') < digest);
  requireField(isAscending, TYPE, path, 'is not ascending');
  return hex;
}

/** Each outcome is the most restrictive one of its parts. [FCT-11] */
function checkOutcome({ outcome, legs, listing }: facts.Result): void {
  legs.forEach((leg, i) => {
    requireWorst(
      leg.outcome,
      leg.jurisdictions.map((one) => one.outcome),
      `result.legs[${i}].outcome`,
    );
  });
  const parts = [...legs, ...(listing === undefined ? [] : [listing])].map((part) => part.outcome);
  requireWorst(outcome, parts, 'result.outcome');
}

function requireWorst(outcome: string, parts: readonly string[], path: string): void {
  const rank = (code: string) => (OUTCOMES as readonly string[]).indexOf(code);
  const worst = Math.max(0, ...parts.map(rank));
  requireField(rank(outcome) === worst, TYPE, path, `is ${outcome}, not ${OUTCOMES[worst]} as its parts make it`);
}
