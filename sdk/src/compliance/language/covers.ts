/** Whether the stated scope of an instrument holds for a leg. An empty part does not limit. [FCT-9] */
import { askedTruth } from './asked.js';
import type { Context } from './context.js';
import { valueAt } from './scope.js';
import { INT, STRING, type Type } from './types.js';
import {
  and,
  type FactsObject,
  type FactsValue,
  objectOf,
  type Place,
  placeIn,
  type Truth,
  Unknown,
} from './values.js';

const COUNTRY_OF_LEG = 'to';

export function covers(context: Context): Truth {
  const { instrument, facts, leg } = context;
  const scope = objectOf(instrument?.value?.['scope']);
  if (scope === undefined) return true;
  const counts = placeIn(facts, 'counts');
  const retention = placeIn(facts, 'retention');
  return [
    leg === undefined ? true : isListed(context, scope, 'countries', leg.destination, COUNTRY_OF_LEG),
    leg === undefined ? true : isListed(context, scope, 'recipients', recipientAt(leg.destination), 'id'),
    isListed(context, scope, 'purposes', facts, 'purpose'),
    isAtMost(context, counts, 'flowPersons', scope['maxIndividuals']),
    isAtMost(context, retention, 'overseasMonths', scope['retentionMonths']),
  ].reduce(and);
}

/** Of a leg that only passes through, who receives where the data come to rest. */
function recipientAt({ path, value }: Place): Place {
  return { path: `${path}.recipient`, value: objectOf(value?.['recipient']) };
}

function isListed(context: Context, scope: FactsObject, part: string, place: Place, field: string): Truth {
  const listed = scope[part];
  if (!Array.isArray(listed) || listed.length === 0) return true;
  const value = read(place, field, STRING);
  const truth = value instanceof Unknown ? value : listed.includes(value);
  return askedTruth(context, place, field, 'in', () => JSON.stringify(listed), truth);
}

function isAtMost(context: Context, place: Place, field: string, limit: FactsValue | undefined): Truth {
  if (typeof limit !== 'number') return true;
  const value = read(place, field, INT);
  const truth = value instanceof Unknown ? value : Number(value) <= limit;
  return askedTruth(context, place, field, '<=', () => String(limit), truth);
}

function read(place: Place, field: string, type: Type): string | number | Unknown {
  const value = valueAt(place, field, type);
  return typeof value === 'string' || typeof value === 'number' || value instanceof Unknown ? value : new Unknown([]);
}
