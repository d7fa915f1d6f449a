/** Attestations that others signed: brought as files, relayed, and given to peers that come later. */
import { Attestation, AttestationWithdrawal } from '@selat/proto/selat/v1/attestation.js';
import { toJwsJson } from '@selat/sdk/document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, type HandOptions, nameOf } from '../support/hand-peer.js';
import { agreeOnOffer, type HandWorld, openHandWorld } from '../support/hand-world.js';

let world: HandWorld;

beforeAll(async () => {
  world = await openHandWorld();
});
afterAll(() => world?.close());

function attestation(over: Partial<Attestation> = {}, options: HandOptions = {}) {
  const message = Attestation.fromPartial({
    ...{ regime: 'CN', instrument: 'CN_PIPIA', referenceNumber: 'P-1', status: 'LIVE', evidencePlace: 'szdex.example' },
    subject: { kind: 'PRODUCT', id: 'szdex.example/d/port' },
    scope: {},
    evidenceDigest: Buffer.alloc(32, 7),
    ...over,
  });
  return world.szdex.sign('selat.v1.Attestation', message, { to: 'everyone', ...options });
}

const register = (document: Parameters<typeof toJwsJson>[0]) =>
  world.my.post('/attestations/register', { document: toJwsJson(document) });

describe('ATT-9: what an officer registers is checked as if a peer had sent it', () => {
  it('keeps its attester, takes the same file twice, and its withdrawal by the attester', async () => {
    const made = await attestation();
    const { body } = await register(made);
    expect(body).toMatchObject({
      digest: nameOf(made),
      issuer: 'szdex.example',
      source: 'my.example',
      standing: 'counts',
    });
    expect((await register(made)).body.digest).toBe(nameOf(made));
    // Relayed again by its attester it is known, and accepted without a second effect.
    expect(await world.toMy.submit(made)).toMatchObject({ verdict: 'ACCEPTED' });
    const end = AttestationWithdrawal.fromPartial({ attestation: digestOf(made), reason: 'REVOKED' });
    const withdrawal = await world.szdex.sign('selat.v1.AttestationWithdrawal', end, { to: 'everyone' });
    expect((await register(withdrawal)).body).toMatchObject({ digest: nameOf(made), standing: 'withdrawn' });
    const acts = (await world.my.get('/history?limit=9')).body.items.filter(({ act }) => act.includes('Attestation'));
    expect(acts).toHaveLength(2);
    for (const act of acts)
      expect(act).toMatchObject({ officer: 'my.example/o/operator', direction: 'out', chain: '*' });
  });

  it('refuses a broken signature, another type, and a word about what is not its own', async () => {
    const made = await attestation({ referenceNumber: 'P-2' });
    const payload = Buffer.from(made.payload);
    payload[payload.length - 1] = (payload[payload.length - 1] ?? 0) ^ 1;
    expect((await register({ ...made, payload })).status).not.toBe(200);
    const foreign = await attestation({ subject: { kind: 'PRODUCT', id: 'my.example/d/x', digest: Buffer.alloc(0) } });
    expect((await register(foreign)).body.error.reason).toBe('ATTESTER_NOT_ALLOWED');
    const unknown = AttestationWithdrawal.fromPartial({ attestation: digestOf(foreign), reason: 'ERROR' });
    const early = await world.szdex.sign('selat.v1.AttestationWithdrawal', unknown, { to: 'everyone' });
    expect((await register(early)).body.error.reason).toBe('ATTESTATION_UNKNOWN');
  });
});

describe('ATT-4: a peer that comes later gets what every peer has', () => {
  it('attestations and withdrawals of this exchange, and nothing that stays at home', async () => {
    const facts = { instrument: 'MY_TIA', evidence: { digest: `sha256:${'5a'.repeat(32)}`, place: 'safe' } };
    const subject = { kind: 'PRODUCT', id: 'my.example/d/rain' };
    const post = async (over: object) =>
      (await world.my.post('/attestations', { ...facts, subject, ...over })).body.digest;
    const open = await post({ reference: 'open' });
    const home = await post({ reference: 'home', home: true });
    const alone = await post({ reference: 'alone', to: 'szdex.example' });
    await agreeOnOffer(world.my, world.thirdToMy, world.third);
    const waiting = (await world.my.get('/outbox')).body.items.filter((item) => item['peer'] === 'third.example');
    const digests = waiting.map(({ digest }) => digest);
    expect(digests).toContain(open);
    expect([home, alone].filter((digest) => digests.includes(digest))).toEqual([]);
    expect(waiting.filter(({ type }) => type === 'selat.v1.AttestationWithdrawal')).toHaveLength(1);
  });
});
