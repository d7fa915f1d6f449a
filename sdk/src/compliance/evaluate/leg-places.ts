/** What stands around each leg, seen from the jurisdiction of a pack. [FCT-6] */

import type { FlowFacts } from '../facts/parse-facts.js';
import { askedTruth } from '../language/asked.js';
import type { Answers, LegPlaces } from '../language/context.js';
import { valueAt } from '../language/scope.js';
import type { Type } from '../language/types.js';
import { and, objectOf, or, type Place, placeIn, type Truth, Unknown } from '../language/values.js';

const TRI: Type = { kind: 'string', registry: 'tri' };
const COUNTRY: Type = { kind: 'string' };

/** @param jurisdiction ISO 3166-1 alpha-2, of the pack that looks at the leg */
export function placesOf(facts: FlowFacts, index: number, jurisdiction: string, answers: Answers = {}): LegPlaces {
  const is = (place: Place, field: string, type: Type, wanted: string) => isEqual(answers, place, field, type, wanted);
  const legs = facts.legs.map((value, i): Place => ({ path: `legs[${i}]`, value }));
  const leg = legs[index] ?? { path: `legs[${index}]`, value: undefined };
  const earlier = legs.slice(0, index);
  const starts = legs.slice(0, index + 1).map((place) => is(place, 'from', COUNTRY, jurisdiction));
  const home = starts.lastIndexOf(true);
  const later = legs.slice(index).find((place) => is(place, 'transitOnly', TRI, 'yes') !== true);
  return {
    leg,
    recipient: placeIn(leg, 'recipient'),
    exporter: exporterOf(facts, home < 0 ? index : home),
    earlier,
    onward: onwardFrom(
      earlier.map((place) => is(place, 'transitOnly', TRI, 'yes') !== true),
      starts,
      starts[index] ?? false,
    ),
    destination: later ?? leg,
  };
}

/**
 * An earlier leg left the jurisdiction for good, and this one does not start there. What is not known to be a conduit is a
 * destination.
 */
function onwardFrom(earlier: readonly boolean[], starts: readonly Truth[], startsHere: Truth): Truth {
  if (startsHere === true) return false;
  return earlier.map((stays, i) => and(starts[i] ?? false, stays)).reduce(or, false);
}

/** The provider for the first leg, then the recipient of the leg before. */
function exporterOf({ legs, provider }: FlowFacts, index: number): Place {
  if (index === 0) return { path: 'provider', value: objectOf(provider) };
  return { path: `legs[${index - 1}].recipient`, value: objectOf(legs[index - 1]?.['recipient']) };
}

function isEqual(answers: Answers, place: Place, field: string, type: Type, wanted: string): Truth {
  const value = valueAt(place, field, type);
  const truth = value instanceof Unknown ? value : value === wanted;
  return askedTruth(answers, place, field, '==', () => JSON.stringify(wanted), truth);
}
