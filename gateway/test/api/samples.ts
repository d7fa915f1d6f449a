import { ADMISSION_SAMPLES } from './admission-samples.js';
import { ATTESTATION_SAMPLES } from './attestation-samples.js';
import { AUTHORITY_SAMPLES } from './authority-samples.js';
import { CHECK_SAMPLES } from './check-samples.js';
import { LEDGER_SAMPLES } from './ledger-samples.js';
import { MEMBER_SAMPLES } from './member-samples.js';
import { ORDER_SAMPLES } from './order-samples.js';
import { PACK_SAMPLES } from './pack-samples.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const JWS = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };
const KID = 'k'.repeat(43);
const PEER = 'my.example';
const LISTING = 'szdex.example/l/port-calls';
const MEMBER = 'szdex.example/p/acme';

/** A request that each operation accepts, and the verb with the arguments after the caller that it must reach. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly verb: string;
  readonly args: readonly unknown[];
}
const PROPOSAL = {
  descriptor: JWS,
  fingerprint: DIGEST,
  days: 365,
  governingLaw: 'SG',
  forum: 'SIAC',
  seat: 'Singapore',
  seatCountry: 'SG',
};
const MEMBERSHIP = {
  slug: 'acme',
  names: [{ language: 'en', text: 'Acme' }],
  country: 'CN',
  roles: ['provider'],
  externalIds: [],
};
const REQUEST = {
  listing: LISTING,
  termsId: 'basic',
  consumer: MEMBER,
  actions: ['QUERY'],
  purposes: ['research'],
  places: ['MY'],
};
const PRICE = { model: 'ONE_OFF', currency: 'CNY', amountMinor: '450000' };
const OFFICER = 'szdex.example/o/mei';
const DRAFT = { id: LISTING, payload: 'AAAA', source: 'catalogue.yaml' };

export const SAMPLES: Readonly<Record<string, Sample>> = {
  ...MEMBER_SAMPLES,
  ...ADMISSION_SAMPLES,
  ...AUTHORITY_SAMPLES,
  ...ATTESTATION_SAMPLES,
  ...ORDER_SAMPLES,
  ...CHECK_SAMPLES,
  ...PACK_SAMPLES,
  ...LEDGER_SAMPLES,
  'GET /node': { verb: 'node', args: [] },
  'GET /descriptor': { verb: 'descriptor', args: [] },
  'GET /outbox': { verb: 'listOutbox', args: [] },
  'GET /history': { query: { limit: '5', after: '9' }, verb: 'listHistory', args: [{ limit: 5, after: '9' }] },
  'GET /documents/:digest': { params: { digest: DIGEST }, verb: 'showDocument', args: [DIGEST] },
  'POST /keys/rotate': {
    body: { purpose: 'document', algorithm: 'Ed25519' },
    verb: 'prepareRotation',
    args: [{ purpose: 'document', algorithm: 'Ed25519' }],
  },
  'POST /keys/install': { body: { descriptor: JWS }, verb: 'installDescriptor', args: [{ descriptor: JWS }] },
  'POST /keys/:kid/revocation': {
    params: { kid: KID },
    body: { reason: 'COMPROMISED', compromisedSince: 9 },
    verb: 'prepareRevocation',
    args: [{ kid: KID, reason: 'COMPROMISED', compromisedSince: 9 }],
  },
  'POST /keys/revoke': { body: { revocation: JWS }, verb: 'revokeKey', args: [JWS] },
  'GET /officers': { verb: 'listOfficers', args: [] },
  'POST /officers': {
    body: { slug: 'mei', role: 'auditor' },
    verb: 'addOfficer',
    args: [{ slug: 'mei', role: 'auditor' }],
  },
  'GET /officers/:id': { params: { id: OFFICER }, verb: 'showOfficer', args: [OFFICER] },
  'POST /officers/:id/role': {
    params: { id: OFFICER },
    body: { role: 'compliance' },
    verb: 'changeOfficerRole',
    args: [OFFICER, 'compliance'],
  },
  'POST /officers/:id/token': { params: { id: OFFICER }, verb: 'replaceOfficerToken', args: [OFFICER] },
  'POST /officers/:id/disable': {
    params: { id: 'szdex.example/o/mei' },
    verb: 'disableOfficer',
    args: ['szdex.example/o/mei'],
  },
  'GET /peers': { verb: 'listPeers', args: [] },
  'GET /peers/:exchange': { params: { exchange: PEER }, verb: 'showPeer', args: [PEER] },
  'POST /peers/propose': { body: PROPOSAL, verb: 'proposePeer', args: [PROPOSAL] },
  'POST /peers/accept': {
    body: { descriptor: JWS, fingerprint: DIGEST, waitMs: 9 },
    verb: 'acceptPeer',
    args: [{ descriptor: JWS, fingerprint: DIGEST, waitMs: 9 }],
  },
  'POST /peers/:exchange/notice': {
    params: { exchange: PEER },
    body: { kind: 'END' },
    verb: 'noticePeer',
    args: [PEER, 'END', undefined],
  },
  'GET /participants': { query: { exchange: PEER }, verb: 'listParticipants', args: [PEER] },
  'GET /participants/:id': { params: { id: MEMBER }, verb: 'showParticipant', args: [MEMBER] },
  'POST /participants': { body: MEMBERSHIP, verb: 'registerParticipant', args: [MEMBERSHIP] },
  'POST /participants/:id/approve': {
    params: { id: MEMBER },
    body: { method: 'IN_PERSON', checkedOn: '2026-01-05' },
    verb: 'approveParticipant',
    args: [MEMBER, { method: 'IN_PERSON', checkedOn: '2026-01-05' }],
  },
  'POST /participants/:id/suspend': { params: { id: MEMBER }, verb: 'suspendParticipant', args: [MEMBER] },
  'GET /drafts': { verb: 'listDrafts', args: [{ limit: 100 }] },
  'POST /drafts': { body: { drafts: [DRAFT] }, verb: 'saveDrafts', args: [[DRAFT]] },
  'GET /drafts/:id': { params: { id: LISTING }, verb: 'showDraft', args: [LISTING] },
  'GET /reviews': {
    query: { kind: 'legal', verdict: 'OPEN' },
    verb: 'listReviews',
    args: [{ limit: 100, kind: 'legal', verdict: 'OPEN' }],
  },
  'POST /reviews': {
    body: { drafts: [{ id: LISTING }], kind: 'legal', verdict: 'REJECTED', note: 'n' },
    verb: 'giveReviews',
    args: [{ drafts: [{ id: LISTING }], kind: 'legal', verdict: 'REJECTED', note: 'n' }],
  },
  'GET /queue': { query: { kind: 'review' }, verb: 'listQueue', args: [{ limit: 100, kind: 'review' }] },
  'GET /queue/:id': { params: { id: 'w-00' }, verb: 'showQueueItem', args: ['w-00'] },
  'POST /queue/:id/approve': {
    params: { id: 'w-00' },
    body: { note: 'n' },
    verb: 'approveQueueItem',
    args: ['w-00', { note: 'n', waitMs: 0 }],
  },
  'POST /queue/:id/refuse': {
    params: { id: 'w-00' },
    body: { reason: 'PRICE' },
    verb: 'refuseQueueItem',
    args: ['w-00', { reason: 'PRICE', needs: [] }],
  },
  'POST /listings/publish': { body: { ids: [LISTING] }, verb: 'publishListings', args: [[LISTING]] },
  'GET /listings': { query: { exchange: PEER }, verb: 'listListings', args: [{ limit: 100, exchange: PEER }] },
  'GET /listings/search': {
    query: { q: '港口', form: 'REPORT', maxPrice: '150', currency: 'CNY', limit: '5' },
    verb: 'searchListings',
    args: [
      {
        words: '港口',
        forms: ['REPORT'],
        subjects: [],
        purposes: [],
        priceModels: [],
        maxPrice: { amountMinor: 150, currency: 'CNY' },
        jurisdictions: [],
        languages: [],
        exchanges: [],
        states: ['current'],
        limit: 5,
      },
    ],
  },
  'GET /listings/:id': { params: { id: LISTING }, verb: 'showListing', args: [LISTING] },
  'POST /listings/:id/suspend': {
    params: { id: LISTING },
    body: { reason: 'QUALITY', note: 'n' },
    verb: 'suspendListing',
    args: [LISTING, 'QUALITY', 'n'],
  },
  'POST /listings/:id/withdraw': {
    params: { id: LISTING },
    body: { reason: 'ERROR' },
    verb: 'withdrawListing',
    args: [LISTING, 'ERROR', undefined],
  },
  'GET /grants': { verb: 'listGrants', args: [{ limit: 100 }] },
  'GET /grants/:id': { params: { id: DIGEST }, verb: 'showGrant', args: [DIGEST] },
  'POST /grants': { body: REQUEST, verb: 'requestGrant', args: [REQUEST] },
  'POST /grants/:id/refuse': {
    params: { id: DIGEST },
    body: { reason: 'PRICE' },
    verb: 'refuseGrant',
    args: [DIGEST, { reason: 'PRICE', needs: [] }],
  },
  'POST /grants/:id/offer': {
    params: { id: DIGEST },
    body: { price: PRICE, deadlineHours: 48 },
    verb: 'offerGrant',
    args: [DIGEST, { price: PRICE, deadlineHours: 48 }],
  },
  'POST /grants/:id/countersign': {
    params: { id: DIGEST },
    body: { waitMs: 100, price: PRICE },
    verb: 'countersignGrant',
    args: [DIGEST, 100, PRICE],
  },
  'POST /grants/:id/decline': {
    params: { id: DIGEST },
    body: { note: 'no' },
    verb: 'declineGrant',
    args: [DIGEST, 'no'],
  },
  'POST /grants/:id/suspend': {
    params: { id: DIGEST },
    body: { reason: 'QUOTA' },
    verb: 'suspendGrant',
    args: [DIGEST, 'QUOTA', undefined],
  },
  'POST /grants/:id/resume': { params: { id: DIGEST }, verb: 'resumeGrant', args: [DIGEST, {}] },
  'POST /grants/:id/revoke': {
    params: { id: DIGEST },
    body: { reason: 'BREACH' },
    verb: 'revokeGrant',
    args: [DIGEST, 'BREACH', undefined],
  },
  'POST /grants/:id/withdraw': { params: { id: DIGEST }, verb: 'withdrawGrant', args: [DIGEST, undefined] },
  'POST /grants/:id/counter': {
    params: { id: DIGEST },
    body: { price: PRICE, key: 'again' },
    verb: 'counterGrant',
    args: [DIGEST, { price: PRICE, key: 'again' }],
  },
  'POST /grants/:id/amend': {
    params: { id: DIGEST },
    body: { purposes: ['research'], volume: [{ unit: 'CALLS', limit: 9, period: 'TERM' }] },
    verb: 'amendGrant',
    args: [DIGEST, { purposes: ['research'], volume: [{ unit: 'CALLS', limit: 9, period: 'TERM' }] }],
  },
  'POST /grants/:id/renew': {
    params: { id: DIGEST },
    body: { days: 30 },
    verb: 'renewGrant',
    args: [DIGEST, { days: 30 }],
  },
  'POST /grants/:id/end': {
    params: { id: DIGEST },
    body: { reason: 'COMPLETED' },
    verb: 'endGrant',
    args: [DIGEST, { reason: 'COMPLETED' }],
  },
  'POST /backup': { body: { withKeys: false }, verb: 'backup', args: [{ withKeys: false }] },
};
