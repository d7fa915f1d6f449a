/** A listing, a request and two exchanges; a test names only what differs. */
import type { DataProduct as WireProduct } from '@selat/proto/selat/v1/listing.js';
import type { FlowInput, FlowParty } from '../../../src/compliance/index.js';
import { type Listing, parseListing } from '../../../src/model/index.js';
import { wireListing, wireProduct, wireScope } from '../../model/trade-fixtures.js';
import { MY, SZ } from '../../model/wire-fixtures.js';

export const DAY = '2026-11-23';
export const SELLER: FlowParty = { id: `${SZ}/p/port`, establishedIn: 'CN' };
export const BUYER: FlowParty = { id: `${MY}/p/padi`, establishedIn: 'MY' };

export function listingOf(over: Partial<WireProduct> = {}): Listing {
  return parseListing(wireListing({ product: wireProduct(over) }));
}

export function flowOf(over: Partial<WireProduct> = {}, scope: Parameters<typeof wireScope>[0] = {}): FlowInput {
  return { listing: listingOf(over), scope: wireScope(scope), provider: SELLER, consumer: BUYER, asOf: DAY };
}

/** Personal data of so many persons. */
export function personal(persons: number): NonNullable<WireProduct['personalData']> {
  return {
    personal: 'yes',
    anonymised: 'no',
    anonymisationReport: Buffer.alloc(0),
    persons: BigInt(persons),
    cnSensitiveClasses: [],
    mySensitiveClasses: [],
  };
}

export function opened(): NonNullable<WireProduct['sourceStatement']> {
  const source = wireProduct().sourceStatement;
  if (source === undefined) throw new Error('the example has a source');
  return { ...source, kind: 'PUBLIC_OPENED' };
}

/** The same flow the other way: stored in MY, processed in CN. */
export function malaysianFlow(over: Partial<WireProduct> = {}): FlowInput {
  const flow = flowOf({ ...over, storagePlace: 'MY', originJurisdictions: ['MY'] }, { processingPlaces: ['CN'] });
  return { ...flow, provider: { ...SELLER, establishedIn: 'MY' }, consumer: { ...BUYER, establishedIn: 'CN' } };
}
