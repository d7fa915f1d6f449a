/** Who may state which fact of a flow. docs/spec/compliance.md prints this table; a test keeps the two equal. [CMP-13] */
import { SelatError } from '../../errors/index.js';
import type { AttestedComparison } from '../../model/index.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import { type Fact, factAt, factsIn, isSame, patternOf, printFact } from './fact-paths.js';

export type FlowSide = 'provider' | 'consumer';

/**
 * `exporter`: the provider's exchange, and either one in a flow of several legs, of which the consumer is a later exporter.
 * `listing`: nobody, it follows from listing and request. `nobody`: it comes from other documents.
 */
export type FactOwner = FlowSide | 'exporter' | 'either' | 'listing' | 'nobody';

/** Of the rows that fit a path the longest counts; `legs[0]` is longer than `legs[]`. */
export const FACT_OWNERS = {
  asOf: 'listing',
  'legs[].from': 'listing',
  'legs[].to': 'listing',
  'legs[].mode': 'listing',
  'legs[].transitOnly': 'consumer',
  'legs[0].overseasRowAccess': 'provider',
  'legs[0].outputAnonymised': 'provider',
  'legs[].overseasRowAccess': 'consumer',
  'legs[].outputAnonymised': 'consumer',
  'legs[].recipient': 'consumer',
  'legs[].recipient.relatedToExporter': 'either',
  'legs[].recipient.onCnRestrictedList': 'either',
  'legs[].recipient.underCnCountermeasure': 'either',
  collectedIn: 'listing',
  flowStartedOn: 'provider',
  provider: 'provider',
  data: 'provider',
  counts: 'exporter',
  'counts.flowPersons': 'provider',
  purpose: 'listing',
  exemptionClaim: 'exporter',
  legalBasis: 'exporter',
  notice: 'exporter',
  consent: 'exporter',
  instruments: 'nobody',
  retention: 'consumer',
  'retention.purposeExhausted': 'either',
  regulatorOrders: 'nobody',
  mixing: 'provider',
  intermediary: 'provider',
  listing: 'provider',
  incident: 'either',
} as const satisfies Readonly<Record<string, FactOwner>>;

/** Who may state the fact at a path. */
export function ownerOf(path: string): FactOwner {
  const forms = [path, patternOf(path)];
  const rows = Object.entries(FACT_OWNERS).filter(([row]) => forms.some((form) => isWithin(form, row)));
  const [longest] = rows.sort(([a], [b]) => lengthOf(b) - lengthOf(a));
  return longest?.[1] ?? 'nobody';
}

function isWithin(path: string, row: string): boolean {
  return path === row || path.startsWith(`${row}.`) || path.startsWith(`${row}[`);
}

/** A numbered member is one step more exact than any. */
function lengthOf(row: string): number {
  return row.length + (/\[\d/.test(row) ? 0.5 : 0);
}

/**
 * Checks what one exchange states: nothing that the listing or the request tells otherwise, and nothing of the other side's.
 * @param base what both derive [CMP-14]
 * @param comparisons what it states in place of facts that it withholds [CMP-18]
 * @throws SelatError FACTS_MISMATCH, FACTS_NOT_OWN with the first path
 */
export function requireOwnFacts(
  stated: FlowFacts,
  side: FlowSide,
  base: FlowFacts,
  comparisons: readonly Pick<AttestedComparison, 'path'>[] = [],
): void {
  if (stated.legs.length !== base.legs.length) {
    throw mismatch({ path: 'legs', value: stated.legs.length }, base.legs.length);
  }
  for (const fact of factsIn(stated)) requireOwn(fact, side, base);
  for (const { path } of comparisons) {
    const derived = factAt(base, path);
    if (derived !== undefined) throw mismatch({ path, value: 'withheld' }, derived);
    requireOwner(path, side, base);
  }
}

function requireOwn(fact: Fact, side: FlowSide, base: FlowFacts): void {
  const { path } = fact;
  const derived = factAt(base, path);
  if (derived !== undefined && isSame(derived, fact.value)) return;
  const isPart = isPlaceholder(fact) && derived !== undefined;
  if (isPart) return;
  if (derived !== undefined) throw mismatch(fact, derived);
  requireOwner(path, side, base);
}

/** Whether the exchange of a side may state the fact at a path, in a flow of so many legs. */
export function mayState(path: string, side: FlowSide, legs: number): boolean {
  const owner = ownerOf(path);
  return owner === 'exporter' ? side === 'provider' || legs > 1 : owner === side || owner === 'either';
}

function requireOwner(path: string, side: FlowSide, base: FlowFacts): void {
  if (mayState(path, side, base.legs.length)) return;
  const owner = ownerOf(path);
  const facts = { path, side, owner };
  const who = { listing: 'only listing and request tell it', nobody: 'other documents tell it' } as const;
  const why = owner in who ? who[owner as keyof typeof who] : `the exchange of the ${owner} states it`;
  throw new SelatError('FACTS_NOT_OWN', `cannot take ${path} from the ${side}'s exchange: ${why}`, facts);
}

/** A message that states nothing but its presence. */
function isPlaceholder({ value }: Fact): boolean {
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}

function mismatch({ path, value }: Fact, derived: Fact['value']): SelatError {
  const facts = { path, stated: printFact(value), derived: printFact(derived) };
  const message = `cannot take ${path} as ${facts.stated}: listing and request make it ${facts.derived}`;
  return new SelatError('FACTS_MISMATCH', message, facts);
}
