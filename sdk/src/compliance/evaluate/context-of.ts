/** What expressions of a pack are computed in. */
import type { FlowFacts } from '../facts/parse-facts.js';
import type { Context, LegPlaces } from '../language/context.js';
import type { Pack } from '../pack/compile-pack.js';
import type { EvaluateOptions } from './evaluate-flow.js';
import type { Holdings } from './holdings.js';

/** @param places absent = the listing gate */
export function contextOf(
  pack: Pack,
  facts: FlowFacts,
  holdings: Holdings,
  { attested, withholding, flip, observe, withoutValues }: EvaluateOptions,
  places?: LegPlaces,
): Context {
  const context: Context = {
    facts: { path: '', value: facts },
    asOf: facts.asOf,
    ...(places === undefined ? {} : { leg: places }),
    variables: [],
    memo: new Array(pack.definitions),
    ...(flip?.pack === pack ? { flip: flip.atom } : {}),
    ...(attested === undefined ? {} : { attested }),
    ...(withholding === undefined ? {} : { withholding }),
    ...(observe === undefined || withoutValues === true ? {} : { seen: new Map() }),
    held: (code, forLeg) => holdings.find(context, code, forLeg && places !== undefined).held,
    table: (id) => pack.tables(id, facts.asOf),
    calendar: (id) => pack.calendars.get(id),
  };
  return context;
}
