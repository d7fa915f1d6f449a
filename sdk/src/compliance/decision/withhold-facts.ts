/** Facts that a law forbids to export: taken out, and the truth of every comparison that reads them put in their place. [CMP-18] */
import { SelatError } from '../../errors/index.js';
import type { AttestedComparison } from '../../model/index.js';
import { operatorCode } from '../evaluate/attested.js';
import { decisionDifferences } from '../evaluate/rerun.js';
import type { Result } from '../evaluate/result.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import type { Asked } from '../language/context.js';
import { type FactsObject, type FactsValue, type Truth, Unknown } from '../language/values.js';
import { type DecisionInput, decideFlow } from './decide-flow.js';
import { factAt, isList, isObject } from './fact-paths.js';
import { ownerOf } from './ownership.js';

/** A fact, and the article that forbids its export. */
export interface Withheld {
  /** Such as `counts.cnSensitiveYtd`: a text, a count or a list of texts. */
  readonly path: string;
  readonly under: string;
}

/** What the other exchange gets. */
export interface Withholding {
  /** Without the paths. */
  readonly facts: FlowFacts;
  readonly comparisons: readonly AttestedComparison[];
}

/** Longest operand that crosses, characters. */
const MAX_OPERAND = 256;

/**
 * @param stated what the exchange states, with the facts to withhold
 * @param decisions every decision that will read them, the own and the other side's, with the facts joined and in full
 * @throws SelatError FACTS_INVALID where a path is not stated, or a rule reads it otherwise than by comparison, so that the
 *   other side would come to another decision
 */
export function withholdFacts(
  stated: FlowFacts,
  withheld: readonly Withheld[],
  decisions: readonly DecisionInput[],
): Withholding {
  for (const { path } of withheld) requireOwned(path);
  const runs = decisions.map(({ facts, comparisons: theirs = [], ...decision }): Run => {
    // What the other side withholds stays answered by its own comparisons.
    const evaluate: Run['evaluate'] = (read, { comparisons = [], withholding }) =>
      decideFlow({
        ...decision,
        facts: read,
        comparisons: [...theirs, ...comparisons],
        ...(withholding === undefined ? {} : { withholding }),
      }).result;
    return { facts, evaluate };
  });
  return withholdFrom(stated, withheld, runs);
}

/** One evaluation of facts. */
export interface Run {
  readonly facts: FlowFacts;
  readonly evaluate: (facts: FlowFacts, answers: Pick<DecisionInput, 'comparisons' | 'withholding'>) => Result;
}

/** The same for any evaluation. @throws SelatError FACTS_INVALID */
export function withholdFrom(stated: FlowFacts, withheld: readonly Withheld[], runs: readonly Run[]): Withholding {
  for (const { path } of withheld) requireStated(stated, path);
  const paths = new Map(withheld.map(({ path, under }) => [path, under]));
  const noted = new Map<string, AttestedComparison>();
  const note = (asked: Asked, truth: Truth) => {
    const comparison = toComparison(asked, truth, paths.get(asked.path) ?? '');
    const key = JSON.stringify([asked.path, asked.operator, asked.operand]);
    const before = noted.get(key);
    if (before !== undefined && before.truth !== comparison.truth) throw unfit(asked.path, 'is compared as a whole');
    noted.set(key, comparison);
  };
  for (const { facts, evaluate } of runs) evaluate(facts, { withholding: { paths: new Set(paths.keys()), note } });
  const comparisons = [...noted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, comparison]) => comparison);
  for (const run of runs) requireSame(run, withheld, comparisons);
  return { facts: without(stated, withheld), comparisons };
}

function toComparison({ path, operator, operand }: Asked, truth: Truth, under: string): AttestedComparison {
  if ([...operand].length > MAX_OPERAND) throw unfit(path, `is compared with more than ${MAX_OPERAND} characters`);
  const answer = truth instanceof Unknown ? 'unknown' : truth ? 'yes' : 'no';
  return { path, operator: operatorCode(operator), operand, truth: answer, withheldUnder: under };
}

/** The other side must come to the same with the comparisons as with the facts. */
function requireSame(
  { facts, evaluate }: Run,
  withheld: readonly Withheld[],
  comparisons: readonly AttestedComparison[],
): void {
  const again = evaluate(without(facts, withheld), { comparisons });
  const [first] = decisionDifferences(evaluate(facts, {}), again);
  if (first === undefined) return;
  const list = withheld.map(({ path }) => path).join(', ');
  throw unfit(list, `is read otherwise than by comparison, so that the other side decides otherwise: ${first}`);
}

function requireStated(stated: FlowFacts, path: string): void {
  const value = factAt(stated, path);
  if (value === undefined || isObject(value)) throw unfit(path, 'is no fact that is stated');
}

function requireOwned(path: string): void {
  const owner = ownerOf(path);
  if (owner === 'listing') throw unfit(path, 'follows from listing and request, which the other side has');
}

function unfit(path: string, why: string): SelatError {
  const problem = `cannot be withheld: it ${why}`;
  const problems = `${path} ${problem}`;
  return new SelatError('FACTS_INVALID', `cannot withhold ${path}: it ${why}`, { path, problem, problems });
}

/** Facts without some paths; the messages around them stay, so that what is present stays known. */
function without(facts: FlowFacts, withheld: readonly Withheld[]): FlowFacts {
  return withheld.reduce((kept, { path }) => removed(kept, path.replace(/\[(\d+)\]/g, '.$1').split('.')), facts);
}

function removed<T extends FactsObject>(facts: T, [name = '', ...rest]: readonly string[]): T {
  const { [name]: value, ...others } = facts as FactsObject;
  if (rest.length === 0) return others as T;
  return { ...facts, [name]: inside(value, rest) };
}

function inside(value: FactsValue | undefined, names: readonly string[]): FactsValue | undefined {
  if (isObject(value)) return removed(value, names);
  const [index, ...rest] = names;
  return isList(value) ? value.map((item, i) => (i === Number(index) ? (inside(item, rest) ?? item) : item)) : value;
}
