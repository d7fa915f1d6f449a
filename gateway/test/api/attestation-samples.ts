import type { Sample } from './samples.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const JWS = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };
const INSTRUMENT = {
  instrument: 'CN_PIPIA',
  subject: { kind: 'PRODUCT', id: 'szdex.example/d/port-calls' },
  reference: 'PIPIA-7',
  evidence: { digest: DIGEST, place: 'safe 3' },
  expiresOn: '2029-01-31',
  scope: { countries: ['MY'], maxIndividuals: 5 },
};

/** Requests about attestations, one an operation. */
export const ATTESTATION_SAMPLES: Readonly<Record<string, Sample>> = {
  'GET /attestations': {
    query: { subject: DIGEST, instrument: 'CN_SA', issuer: 'szdex.example', limit: '5' },
    verb: 'listAttestations',
    args: [{ subject: DIGEST, instrument: 'CN_SA', issuer: 'szdex.example', limit: 5 }],
  },
  'GET /attestations/:digest': { params: { digest: DIGEST }, verb: 'showAttestation', args: [DIGEST] },
  'POST /attestations': { body: INSTRUMENT, verb: 'issueAttestation', args: [INSTRUMENT] },
  'POST /attestations/register': { body: { document: JWS }, verb: 'registerAttestation', args: [JWS] },
  'POST /attestations/:digest/withdraw': {
    params: { digest: DIGEST },
    body: { reason: 'REVOKED', effectiveAt: 9 },
    verb: 'withdrawAttestation',
    args: [DIGEST, { reason: 'REVOKED', effectiveAt: 9 }],
  },
};
