/** The packs that ship, on facts that nobody would write: whatever stands in them, a decision keeps its promises. */
import { type FieldSchema, REGISTRIES, SCHEMA } from '@selat/proto/schema.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateFlow, explainFlow, type FlowFacts, parseFacts } from '../../src/compliance/index.js';
import { PACK_IDS, readPack } from './shipped-packs.js';

const packs = PACK_IDS.map((id) => readPack(id).pack);

const COUNTRIES = ['CN', 'MY', 'SG', 'HK'];
const DAYS = [
  '0001-01-01',
  '2024-02-29',
  '2025-03-31',
  '2025-04-01',
  '2026-11-23',
  '2026-11-24',
  '2029-01-01',
  '9999-12-31',
];
const COUNTS = [0, 1, 36, 500, 1000, 1001, 9999, 10000, 20000, 20001, 99999, 100000, 999999, 1000000];

/** Any value that the schema lets through; lists of up to two. */
function anyOf(field: FieldSchema): fc.Arbitrary<unknown> {
  const { repeated, rules = {} } = field;
  return repeated === true
    ? fc.uniqueArray(single(field), { maxLength: 2, selector: rules.unique === true ? String : JSON.stringify })
    : single(field);
}

function single({ kind, message, jsonName, rules = {} }: FieldSchema): fc.Arbitrary<unknown> {
  if (kind === 'message') return messageOf(message ?? '');
  if (kind === 'int32') return fc.constantFrom(...COUNTS.filter((one) => one <= (rules.max ?? 2e9)));
  if (rules.registry !== undefined) return fc.constantFrom(...Object.keys(REGISTRIES[rules.registry] ?? {}));
  if (rules.format === 'day') return fc.constantFrom(...DAYS);
  if (rules.format === 'country') return fc.constantFrom(...COUNTRIES);
  return fc.constantFrom(...(jsonName === 'purposes' ? ['research', 'other'] : ['a', 'b']));
}

function messageOf(name: string, without: readonly string[] = []): fc.Arbitrary<Record<string, unknown>> {
  const fields = (SCHEMA[name]?.fields ?? []).filter(({ jsonName }) => !without.includes(jsonName));
  const parts = Object.fromEntries(fields.map((field) => [field.jsonName, anyOf(field)]));
  return fc.record(parts, { requiredKeys: [] });
}

const places = fc.array(fc.constantFrom(...COUNTRIES), { minLength: 2, maxLength: 4 });
const leg = messageOf('selat.facts.v1.Leg', ['from', 'to']);
const legs = fc
  .tuple(places, fc.array(leg, { minLength: 3, maxLength: 3 }))
  .map(([at, ways]) => at.slice(1).map((to, i) => ({ ...ways[i], from: at[i], to })));
const flow: fc.Arbitrary<FlowFacts> = fc
  .tuple(fc.constantFrom(...DAYS), legs, messageOf('selat.facts.v1.FlowFacts', ['asOf', 'legs']))
  .map(([asOf, way, rest]) => parseFacts({ ...rest, asOf, legs: way }));

describe('FCT-12: whatever the facts are', () => {
  it('a gap has a name, a bar leaves none open, and a permission has not ended yet', () => {
    fc.assert(
      fc.property(flow, (facts) => {
        const { legs: decided, listing } = evaluateFlow(packs, facts);
        const verdicts = [...decided.flatMap(({ jurisdictions }) => jurisdictions), ...(listing ? [listing] : [])];
        for (const { outcome, needs, missingFacts, ...more } of verdicts) {
          if (outcome === 'NEEDS') expect(needs.length + missingFacts.length).toBeGreaterThan(0);
          if (outcome === 'DENY') expect(needs).toEqual([]);
          if (outcome === 'PERMIT') expect([...needs, ...missingFacts]).toEqual([]);
          if ('validUntil' in more) expect(String(more.validUntil) >= facts.asOf).toBe(true);
        }
      }),
      { numRuns: 150, seed: 12 },
    );
  });
});

describe('CMP-4: whatever the facts are', () => {
  it('a decision is the same when it is traced, and each law says by itself what it says beside the others', () => {
    fc.assert(
      fc.property(flow, (facts) => {
        const result = evaluateFlow(packs, facts);
        expect(evaluateFlow([...packs].reverse(), facts).legs).toEqual(result.legs);
        expect(explainFlow(packs, facts, true).result).toEqual(result);
        for (const pack of packs) {
          const { jurisdiction } = pack.source;
          const said = (of: typeof result) =>
            of.legs.map((one) => one.jurisdictions.filter((verdict) => verdict.jurisdiction === jurisdiction));
          const alone = said(evaluateFlow([pack], facts));
          expect(alone).toEqual(said(result));
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});
