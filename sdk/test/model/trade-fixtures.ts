/** Valid messages about listings and grants; a test names only the field that it changes. */
import * as grant from '@selat/proto/selat/v1/grant.js';
import * as listing from '@selat/proto/selat/v1/listing.js';
import * as terms from '@selat/proto/selat/v1/terms.js';
import { bytes, DAY, forum, head, MY, NOON, SZ, text } from './wire-fixtures.js';

export function wirePrice(over: Partial<terms.Price> = {}): terms.Price {
  return { ...terms.Price.fromPartial({}), model: 'ONE_OFF', currency: 'CNY', amountMinor: 500_000n, ...over };
}

export function wireTerms(over: Partial<terms.LicenceTerms> = {}): terms.LicenceTerms {
  return {
    ...terms.LicenceTerms.fromPartial({}),
    id: 'standard',
    actions: ['QUERY', 'DERIVE'],
    purposes: ['research', 'statistics'],
    aiTraining: { permission: 'FORBIDDEN', modelOwner: '', attributionRequired: false },
    territoryOfUse: ['ZZ'],
    territoryOfProcessing: ['CN', 'MY'],
    recipientClasses: ['COMPANY'],
    onwardSupply: 'WITH_CONSENT',
    term: { days: 30, renewable: true },
    quotas: [{ unit: 'CALLS', limit: 1000n, period: 'DAY' }],
    retention: { daysAfterEnd: 0, deletionProof: 'CONSUMER_ATTESTATION', resultsMayStay: true },
    audit: { by: 'EXCHANGE', noticeDays: 7, perYear: 1 },
    breachRemedies: [{ kind: 'SUSPENSION', amount: undefined }],
    governingLaw: 'CN',
    forum,
    prevailingLanguage: 'zh-CN',
    price: wirePrice(),
    ...over,
  };
}

const right = {
  holder: 'Example Port Group',
  participant: '',
  evidence: 'CONTRACT',
  reference: '',
  attestation: Buffer.alloc(0),
};

export function wireProduct(over: Partial<listing.DataProduct> = {}): listing.DataProduct {
  return {
    ...listing.DataProduct.fromPartial({}),
    id: `${SZ}/d/port-calls`,
    provider: `${SZ}/p/port`,
    titles: [text('zh-CN', '港口到港统计'), text('en', 'Port calls')],
    descriptions: [text('en', 'Monthly counts of calls by berth')],
    form: 'AGGREGATE_QUERY',
    subjects: [{ code: 'COMMERCE', labels: [] }],
    updateFrequency: 'MONTHLY',
    originJurisdictions: ['CN'],
    storagePlace: 'CN',
    grade: 'GENERAL',
    personalData: {
      personal: 'no',
      anonymised: '',
      anonymisationReport: Buffer.alloc(0),
      cnSensitiveClasses: [],
      mySensitiveClasses: [],
    },
    rights: { hold: right, process: right, operate: right },
    sourceStatement: {
      kind: 'OWN_OPERATION',
      sources: ['Berth systems'],
      statement: [text('en', 'Counted by the port itself')],
      lawfullyObtained: 'yes',
      sourceLicence: '',
    },
    ...over,
  };
}

export function wireListing(over: Partial<listing.Listing> = {}): listing.Listing {
  const from = (path: string) => ({ path, source: 'RECORD', reference: 'port.yaml' });
  return {
    ...listing.Listing.fromPartial({}),
    head: head(SZ, []),
    id: `${SZ}/l/port-calls`,
    revision: 1n,
    product: wireProduct(),
    terms: [wireTerms()],
    visibility: 'PUBLIC',
    validFromMs: BigInt(NOON),
    validUntilMs: BigInt(NOON + 100 * DAY),
    provenance: [from('product'), from('terms')],
    ...over,
  };
}

export function wireListingNotice(over: Partial<listing.ListingWithdrawal> = {}): listing.ListingWithdrawal {
  const listingId = `${SZ}/l/port-calls`;
  return { head: head(SZ, []), listingId, listingDigest: bytes(1), reason: 'QUALITY', note: '', ...over };
}

export function wireScope(over: Partial<grant.UseScope> = {}): grant.UseScope {
  return { actions: ['QUERY'], purposes: ['research'], processingPlaces: ['MY'], onward: [], volume: [], ...over };
}

export function wireRequest(over: Partial<grant.GrantRequest> = {}): grant.GrantRequest {
  return {
    ...grant.GrantRequest.fromPartial({}),
    head: head(MY, [SZ]),
    listingDigest: bytes(1),
    termsId: 'standard',
    consumer: `${MY}/p/padi`,
    scope: wireScope(),
    status: { list: 'c1', index: 0 },
    answerByMs: BigInt(NOON + 3_600_000),
    ...over,
  };
}

export function wireGrant(over: Partial<grant.Grant> = {}): grant.Grant {
  return {
    ...grant.Grant.fromPartial({}),
    head: head(SZ, [MY]),
    request: bytes(2),
    listingDigest: bytes(1),
    listingId: `${SZ}/l/port-calls`,
    provider: `${SZ}/p/port`,
    consumer: `${MY}/p/padi`,
    terms: wireTerms(),
    scope: wireScope(),
    validFromMs: BigInt(NOON),
    validUntilMs: BigInt(NOON + 30 * DAY),
    offerDeadlineMs: BigInt(NOON + 3_600_000),
    providerStatus: { list: 'p1', index: 5 },
    consumerStatus: { list: 'c1', index: 0 },
    ...over,
  };
}
