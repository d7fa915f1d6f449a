import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsIn } from '../../../src/compliance/decision/fact-paths.js';
import { type Run, withholdFrom } from '../../../src/compliance/decision/withhold-facts.js';
import {
  attestedTruths,
  decisionDifferences,
  evaluateFlow,
  type FlowFacts,
  mergeFacts,
  parseFacts,
  rerunDecision,
  withholdFacts,
} from '../../../src/compliance/index.js';
import { parseFlowFacts } from '../../../src/model/index.js';
import { wireFacts } from '../../model/decision-fixtures.js';
import { reasonOf } from '../example-attestation.js';
import { PACK_IDS, readPack } from '../shipped-packs.js';
import { BUYER, flowOf, personal } from './flow-world.js';
import { CN_MY, signedOut, TwoSides } from './two-sides.js';

const packs = PACK_IDS.map((id) => readPack(id).pack);
const SHARED = new URL('../../../../../shared/legal/cases.json', import.meta.url);
const shared: readonly { readonly id: string; readonly asOf: string; readonly facts: unknown }[] = existsSync(SHARED)
  ? JSON.parse(readFileSync(SHARED, 'utf8'))
  : [];
const under = 'DSL Art 36';

const evaluate: Run['evaluate'] = (facts, { comparisons = [], withholding }) => {
  const { attested } = attestedTruths(comparisons);
  return evaluateFlow(packs, facts, { attested, ...(withholding && { withholding }) });
};

/** Derived from the listing or from other documents, read as a list of codes held, or a day that a last day is computed from. */
const NEVER =
  /^(?:asOf|instruments|regulatorOrders|legs\[\d+\]\.(?:from|to)|exemptionClaim\.evidence|.*certifications\[\d+\]\.expiresOn)/;

function pathsOf(facts: FlowFacts): readonly string[] {
  const plain = factsIn(facts).filter(({ value }) => typeof value !== 'object' || Array.isArray(value));
  return plain.map(({ path }) => path).filter((path) => !NEVER.test(path));
}

/** What the other side comes to, and for which paths statements stood in. */
function rerun(
  facts: FlowFacts,
  paths: readonly string[],
): { readonly asked: readonly string[]; readonly stated: readonly string[] } {
  const withheld = withholdFrom(
    facts,
    paths.map((path) => ({ path, under })),
    [{ facts, evaluate }],
  );
  const { attested, paths: asked } = attestedTruths(withheld.comparisons);
  const result = evaluateFlow(packs, withheld.facts, { attested });
  expect(decisionDifferences(evaluateFlow(packs, facts), result)).toEqual([]);
  const left = new Set(factsIn(withheld.facts).map(({ path }) => path));
  expect(paths.filter((path) => left.has(path))).toEqual([]);
  return { asked: [...asked].sort(), stated: [...new Set(withheld.comparisons.map(({ path }) => path))].sort() };
}

describe.skipIf(shared.length === 0)('CMP-18: CMP-9: comparisons in place of facts give the same decision', () => {
  it('for all facts of each worked case at once, and PARTIAL with exactly the paths that were compared', () => {
    for (const one of shared) {
      const facts = parseFacts(one.facts, one.asOf);
      const { asked, stated } = rerun(facts, pathsOf(facts));
      expect([one.id, asked]).toEqual([one.id, stated]);
    }
  });

  it('and for each fact alone, in turn over the cases', () => {
    const seen = new Set<string>();
    shared.forEach((one, n) => {
      const facts = parseFacts(one.facts, one.asOf);
      pathsOf(facts).forEach((path, i) => {
        const isNew = !seen.has(path);
        if (!isNew && (i + n) % 24 !== 0) return;
        seen.add(path);
        const { asked, stated } = rerun(facts, [path]);
        expect([one.id, asked]).toEqual([one.id, stated]);
        expect([[], [path]]).toContainEqual(asked);
      });
    });
    expect(seen.size).toBeGreaterThan(90);
  });
});

describe('CMP-18: what is withheld of a flow', () => {
  const recipient = { ...BUYER, foreignAuthority: 'no', onCnRestrictedList: 'no', underCnCountermeasure: 'no' };
  const stated = {
    provider: {
      data: { secret: 'no', exportControlled: 'no' },
      provider: { ciio: 'no' },
      counts: { cnNonSensitiveYtd: 99_999, cnSensitiveYtd: 0 },
      legalBasis: 'CONTRACT',
      notice: { cnExport: 'yes' },
    },
    consumer: { legs: [{ from: 'CN', to: 'MY', recipient }] },
  };
  const world = new TwoSides(flowOf({ personalData: personal(50_000) }), CN_MY, stated);
  const [own, other] = [world.input('provider'), world.input('consumer')];
  const paths = ['counts.cnNonSensitiveYtd', 'counts.cnSensitiveYtd'];
  const withheld = withholdFacts(
    world.facts,
    paths.map((path) => ({ path, under })),
    [own, other],
  );

  it('is stated by its comparisons, each with the article', () => {
    const said = withheld.comparisons.map(
      ({ path, operator, operand, truth }) => `${path} ${operator} ${operand} ${truth}`,
    );
    expect(said).toContain('counts.cnNonSensitiveYtd GE 100000 no');
    expect(said).toContain('counts.cnSensitiveYtd GE 10000 no');
    expect(said.join()).not.toContain('99999');
    expect(new Set(withheld.comparisons.map((one) => one.withheldUnder))).toEqual(new Set([under]));
    expect(() => parseFlowFacts(wireFacts({ comparisons: [...withheld.comparisons] }))).not.toThrow();
  });

  it('and the other side comes to the same decision, PARTIAL with the paths', () => {
    const facts = mergeFacts(withheld.facts);
    const decision = signedOut(world.decide('provider'));
    expect(decision.mode).toBe('FULL');
    const again = rerunDecision(decision, { ...own, facts, comparisons: withheld.comparisons });
    expect(again.differences).toEqual([]);
    expect(again.decided).toMatchObject({ mode: 'PARTIAL', partialPaths: paths });
    expect(rerunDecision(decision, { ...own, facts }).differences).not.toEqual([]);
  });

  it('also where the other side withholds something too', () => {
    const theirs = withholdFacts(world.facts, [{ path: 'legs[0].recipient.foreignAuthority', under }], [own, other]);
    const { recipient: _, ...leg } = world.facts.legs[0] ?? {};
    const legs = [{ ...leg, recipient: { ...BUYER, onCnRestrictedList: 'no', underCnCountermeasure: 'no' } }];
    const here = { ...own, facts: { ...world.facts, legs }, comparisons: theirs.comparisons };
    expect(rerunDecision(signedOut(world.decide('provider')), here).differences).toEqual([]);
    const both = withholdFacts(
      here.facts,
      paths.map((path) => ({ path, under })),
      [here],
    );
    expect(both.comparisons.map(({ path }) => path)).not.toContain('legs[0].recipient.foreignAuthority');
  });

  it('is refused where nobody states it, or where a rule needs more than comparisons', () => {
    const withhold = (path: string) => reasonOf(() => withholdFacts(world.facts, [{ path, under }], [own, other]));
    expect(withhold('counts.mySubjects')).toBe('FACTS_INVALID');
    expect(withhold('counts')).toBe('FACTS_INVALID');
    expect(withhold('legs[0].to')).toBe('FACTS_INVALID');
    expect(withhold('legs[0].recipient.foreignAuthority')).toBeUndefined();
  });
});
