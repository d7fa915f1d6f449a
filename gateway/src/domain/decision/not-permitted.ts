/** What an officer is told where the own rules do not permit: which article decided, and what is missing. */
import type { JurisdictionResult, Result, Verdict } from '@selat/sdk/compliance';
import { SelatError } from '@selat/sdk/errors';

/** Lets only a PERMIT through. @param what completes "cannot ..." @throws SelatError COMPLIANCE_NEEDS, COMPLIANCE_DENIED */
export function requirePermit(result: Result, what: string): void {
  if (result.outcome !== 'PERMIT') throw notPermitted(result, what);
}

/**
 * The error of an act that the own rules do not permit.
 * @returns facts: `outcome`, `rules`, `articles`, `needs`, `missing`, `next`; lists joined by `; `
 */
export function notPermitted(result: Result, what: string): SelatError {
  const parts = result.legs
    .flatMap(({ jurisdictions }) => jurisdictions)
    .filter(({ outcome }) => outcome === result.outcome);
  const needs = distinct(parts.flatMap((part) => part.needs.map(({ anyOf }) => anyOf.join(' or '))));
  const missing = distinct(parts.flatMap(({ missingFacts }) => missingFacts));
  const isDenied = result.outcome === 'DENY';
  const facts = {
    outcome: result.outcome,
    rules: distinct(parts.flatMap(({ ruleIds }) => ruleIds)).join('; '),
    articles: distinct(parts.flatMap(({ citations }) => citations)).join('; '),
    needs: needs.join('; '),
    missing: missing.join('; '),
  };
  const lacks = [
    ...(needs.length === 0 ? [] : [`needs ${needs.join(' and ')}`]),
    ...(missing.length === 0 ? [] : [`the facts ${missing.join(', ')} are not stated`]),
  ];
  const says = parts.map(({ jurisdiction }) => jurisdiction);
  const why = `the law of ${distinct(says).join(' and ')} says ${result.outcome} (${facts.articles || 'no rule'})`;
  const message = `cannot ${what}: ${[why, ...lacks].join('; ')}`;
  return new SelatError(isDenied ? 'COMPLIANCE_DENIED' : 'COMPLIANCE_NEEDS', message, facts);
}

/** Every gap of a result, each once, as a refusal lists them. [GRT-12] */
export function needsOf({ legs }: Result): readonly (readonly string[])[] {
  const needs = legs.flatMap(({ jurisdictions }) => jurisdictions.flatMap(needsIn));
  return [...new Map(needs.map((codes) => [codes.join(' '), codes])).values()];
}

const needsIn = ({ needs }: JurisdictionResult | Verdict) => needs.map(({ anyOf }) => anyOf);

function distinct(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}
