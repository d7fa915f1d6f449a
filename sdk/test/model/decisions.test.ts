import * as facts from '@selat/proto/selat/facts/v1/facts.js';
import { parseComplianceDecision, parseDocument, parseFlowFacts } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { AS_OF, wireDecision, wireFacts, wireResult } from './decision-fixtures.js';
import { bytes, head, hex, MY } from './wire-fixtures.js';

const invalid = (path: string) =>
  expect.objectContaining({ reason: 'DOCUMENT_FIELD_INVALID', facts: expect.objectContaining({ path }) });
const leg = { from: 'CN', to: 'MY' };
const stating = (json: object) => () =>
  parseFlowFacts(wireFacts({ facts: facts.FlowFacts.fromJSON({ asOf: AS_OF, legs: [leg], ...json }) }));

describe('FCT-9: facts that are signed name neither instruments nor orders', () => {
  it('and go to the other exchange of the pair alone', () => {
    expect(parseDocument('selat.v1.FlowFacts', wireFacts())).toMatchObject({ head: { issuer: MY } });
    expect(() => parseFlowFacts(wireFacts({ head: head(MY, []) }))).toThrow(invalid('head.audience'));
  });

  it.each([
    ['facts.instruments', { instruments: [{ code: 'CN_SA' }] }],
    ['facts.regulator_orders', { regulatorOrders: [{ kind: 'RECTIFY' }] }],
    ['facts.legs[1].from', { legs: [leg, { from: 'SG', to: 'TH' }] }],
  ])('%s is refused', (path, json) => {
    expect(stating(json)).toThrow(invalid(path));
  });
});

describe('CMP-9: a withheld fact is answered and not stated', () => {
  const one = {
    path: 'counts.cnSensitiveYtd',
    operator: 'GE',
    operand: '10000',
    truth: 'no',
    withheldUnder: 'DSL Art 36',
  };
  const withheld = (comparisons: (typeof one)[], json: object = {}) => {
    const stated = facts.FlowFacts.fromJSON({ asOf: AS_OF, legs: [leg], ...json });
    return () => parseFlowFacts(wireFacts({ facts: stated, comparisons }));
  };

  it('each comparison once, with an operand unless it asks for presence', () => {
    expect(withheld([one, { ...one, operand: '0' }])).not.toThrow();
    expect(withheld([one, one])).toThrow(invalid('comparisons[0]'));
    expect(withheld([{ ...one, operand: '' }])).toThrow(invalid('comparisons[0].operand'));
    expect(withheld([{ ...one, operator: 'EXISTS' }])).toThrow(invalid('comparisons[0].operand'));
  });

  it('and its path is absent', () => {
    expect(withheld([one], { counts: { cnSensitiveYtd: 0 } })).toThrow(invalid('comparisons[0].path'));
    expect(withheld([one], { counts: { cnNonSensitiveYtd: 0 } })).not.toThrow();
    const ofLeg = { ...one, path: 'legs[0].to', operator: 'EQ', operand: '"MY"' };
    expect(withheld([ofLeg])).toThrow(invalid('comparisons[0].path'));
  });
});

describe('FCT-11: a decision is as restrictive as its parts', () => {
  it('and names what it was computed from', () => {
    expect(parseDocument('selat.v1.ComplianceDecision', wireDecision())).toMatchObject({
      outcome: 'PERMIT',
      subject: hex(1),
      packDigests: [hex(0x70)],
      mode: 'FULL',
    });
    const until = parseComplianceDecision(wireDecision({ validUntilMs: 1_772_424_000_000n, rerunOf: bytes(9) }));
    expect(until).toMatchObject({ validUntil: 1_772_424_000_000, rerunOf: hex(9) });
  });

  it.each([
    ['result.outcome', { result: wireResult('NEEDS', { outcome: 'PERMIT' }) }],
    ['result.outcome', { result: wireResult('PERMIT', { outcome: 'DENY' }) }],
    ['partial_paths', { mode: 'PARTIAL' }],
    ['partial_paths', { partialPaths: ['counts.flowPersons'] }],
    ['pack_digests', { packDigests: [bytes(2), bytes(1)] }],
    ['mode', { mode: 'HALF' }],
  ])('%s is refused', (path, over) => {
    expect(() => parseComplianceDecision(wireDecision(over))).toThrow(invalid(path));
  });
});
