import type { Sample } from './samples.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const MEMBER = 'szdex.example/p/acme';
const KID = 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw';
const CHECK = { method: 'IN_PERSON', checkedOn: '2026-01-05', validUntil: '2027-01-05' };
const bytes = (length: number) => Buffer.alloc(length, 7);
const text = (length: number) => bytes(length).toString('base64url');
const KEY = { alg: 'Ed25519', raw: text(32) };
const ENROLMENT = { number: '7K3QX9PM', tokenHash: 'ab'.repeat(32) };

/** Samples of the operations about members, and of members. */
export const MEMBER_SAMPLES: Readonly<Record<string, Sample>> = {
  'POST /participants/:id/renew': {
    params: { id: MEMBER },
    body: { ...CHECK, evidence: { digest: DIGEST, place: 'cabinet 7' } },
    verb: 'renewParticipant',
    args: [MEMBER, { ...CHECK, evidence: { digest: DIGEST, place: 'cabinet 7' } }],
  },
  'POST /participants/:id/reinstate': { params: { id: MEMBER }, verb: 'reinstateParticipant', args: [MEMBER] },
  'POST /participants/:id/enrolments': {
    params: { id: MEMBER },
    body: { hours: 5 },
    verb: 'issueEnrolment',
    args: [MEMBER, { hours: 5, alg: 'Ed25519' }],
  },
  'GET /participants/:id/enrolments': { params: { id: MEMBER }, verb: 'listEnrolments', args: [MEMBER] },
  'POST /enrolments/:number/revoke': {
    params: { number: '7K3QX9PM' },
    verb: 'revokeEnrolment',
    args: ['7K3QX9PM'],
  },
  'POST /participants/:id/keys/revoke': {
    params: { id: MEMBER },
    body: { kid: KID, reason: 'LOST', compromisedSince: 9 },
    verb: 'revokeMemberKey',
    args: [MEMBER, { kid: KID, reason: 'LOST', compromisedSince: 9 }],
  },
  'POST /participants/:id/signing': {
    params: { id: MEMBER },
    body: { documents: ['LISTINGS', 'LISTINGS'] },
    verb: 'setSigning',
    args: [MEMBER, ['LISTINGS']],
  },
  'GET /preparations': {
    query: { participant: MEMBER },
    verb: 'listPreparations',
    args: [{ limit: 100, participant: MEMBER }],
  },
  'POST /preparations/:digest/withdraw': { params: { digest: DIGEST }, verb: 'withdrawPreparation', args: [DIGEST] },
  'POST /enrolments/redeem': {
    body: { ...ENROLMENT, key: KEY, proof: text(32), possession: text(64) },
    verb: 'redeemEnrolment',
    args: [{ ...ENROLMENT, key: { alg: 'Ed25519', raw: bytes(32) }, proof: bytes(32), possession: bytes(64) }],
  },
  'GET /member': { verb: 'showMember', args: [] },
  'POST /member/key': {
    body: { key: KEY, approval: text(64), possession: text(64) },
    verb: 'rotateMemberKey',
    args: [{ key: { alg: 'Ed25519', raw: bytes(32) }, approval: bytes(64), possession: bytes(64) }],
  },
  'GET /member/documents': { verb: 'listPrepared', args: [{ limit: 100 }] },
  'POST /member/documents/:digest/sign': {
    params: { digest: DIGEST },
    body: { protected: text(9), signature: text(64) },
    verb: 'signPrepared',
    args: [DIGEST, { protected: bytes(9), signature: bytes(64) }],
  },
  'POST /member/documents/:digest/decline': { params: { digest: DIGEST }, verb: 'declinePrepared', args: [DIGEST] },
};
