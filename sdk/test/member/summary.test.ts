import { GrantRequest } from '@selat/proto/selat/v1/grant.js';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import { describe, expect, it } from 'vitest';
import { documentDigest, prepareDocument } from '../../src/document/index.js';
import { summarise } from '../../src/member/index.js';
import { wireListing, wireRequest } from '../model/trade-fixtures.js';
import { MY, SZ } from '../model/wire-fixtures.js';

const entry = (id: string, role: string) => ({ id, role, alg: 'Ed25519' as const });
const LISTING = wireListing();
const PROVIDER = LISTING.product?.provider ?? '';
const listing = (message = LISTING, provider = PROVIDER) =>
  prepareDocument('selat.v1.Listing', message, [entry(SZ, 'issuer'), entry(provider, 'provider')]);
const context = (message = LISTING) => ({
  type: 'selat.v1.Listing',
  payload: Buffer.from(Listing.encode(message).finish()),
  signatures: [],
});
const digest = documentDigest('selat.v1.Listing', context().payload);
const REQUEST = GrantRequest.fromPartial({
  ...wireRequest(),
  listingDigest: digest,
  termsId: LISTING.terms[0]?.id ?? '',
});
const request = (message = REQUEST) =>
  prepareDocument('selat.v1.GrantRequest', message, [entry(MY, 'issuer'), entry(message.consumer, 'consumer')]);

describe('IDN-26: a participant reads what it signs from the bytes, and signs nothing else', () => {
  it('says what a listing offers, every licence of it', () => {
    const lines = summarise(listing(), PROVIDER);
    expect(lines).toContainEqual(['listing', LISTING.id]);
    expect(lines.filter(([label]) => label === 'licence')).toEqual(LISTING.terms.map(({ id }) => ['licence', id]));
    expect(lines.at(-1)).toEqual(['document', `sha256:${listing().documentDigest.toString('hex')}`]);
  });

  it('says what a request asks, with the licence of the listing whose digest it names', () => {
    const lines = summarise(request(), REQUEST.consumer, context());
    expect(lines).toContainEqual(['listing', `${LISTING.id}, revision ${LISTING.revision}`]);
    expect(lines).toContainEqual(['licence', REQUEST.termsId]);
  });

  it.each([
    ['a listing of another provider', () => summarise(listing(), `${SZ}/p/other`)],
    ['a document of another exchange', () => summarise(listing(), `${MY}/p/padi`)],
    ['a request of another consumer', () => summarise(request(), `${MY}/p/other`, context())],
    ['a request without its listing', () => summarise(request(), REQUEST.consumer)],
    [
      'a request shown with another listing',
      () => summarise(request(), REQUEST.consumer, context({ ...LISTING, visibility: 'PEERS' })),
    ],
    [
      'a licence that the listing does not hold',
      () => summarise(request({ ...REQUEST, termsId: 'another' }), REQUEST.consumer, context()),
    ],
  ])('refuses %s', (_what, read) => {
    expect(read).toThrow(expect.objectContaining({ reason: 'SIGNER_NOT_ALLOWED' }));
  });
});
