import { Grant } from '@selat/proto/selat/v1/grant.js';
import { newHead, signDocument } from '@selat/sdk/document';
import { generatePrivateKey, localSigner } from '@selat/sdk/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { random } from '../federation/transport-fixture.js';
import { listingMessage, record } from '../support/hand-documents.js';
import { type HandWorld, openHandWorld } from '../support/hand-world.js';

let world: HandWorld;

beforeAll(async () => {
  world = await openHandWorld();
});
afterAll(() => world?.close());

const REFUSED = { reason: 'SIGNER_NOT_ALLOWED' };

describe('DOC-9: whoever signs in a role is whom the content names in it', () => {
  it('a listing is signed as provider by its provider, and another list over the same content does not block it', async () => {
    const { szdex, toMy } = world;
    const key = generatePrivateKey('Ed25519', random);
    const { alg, raw } = key.publicKey;
    const keys = [{ purpose: 'document', key: { alg, raw }, notBeforeMs: 0n, notAfterMs: 0n }];
    for (const slug of ['right', 'wrong']) await toMy.submit(await record(szdex, slug, { keys }));
    const { product, ...example } = listingMessage(szdex, 'signed');
    const head = newHead(szdex.head({ to: 'everyone' }), random);
    const message = { ...example, product: { ...product, provider: 'szdex.example/p/right' }, head };
    const own = szdex.signers('document').map((signer) => ({ id: 'szdex.example', role: 'issuer', signer }));
    const signedBy = (slug: string) => {
      const provider = { id: `szdex.example/p/${slug}`, role: 'provider', signer: localSigner(key) };
      return signDocument({ type: 'selat.v1.Listing', message, signers: [...own, provider] });
    };
    await expect(toMy.submit(await signedBy('wrong'))).rejects.toMatchObject(REFUSED);
    await expect(toMy.submit(await signedBy('right'))).resolves.toMatchObject({ verdict: 'ACCEPTED', reason: '' });
  });

  it('an offer awaits the signature of the exchange that it is for', async () => {
    const { szdex, toMy } = world;
    const digest = Buffer.alloc(32, 7);
    const awaited = [{ id: 'third.example', role: 'acceptor', alg: 'Ed25519' as const }];
    const status = { list: 'hand', index: 7 };
    const { terms } = listingMessage(szdex, 'signed');
    const message = Grant.fromPartial({
      request: digest,
      listingDigest: digest,
      listingId: 'szdex.example/l/signed',
      provider: 'szdex.example/p/right',
      consumer: 'my.example/p/somebody',
      terms: terms[0] ?? {},
      scope: { actions: ['QUERY'], purposes: ['research'], processingPlaces: ['MY'] },
      validFromMs: BigInt(Date.now()),
      validUntilMs: BigInt(Date.now() + 86_400_000),
      offerDeadlineMs: BigInt(Date.now() + 86_400_000),
      providerStatus: status,
      consumerStatus: status,
    });
    await expect(toMy.submit(await szdex.sign('selat.v1.Grant', message, { awaited }))).rejects.toMatchObject(REFUSED);
  });
});
