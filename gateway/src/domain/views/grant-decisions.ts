/** The decisions that are filed under a grant, as officers see them. */
import { readResult } from '@selat/sdk/compliance';
import type { ComplianceDecision, StatedFacts } from '@selat/sdk/model';
import { needsOf } from '../decision/not-permitted.js';
import type { LoadedGrant } from '../grant/load-grant.js';
import type { GrantDecisionView } from '../grant/view-types.js';
import { printDigest } from './print.js';

export function printDecisions({ set }: LoadedGrant): readonly GrantDecisionView[] {
  const stated = new Map<string, StatedFacts>();
  for (const { digest, document } of set.acts) if (document.type === 'selat.v1.FlowFacts') stated.set(digest, document);
  return set.acts.flatMap(({ digest, document }) =>
    document.type === 'selat.v1.ComplianceDecision' ? [printOne(digest, document, stated)] : [],
  );
}

function printOne(
  digest: string,
  decision: ComplianceDecision,
  stated: ReadonlyMap<string, StatedFacts>,
): GrantDecisionView {
  const { head, outcome, asOf, validUntil, factsDigests } = decision;
  const result = readResult(decision);
  const parts = result.legs.flatMap(({ jurisdictions }) => jurisdictions);
  const comparisons = factsDigests.flatMap((one) => stated.get(one)?.comparisons ?? []);
  const partialPaths = distinct(comparisons.map(({ path }) => path));
  return {
    digest: printDigest(digest),
    by: head.issuer,
    outcome,
    asOf,
    ...(validUntil === undefined ? {} : { validUntil }),
    rules: distinct(parts.flatMap(({ ruleIds }) => ruleIds)),
    articles: distinct(parts.flatMap(({ citations }) => citations)),
    needs: needsOf(result),
    missing: distinct(parts.flatMap(({ missingFacts }) => missingFacts)),
    rerun: partialPaths.length === 0 ? 'FULL' : 'PARTIAL',
    partialPaths,
  };
}

function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}
