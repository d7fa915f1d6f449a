import { AgreementNotice } from '@selat/proto/selat/v1/agreement.js';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { type ExchangeDescriptor, KeyRevocation } from '@selat/proto/selat/v1/identity.js';
import { generatePrivateKey, localSigner, type PrivateKey } from '@selat/sdk/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantRequest, listing, record } from '../support/hand-documents.js';
import { advanceClock, type Link } from '../support/hand-link.js';
import { digestOf, type HandPeer, messageOf, parseJwsJson } from '../support/hand-peer.js';
import { admit, agree, type HandWorld, openHandWorld, propose, publish } from '../support/hand-world.js';
import { random } from './transport-fixture.js';

let world: HandWorld;
let szdex: HandPeer;
let third: HandPeer;
let toMy: Link;
let thirdToMy: Link;

beforeAll(async () => {
  world = await openHandWorld();
  ({ szdex, third, toMy, thirdToMy } = world);
});
afterAll(() => world?.close());

const ACCEPTED = { verdict: 'ACCEPTED', reason: '' };
const newKey = (): PrivateKey => generatePrivateKey('Ed25519', random);
/** Document key and newest descriptor of szdex.example after its rotations. */
const spare = newKey();
let newest: SignedDocument;

/** The next descriptor of szdex.example, with other document keys of Ed25519. */
async function nextDescriptor(before: ExchangeDescriptor, previous: Buffer, keys: readonly PrivateKey[]) {
  const { head: _head, ...message } = before;
  const kept = message.keys.filter(({ purpose, key }) => purpose !== 'document' || key?.alg !== 'Ed25519');
  const added = keys.map(({ publicKey: { alg, raw } }) => {
    return { purpose: 'document', key: { alg, raw }, notBeforeMs: 0n, notAfterMs: 0n };
  });
  const next = { ...message, keys: [...added, ...kept], sequence: message.sequence + 1n, previousDigest: previous };
  return szdex.sign('selat.v1.ExchangeDescriptor', next, { to: 'everyone' });
}

describe('AGR-5: without an agreement in force acts are deferred, and the same bytes count once it is', () => {
  it('before the first agreement', async () => {
    const early = await record(third, 'early');
    await expect(thirdToMy.submit(early)).rejects.toMatchObject({
      reason: 'AGREEMENT_NOT_IN_FORCE',
      isRetryable: true,
    });
    await agree(thirdToMy, third, await propose(world.my, third));
    await expect(thirdToMy.submit(early)).resolves.toMatchObject(ACCEPTED);
  });

  it('while either side holds it, and after it is resumed', async () => {
    const agreement = third.agreement ?? Buffer.alloc(0);
    const notice = (kind: string, resumes: Buffer = Buffer.alloc(0)) =>
      third.sign('selat.v1.AgreementNotice', AgreementNotice.fromPartial({ agreement, kind, resumes }));
    const suspension = await notice('SUSPEND');
    await expect(thirdToMy.submit(suspension)).resolves.toMatchObject(ACCEPTED);
    const held = await record(third, 'held');
    await expect(thirdToMy.submit(held)).rejects.toMatchObject({ reason: 'AGREEMENT_NOT_IN_FORCE' });
    await expect(thirdToMy.submit(await notice('RESUME', digestOf(suspension)))).resolves.toMatchObject(ACCEPTED);
    await expect(thirdToMy.submit(held)).resolves.toMatchObject(ACCEPTED);
  });

  it('AGREEMENT_MISMATCH for a document that pins another agreement or none', async () => {
    await admit(world.my, 'open-data');
    const [offered] = await publish(world.my, 1);
    if (offered === undefined) throw new Error('nothing was published');
    const agreementDigest = Buffer.alloc(32, 5);
    const { agreement } = szdex;
    const other = await grantRequest(szdex, offered, {}, { head: { agreementDigest } });
    szdex.agreement = undefined;
    const none = await grantRequest(szdex, offered);
    szdex.agreement = agreement;
    for (const bad of [other, none]) {
      await expect(toMy.submit(bad)).rejects.toMatchObject({ reason: 'AGREEMENT_MISMATCH' });
    }
    await expect(toMy.submit(await grantRequest(szdex, offered))).resolves.toMatchObject(ACCEPTED);
  });
});

