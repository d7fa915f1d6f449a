/** Valid facts and decisions; a test names only the field that it changes. */
import * as facts from '@selat/proto/selat/facts/v1/facts.js';
import type * as wire from '@selat/proto/selat/v1/compliance.js';
import { bytes, head, MY, SZ } from './wire-fixtures.js';

export const AS_OF = '2026-03-02';

export function wireFacts(over: Partial<wire.FlowFacts> = {}): wire.FlowFacts {
  const legs = [{ from: 'CN', to: 'MY', recipient: { id: `${MY}/p/padi` } }];
  return { head: head(MY, [SZ]), facts: facts.FlowFacts.fromJSON({ asOf: AS_OF, legs }), comparisons: [], ...over };
}

/** Result of one leg and jurisdiction. */
export function wireResult(outcome: string, over: Partial<facts.Result> = {}): facts.Result {
  const jurisdictions = [{ jurisdiction: 'MY', outcome, ruleIds: ['MY-APP-01-NONE'] }];
  return { ...facts.Result.fromJSON({ outcome, legs: [{ from: 'CN', to: 'MY', outcome, jurisdictions }] }), ...over };
}

/** The decision of the consumer exchange on the listing. */
export function wireDecision(over: Partial<wire.ComplianceDecision> = {}): wire.ComplianceDecision {
  return {
    head: head(MY, [SZ]),
    subject: bytes(1),
    packDigests: [bytes(0x70)],
    asOf: AS_OF,
    factsDigests: [bytes(0x60)],
    attestationDigests: [],
    orderDigests: [],
    result: wireResult('PERMIT'),
    validUntilMs: undefined,
    mode: 'FULL',
    partialPaths: [],
    rerunOf: Buffer.alloc(0),
    ...over,
  };
}

/** The decision of the provider exchange on the request. */
export function wireProviderDecision(over: Partial<wire.ComplianceDecision> = {}): wire.ComplianceDecision {
  const factsDigests = [bytes(0x60), bytes(0x61)];
  return wireDecision({ head: head(SZ, [MY]), subject: bytes(2), factsDigests, ...over });
}
