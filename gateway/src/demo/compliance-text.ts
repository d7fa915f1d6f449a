/** What the laws said, for people within 80 columns. */
import type { ComplianceShown, Decided } from './compliance.js';

/** Most articles that a line names. */
const ARTICLES_SHOWN = 2;

/** The lines of the summary. */
export function describeCompliance({ gate, permit, needs, denied, halt }: ComplianceShown): readonly string[] {
  return [
    'What the laws said',
    `  listing gate    ${articlesOf(gate)}`,
    `    kept back     ${gate.kept}, for want of ${gate.needs.map((anyOf) => anyOf.join(' or ')).join(', ')}`,
    `    then          attested, facts stated: ${gate.published} published`,
    `  ${permit.outcome.padEnd(15)} ${articlesOf(permit)}`,
    `    by both       in two decisions that the grant pins: ${permit.grant}`,
    `  ${needs.outcome.padEnd(15)} ${articlesOf(needs)}`,
    ...needs.needs.map((anyOf) => `    any one of    ${anyOf.join(', ')}`),
    `    then          ${needs.attested} attested, asked for again: ${needs.grant}`,
    `  ${denied.outcome.padEnd(15)} ${articlesOf(denied)}: ${denied.grant}, with the decision`,
    `  ${halt.outcome.padEnd(15)} ${articlesOf(halt)}: ${halt.halted} on both sides; lifted: ${halt.grant}`,
  ];
}

function articlesOf({ articles }: Pick<Decided, 'articles'>): string {
  const more = articles.length - ARTICLES_SHOWN;
  return `${articles.slice(0, ARTICLES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
