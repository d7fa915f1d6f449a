/** Which instruments count, for a leg or at all, and how long. [FCT-9] */

import type { Context } from '../language/context.js';
import type { Day } from '../language/days.js';
import { valueAt } from '../language/scope.js';
import { DAY } from '../language/types.js';
import { and, asTruth, objectOf, or, type Place, type Truth, Unknown } from '../language/values.js';
import type { InstrumentTest, Pack } from '../pack/compile-pack.js';
import { isInForce } from '../pack/pack-source.js';

/** Whether a code is held, and the last day of it; no day = open. */
export interface Holding {
  readonly held: Truth;
  readonly until?: Day;
}

/** Documents of a claim. Whoever claims may state these; all else is held by an instrument or not at all. */
const DOCUMENTS: ReadonlySet<string> = new Set([
  'ADVERSE_ACTION_MEMO',
  'HR_EVIDENCE',
  'INCIDENT_RECORD',
  'LEGAL_DUTY_CITATION',
  'LEGAL_MEMO',
  'MY_MINISTER_DETERMINATION',
  'NECESSITY_MEMO',
]);

const STATUS = { kind: 'string', registry: 'instrument-status' } as const;

/** Answers for one pack and leg, each code once. */
export class Holdings {
  readonly #pack: Pack;
  readonly #known = new Map<string, Holding>();

  constructor(pack: Pack) {
    this.#pack = pack;
  }

  /** @param forLeg whether the scope of the instrument must hold for the leg */
  find(context: Context, code: string, forLeg: boolean): Holding {
    const key = `${code} ${forLeg}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // A test that asks for its own code finds nothing.
    this.#known.set(key, { held: false });
    const holding = this.#look(context, code, forLeg);
    this.#known.set(key, holding);
    return holding;
  }

  #look(context: Context, code: string, forLeg: boolean): Holding {
    const stated = objectOf(context.facts.value?.['exemptionClaim'])?.['evidence'];
    if (DOCUMENTS.has(code) && Array.isArray(stated) && stated.includes(code)) return { held: true };
    const test = testOf(this.#pack, code, context.asOf);
    return instrumentsOf(context, code)
      .map((instrument) => countsOf(context, test, instrument, forLeg))
      .reduce(better, { held: false });
  }
}

/** How a code is tested on a day. */
export function testOf(pack: Pack, code: string, day: Day): InstrumentTest {
  return pack.instruments.get(code)?.find((one) => isInForce(one, day)) ?? pack.anyInstrument;
}

/** Whether one instrument counts, and its last day. */
export function countsOf(context: Context, test: InstrumentTest, instrument: Place, forLeg: boolean): Holding {
  const outer = context.instrument;
  context.instrument = instrument;
  const found = counts(context, test, instrument, forLeg);
  if (outer === undefined) delete context.instrument;
  else context.instrument = outer;
  return found;
}

/** Of two that are held the one that lasts longer. */
function better(a: Holding, b: Holding): Holding {
  if (a.held === true && b.held === true) {
    return a.until === undefined || (b.until !== undefined && b.until <= a.until) ? a : b;
  }
  if (b.held === true) return b;
  return a.held === true ? a : { held: or(a.held, b.held) };
}

function counts(context: Context, test: InstrumentTest, place: Place, forLeg: boolean): Holding {
  const { asOf } = context;
  const status = valueAt(place, 'status', STATUS);
  const until = test.until.run(context);
  const base = [
    status instanceof Unknown ? status : status === 'LIVE',
    startsBy(place, 'issuedOn', asOf),
    startsBy(place, 'effectiveOn', asOf),
    typeof until === 'string' ? asOf <= until : true,
  ].reduce(and);
  const held = base === false || !forLeg ? base : and(base, asTruth(test.counts.run(context)));
  return typeof until === 'string' ? { held, until } : { held };
}

function startsBy(place: Place, field: string, asOf: Day): Truth {
  const day = valueAt(place, field, DAY);
  return typeof day === 'string' ? day <= asOf : true;
}

/** Instruments of a code, as the facts list them. */
export function instrumentsOf({ facts }: Context, code: string): readonly Place[] {
  const list = facts.value?.['instruments'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value, i): Place[] => {
    const instrument = objectOf(value);
    return instrument?.['code'] === code ? [{ path: `instruments[${i}]`, value: instrument }] : [];
  });
}
