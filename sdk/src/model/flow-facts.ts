import type * as facts from '@selat/proto/selat/facts/v1/facts.js';
import type * as wire from '@selat/proto/selat/v1/compliance.js';
import { type Head, parseHead, requireExchangeIssuer } from './head.js';
import { findRepeated, present, requireField } from './narrow.js';

const TYPE = 'selat.v1.FlowFacts';

/** The truth of one comparison, in place of the fact that it reads. [CMP-9] */
export type AttestedComparison = Readonly<wire.AttestedComparison>;

/** What one exchange states about a flow and its own parties. [CMP-13] */
export interface StatedFacts {
  readonly type: typeof TYPE;
  /** Issuer: the stating exchange; audience: the other one of the pair. */
  readonly head: Head;
  /** As they stand on the wire: empty texts and lists are absent. */
  readonly facts: Readonly<facts.FlowFacts>;
  readonly comparisons: readonly AttestedComparison[];
}

/** @throws SelatError DOCUMENT_FIELD_INVALID */
export function parseFlowFacts(message: wire.FlowFacts): StatedFacts {
  const head = parseHead(message.head, TYPE, 'peer');
  requireExchangeIssuer(head, TYPE);
  const stated: StatedFacts = {
    type: TYPE,
    head,
    facts: present(message.facts, TYPE, 'facts'),
    comparisons: message.comparisons,
  };
  checkFacts(stated.facts);
  checkComparisons(stated);
  return stated;
}

/** Instruments come from attestations and orders from authorities: nobody states either. [FCT-9] [FCT-6] */
function checkFacts({ instruments, regulatorOrders, legs }: StatedFacts['facts']): void {
  requireField(instruments.length === 0, TYPE, 'facts.instruments', 'is present: instruments come from attestations');
  const noOrders = regulatorOrders.length === 0;
  requireField(noOrders, TYPE, 'facts.regulator_orders', 'is present: orders come from their authorities');
  legs.forEach(({ from }, i) => {
    const before = legs[i - 1]?.to ?? '';
    const follows = from === '' || before === '' || from === before;
    requireField(follows, TYPE, `facts.legs[${i}].from`, `is ${from}, but the leg before ends in ${before}`);
  });
}

/** What is withheld is not stated as well, and each comparison has one answer. [CMP-9] */
function checkComparisons({ comparisons, facts: stated }: StatedFacts): void {
  const keys = comparisons.map(({ path, operator, operand }) => JSON.stringify([path, operator, operand]));
  const twice = keys.indexOf(findRepeated(keys) ?? '');
  requireField(twice < 0, TYPE, `comparisons[${twice}]`, 'stands twice');
  comparisons.forEach(({ path, operator, operand }, i) => {
    const isFit = (operator === 'EXISTS') === (operand === '');
    requireField(isFit, TYPE, `comparisons[${i}].operand`, `does not fit operator ${operator}`);
    const isAbsent = !isPresent(stated, path);
    requireField(isAbsent, TYPE, `comparisons[${i}].path`, `is ${path}, which the facts state themselves`);
  });
}

/** Whether a path such as `legs[0].recipient.ciio` leads to something that is stated. */
function isPresent(facts: StatedFacts['facts'], path: string): boolean {
  const names = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const found = names.reduce<unknown>((at, name) => {
    return typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined;
  }, facts);
  return found !== undefined && found !== '' && !(Array.isArray(found) && found.length === 0);
}
