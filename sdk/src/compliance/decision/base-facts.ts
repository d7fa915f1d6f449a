/** What follows from a listing and a request alone: both exchanges derive it, and neither may state otherwise. [CMP-14] */
import type { DataProduct, Listing, UseScope } from '../../model/index.js';
import type { FlowFacts } from '../facts/parse-facts.js';
import type { Day } from '../language/days.js';
import type { FactsObject } from '../language/values.js';
import { type FlowParty, legsOf, present } from './flow-legs.js';

/** Largest count that facts hold. */
const MOST_PERSONS = 2_147_483_647n;

/** What a flow is derived from. */
export interface FlowInput {
  readonly listing: Listing;
  /** Of the request, also where the offer is narrower. */
  readonly scope: UseScope;
  readonly provider: FlowParty;
  readonly consumer: FlowParty;
  /** Day of the request. [CMP-16] */
  readonly asOf: Day;
}

/** @returns facts that hold of the flow whoever states them; what a listing does not tell is absent */
export function factsOfFlow({ listing: { product }, scope, provider, consumer, asOf }: FlowInput): FlowFacts {
  const [purpose, ...more] = scope.purposes;
  const publicData = publicDataOf(product);
  return {
    asOf,
    legs: legsOf(product, scope, consumer),
    collectedIn: product.originJurisdictions,
    provider: present({ id: provider.id, establishedIn: provider.establishedIn }),
    data: dataOf(product),
    ...countsOf(product),
    ...(purpose === undefined || more.length > 0 ? {} : { purpose }),
    ...(publicData === undefined ? {} : { listing: { publicData } }),
  };
}

/** What the data are, in the words of the listing. */
export function dataOf(product: DataProduct): FactsObject {
  const { grade, personalData: profile, sourceStatement: source } = product;
  const isOpened = source?.kind === 'PUBLIC_OPENED';
  return present({
    grade,
    personal: tri(profile?.personal),
    anonymised: tri(profile?.anonymised),
    // Who grades data GENERAL says that no authority has called them important: a notice makes a new revision due.
    importantStatus: grade === 'GENERAL' ? 'NONE' : undefined,
    // What a public body opened to everybody is no secret and under no licence any more.
    secret: isOpened ? 'no' : undefined,
    exportControlled: isOpened ? 'no' : undefined,
    lawfullyObtained: tri(source?.lawfullyObtained),
    cnSensitiveClasses: listed(profile?.cnSensitiveClasses),
    mySensitiveClasses: listed(profile?.mySensitiveClasses),
  });
}

function tri(answer: string | undefined): string | undefined {
  return answer === 'yes' || answer === 'no' ? answer : undefined;
}

function listed(codes: readonly string[] | undefined): readonly string[] | undefined {
  return codes === undefined || codes.length === 0 ? undefined : codes;
}

/** Where nobody is in the data, nobody is counted; else the count that the listing declares. */
function countsOf({ personalData: profile }: DataProduct): { readonly counts?: FactsObject } {
  const persons = profile?.personal === 'no' ? 0n : profile?.persons;
  if (persons === undefined) return {};
  return { counts: { flowPersons: Number(persons < MOST_PERSONS ? persons : MOST_PERSONS) } };
}

/** How public data in the product were opened; of other sources a listing does not say whether there are any. */
export function publicDataOf({ sourceStatement }: DataProduct): string | undefined {
  const opened: Readonly<Record<string, string>> = { PUBLIC_OPENED: 'OPENED', PUBLIC_AUTHORISED: 'AUTHORISED' };
  return opened[sourceStatement?.kind ?? ''];
}
