/** The hops of a flow, as a listing and the scope of a request make them. [CMP-14] */
import type { DataProduct, PartyId, UseScope } from '../../model/index.js';
import type { FactsObject } from '../language/values.js';

/** A party of a flow, as its accepted record tells it. */
export interface FlowParty {
  readonly id: PartyId;
  /** Place of registration, ISO 3166-1 alpha-2; absent = unknown. */
  readonly establishedIn?: string;
}

/** Longest id that facts hold, characters. */
const MAX_ID_CHARS = 128;

/**
 * How data reach a place of processing. Answers and prepared reports can show rows, so both are read as rows, which is the
 * stricter case; what models and sandboxes give out are outputs.
 */
const MODE_OF_FORM: Readonly<Record<string, string>> = {
  API_QUERY: 'REMOTE_QUERY',
  REPORT: 'REMOTE_QUERY',
  FEATURE_SERVICE: 'REMOTE_QUERY',
  AGGREGATE_QUERY: 'AGGREGATE_OUTPUT',
  MODEL_SERVICE: 'AGGREGATE_OUTPUT',
  COMPUTE_SANDBOX: 'AGGREGATE_OUTPUT',
  TRAINING_SANDBOX: 'AGGREGATE_OUTPUT',
};

/**
 * From the place of storage through each other place of processing in the order of the request, then the onward hops.
 *
 * Where all processing is at the place of storage, one leg stands for it: the consumer reads there, and what it learns goes to
 * where it is registered. It starts and ends at the storage where nobody says where that is.
 * @returns 1 to 16 legs
 */
export function legsOf(product: DataProduct, scope: UseScope, consumer: FlowParty): readonly FactsObject[] {
  const { storagePlace, form } = product;
  const places = scope.processingPlaces.filter((place) => place !== storagePlace);
  const mode = MODE_OF_FORM[form];
  const own = places.map((to) => ({ to, mode }));
  const onSite = { to: consumer.establishedIn ?? storagePlace, mode: 'ON_SITE' };
  const recipient = { id: consumer.id, ...(consumer.establishedIn && { establishedIn: consumer.establishedIn }) };
  const hops = [
    ...(own.length > 0 ? own : [onSite]).map((leg) => ({ ...leg, transitOnly: 'no', recipient })),
    ...scope.onward.map((hop) => ({ to: hop.country, mode: hop.mode, recipient: partyOf(hop.recipient) })),
  ].slice(0, MAX_LEGS);
  return hops.map((hop, i) => present({ from: hops[i - 1]?.to ?? storagePlace, ...hop }));
}

/** Most legs that facts hold. */
const MAX_LEGS = 16;

/** A name that is too long for an id is not known by it. */
function partyOf(name: string): FactsObject {
  return [...name].length > MAX_ID_CHARS ? {} : { id: name };
}

/** Without the fields that are absent. */
export function present(fields: { readonly [name: string]: FactsObject[string] | undefined }): FactsObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as FactsObject;
}