describe('IDN-5, IDN-6: keys count from the descriptor that states them until they are revoked or no longer stated', () => {
  const first = newKey();
  const second = newKey();
  let descriptors: Awaited<ReturnType<typeof nextDescriptor>>[];
  const signedBy = (key: PrivateKey, slug: string) =>
    listing(szdex, slug, {}, { signers: [localSigner(key), ...szdex.signers('document').slice(1)] });

  it('nobody takes the key of another party by stating it first', async () => {
    const { alg, raw } = newKey().publicKey;
    const keys = [{ purpose: 'document', key: { alg, raw }, notBeforeMs: 0n, notAfterMs: 0n }];
    await expect(thirdToMy.submit(await record(third, 'squatter', { keys }))).resolves.toMatchObject(ACCEPTED);
    const owner = await record(szdex, 'owner', { keys });
    await expect(toMy.submit(owner)).resolves.toMatchObject(ACCEPTED);
  });

  it('KEY_UNKNOWN leaves no receipt, and the same bytes succeed once a descriptor states the key', async () => {
    const own = parseJwsJson(szdex.descriptor);
    const two = await nextDescriptor(messageOf<ExchangeDescriptor>(own), digestOf(own), [first, second]);
    const three = await nextDescriptor(messageOf<ExchangeDescriptor>(two), digestOf(two), [second]);
    descriptors = [two, three];
    const early = await signedBy(first, 'by-first');
    await expect(toMy.submit(early)).rejects.toMatchObject({ reason: 'KEY_UNKNOWN', isRetryable: true });
    await expect(toMy.submit(three)).rejects.toMatchObject({ reason: 'PREDECESSOR_MISSING' });
    await expect(toMy.submit(two)).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(early)).resolves.toMatchObject(ACCEPTED);
  });

  it('a key that the newest descriptor no longer states signs nothing new, and its receipts stay', async () => {
    const before = await signedBy(first, 'by-first-again');
    const receipt = await toMy.submit(before);
    await expect(toMy.submit(descriptors[1] as never)).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(await signedBy(first, 'by-first-late'))).rejects.toMatchObject({ reason: 'KEY_REVOKED' });
    await expect(toMy.submit(before)).resolves.toMatchObject({ bytes: receipt.bytes });
  });

  it('a revoked key signs nothing, its old receipts stay, and the same act by a good key is accepted', async () => {
    const before = await signedBy(second, 'by-second');
    const receipt = await toMy.submit(before);
    const revocation = KeyRevocation.fromPartial({ kid: second.kid, reason: 'COMPROMISED', compromisedSinceMs: 0n });
    const unknown = { ...revocation, kid: newKey().kid };
    await expect(toMy.submit(await szdex.sign('selat.v1.KeyRevocation', unknown))).rejects.toMatchObject({
      reason: 'PREDECESSOR_MISSING',
    });
    await expect(toMy.submit(await szdex.sign('selat.v1.KeyRevocation', revocation))).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(await signedBy(second, 'late'))).rejects.toMatchObject({ reason: 'KEY_REVOKED' });
    await expect(toMy.submit(before)).resolves.toMatchObject({ bytes: receipt.bytes });
    const three = descriptors[1] as never;
    const four = await nextDescriptor(messageOf<ExchangeDescriptor>(three), digestOf(three), [second, spare]);
    await expect(toMy.submit(four)).resolves.toMatchObject(ACCEPTED);
    newest = four;
    await expect(toMy.submit(await signedBy(spare, 'late'))).resolves.toMatchObject(ACCEPTED);
    await expect(toMy.submit(await signedBy(second, 'never'))).rejects.toMatchObject({ reason: 'KEY_REVOKED' });
  });
});

describe('IDN-6, IDN-11: a key with an end goes on until then, and an identity key with an end signs no later descriptor', () => {
  const MINUTE = 60_000;

  /** The descriptor after `before`, with other facts. */
  async function after(before: SignedDocument, over: (message: ExchangeDescriptor) => Partial<ExchangeDescriptor>) {
    const { head: _head, ...message } = messageOf<ExchangeDescriptor>(before);
    return {
      ...message,
      sequence: message.sequence + 1n,
      previousDigest: digestOf(before),
      ...over(messageOf(before)),
    };
  }

  it('of a document key: by the time of the signature, also for a key that was known before without an end', async () => {
    const endsAt = BigInt(Date.now() + 20_000);
    const [kept] = szdex.signers('document').slice(1);
    const next = await after(newest, ({ keys }) => ({
      keys: keys.map((key) =>
        key.purpose === 'document' && key.key?.alg === 'Ed25519' ? { ...key, notAfterMs: endsAt } : key,
      ),
    }));
    newest = await szdex.sign('selat.v1.ExchangeDescriptor', next, { to: 'everyone' });
    await expect(toMy.submit(newest)).resolves.toMatchObject(ACCEPTED);
    const signers = [localSigner(spare), ...(kept === undefined ? [] : [kept])];
    const at = (issuedAt: number, slug: string) => listing(szdex, slug, {}, { signers, head: { issuedAt } });
    await expect(toMy.submit(await at(Date.now(), 'in-time'))).resolves.toMatchObject(ACCEPTED);
    const late = await at(Number(endsAt) + 1_000, 'out-of-time');
    await expect(toMy.submit(late)).rejects.toMatchObject({ reason: 'KEY_REVOKED' });
  });

  it('of an identity key: from the descriptor on that says so, whatever the signature claims', async () => {
    const [ended] = szdex.signers('identity');
    const next = await after(newest, ({ keys }) => ({
      identityThreshold: 1,
      keys: keys.map((key) =>
        key.purpose === 'identity' && key.key?.alg === 'Ed25519'
          ? { ...key, notAfterMs: BigInt(Date.now() + 10 * MINUTE) }
          : key,
      ),
    }));
    newest = await szdex.sign('selat.v1.ExchangeDescriptor', next, { to: 'everyone' });
    await expect(toMy.submit(newest)).resolves.toMatchObject(ACCEPTED);
    const signers = ended === undefined ? [] : [ended];
    const forged = await szdex.sign('selat.v1.ExchangeDescriptor', await after(newest, () => ({})), {
      to: 'everyone',
      signers,
    });
    const refused = { verdict: 'REFUSED', reason: 'DESCRIPTOR_UNTRUSTED' };
    await expect(toMy.submit(forged)).resolves.toMatchObject(refused);
    const revocation = KeyRevocation.fromPartial({ kid: spare.kid, reason: 'COMPROMISED' });
    const silenced = await szdex.sign('selat.v1.KeyRevocation', revocation, { signers });
    await expect(toMy.submit(silenced)).resolves.toMatchObject(refused);
  });
});

describe('AGR-11: an agreement ends on its last day', () => {
  it('defers what comes after it', async () => {
    await advanceClock(world.my, 366 * 86_400_000);
    const late = await record(third, 'late');
    await expect(thirdToMy.submit(late)).rejects.toMatchObject({ reason: 'AGREEMENT_NOT_IN_FORCE' });
  });
});
