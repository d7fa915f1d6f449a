/** Why an instrument that is there does not close a need: its standing, its days, its scope, or what the pack asks of it. [FCT-9] */
import type { Context } from '../language/context.js';
import { type FactsObject, type FactsValue, objectOf, type Place } from '../language/values.js';
import type { Pack } from '../pack/compile-pack.js';
import { countsOf, instrumentsOf, testOf } from './holdings.js';

/** What keeps an instrument from counting; `RULE` is a condition of the pack that no other one names. */
export type IdleReason =
  | 'STATUS'
  | 'NOT_YET'
  | 'ENDED'
  | 'COUNTRIES'
  | 'RECIPIENTS'
  | 'PURPOSES'
  | 'PERSONS'
  | 'RETENTION'
  | 'ONWARD'
  | 'CHANGED'
  | 'RULE';

export interface IdleInstrument {
  readonly code: string;
  /** Its number, where it is stated. */
  readonly id?: string;
  readonly why: IdleReason;
  /** The standing, day, limit, places or changes that are stated; of `RULE` the articles. */
  readonly stated: string;
}

interface Looked {
  readonly pack: Pack;
  readonly context: Context;
}

/**
 * Instruments of the codes that certainly do not count; one of which that is unknown is told by the missing facts.
 *
 * @param codes what is needed
 */
export function idleInstruments({ pack, context }: Looked, codes: readonly string[]): readonly IdleInstrument[] {
  return [...new Set(codes)].sort().flatMap((code) =>
    instrumentsOf(context, code).flatMap((place): IdleInstrument[] => {
      const test = testOf(pack, code, context.asOf);
      const { held, until } = countsOf(context, test, place, context.leg !== undefined);
      if (held !== false) return [];
      const { id } = place.value ?? {};
      const [why, stated] = reasonOf(context, place, until) ?? ['RULE', test.citations.join('; ')];
      return [{ code, ...(typeof id === 'string' && id !== '' ? { id } : {}), why, stated }];
    }),
  );
}

type Reason = readonly [IdleReason, string];

function reasonOf(context: Context, { value = {} }: Place, until: string | undefined): Reason | undefined {
  const { asOf } = context;
  const { status, issuedOn, effectiveOn } = value;
  if (typeof status === 'string' && status !== 'LIVE') return ['STATUS', status];
  const starts = [issuedOn, effectiveOn].find((day) => typeof day === 'string' && day > asOf);
  if (typeof starts === 'string') return ['NOT_YET', starts];
  if (until !== undefined && until < asOf) return ['ENDED', until];
  const scope = objectOf(value['scope']) ?? {};
  const reason = outsideOf(context, scope);
  if (reason !== undefined) return reason;
  const changes = listOf(value['changes']);
  if (changes.length > 0) return ['CHANGED', changes.join(', ')];
  if (context.leg?.onward === true && scope['onwardAllowed'] === 'no') return ['ONWARD', ''];
  return undefined;
}

/** Which part of the scope does not hold for the leg. */
function outsideOf({ facts, leg }: Context, scope: FactsObject): Reason | undefined {
  const to = leg?.destination.value;
  const listed: readonly (readonly [IdleReason, string, FactsValue | undefined])[] = [
    ['COUNTRIES', 'countries', to?.['to']],
    ['RECIPIENTS', 'recipients', objectOf(to?.['recipient'])?.['id']],
    ['PURPOSES', 'purposes', facts.value?.['purpose']],
  ];
  for (const [why, part, actual] of listed) {
    const allowed = listOf(scope[part]);
    if (allowed.length > 0 && typeof actual === 'string' && !allowed.includes(actual)) return [why, allowed.join(', ')];
  }
  const counts = objectOf(facts.value?.['counts']);
  const { overseasMonths } = objectOf(facts.value?.['retention']) ?? {};
  if (isAbove(counts?.['flowPersons'], scope['maxIndividuals'])) return ['PERSONS', String(scope['maxIndividuals'])];
  if (isAbove(overseasMonths, scope['retentionMonths'])) return ['RETENTION', String(scope['retentionMonths'])];
  return undefined;
}

function isAbove(actual: FactsValue | undefined, most: FactsValue | undefined): boolean {
  return typeof actual === 'number' && typeof most === 'number' && actual > most;
}

function listOf(value: FactsValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
