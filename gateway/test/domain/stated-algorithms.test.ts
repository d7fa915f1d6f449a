import { AgreementNotice, PeerAgreement } from '@selat/proto/selat/v1/agreement.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { KeyRevocation } from '@selat/proto/selat/v1/identity.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../support/hand-peer.js';
import { type HandWorld, openHandWorld, readDocument } from '../support/hand-world.js';
import { compromisedSince } from '../support/stored-receipts.js';

let world: HandWorld;

beforeAll(async () => {
  world = await openHandWorld();
});
afterAll(() => world?.close());

/** The agreement in force, as szdex.example would propose it again. */
async function proposal({ my, szdex }: HandWorld): Promise<SignedDocument> {
  const live = await readDocument(my, `sha256:${szdex.agreement?.toString('hex')}`);
  const { head: _head, parties, contacts, ...terms } = messageOf<PeerAgreement>(live);
  const message = PeerAgreement.fromPartial({
    ...terms,
    contacts,
    parties: [...parties].reverse(),
    supersedes: szdex.agreement ?? Buffer.alloc(0),
  });
  const awaited = [{ id: 'my.example', role: 'acceptor', alg: 'Ed25519' as const }];
  return szdex.sign('selat.v1.PeerAgreement', message, { awaited });
}

describe('DOC-7: an exchange is heard only with every algorithm that its descriptor states', () => {
  it('refuses a notice on an agreement without SM2, and takes the same act with it', async () => {
    const { szdex, toMy } = world;
    const message = AgreementNotice.fromPartial({ agreement: szdex.agreement ?? Buffer.alloc(0), kind: 'SUSPEND' });
    const [ed25519] = szdex.signers('document');
    const signers = ed25519 === undefined ? [] : [ed25519];
    const bare = await szdex.sign('selat.v1.AgreementNotice', message, { signers });
    await expect(toMy.submit(bare)).rejects.toMatchObject({ reason: 'SIGNER_NOT_ALLOWED' });
    const whole = await szdex.sign('selat.v1.AgreementNotice', message);
    const suspended = await toMy.submit(whole);
    expect(suspended.verdict).toBe('ACCEPTED');
    const resume = { ...message, kind: 'RESUME', resumes: Buffer.from(suspended.documentDigest, 'hex') };
    const resumed = await toMy.submit(await szdex.sign('selat.v1.AgreementNotice', resume));
    expect(resumed.verdict).toBe('ACCEPTED');
  });
});

describe('AGR-1: proposals of one peer do not pile up', () => {
  it('takes eight that wait for an answer, and answers the ninth with a retryable error', async () => {
    const { toMy } = world;
    for (let count = 0; count < 8; count += 1) {
      await expect(toMy.submit(await proposal(world))).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    }
    await expect(toMy.submit(await proposal(world))).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      isRetryable: true,
    });
  });
});

describe('IDN-6: a second revocation never saves what the first one contested', () => {
  it('keeps the earlier of two instants of compromise', async () => {
    const { szdex, toMy } = world;
    const kid = szdex.signers('receipt')[0]?.kid ?? '';
    const revoke = (compromisedSinceMs: number) => {
      const message = KeyRevocation.fromPartial({
        kid,
        reason: 'COMPROMISED',
        compromisedSinceMs: BigInt(compromisedSinceMs),
      });
      return szdex.sign('selat.v1.KeyRevocation', message);
    };
    const early = Date.now() - 60_000;
    await toMy.submit(await revoke(early));
    await toMy.submit(await revoke(early + 30_000));
    expect(compromisedSince(world.my, kid)).toBe(early);
  });
});
