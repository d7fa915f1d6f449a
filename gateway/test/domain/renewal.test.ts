import type { PeerAgreement } from '@selat/proto/selat/v1/agreement.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantRequest, record } from '../support/hand-documents.js';
import { digestOf, messageOf, nameOf } from '../support/hand-peer.js';
import { admit, agree, type HandWorld, openHandWorld, propose, publish } from '../support/hand-world.js';

let world: HandWorld;

beforeAll(async () => {
  world = await openHandWorld();
});
afterAll(() => world?.close());

const notice = (kind: string) => world.my.post('/peers/szdex.example/notice', { kind });
const states = async () => {
  const { body } = await world.my.get('/peers/szdex.example');
  return body.agreements?.map(({ state }: { state: string }) => state);
};

describe('AGR-12: of two agreements of one pair, only one that supersedes the other is accepted', () => {
  it('a proposal beside a live agreement supersedes it, and a second one made before is refused', async () => {
    const { my, szdex, toMy } = world;
    const live = szdex.agreement;
    const rival = await propose(my, szdex);
    const renewal = await propose(my, szdex);
    expect(messageOf<PeerAgreement>(renewal).supersedes).toEqual(live);
    await agree(toMy, szdex, renewal);
    expect(await states()).toEqual(['in-force', 'proposed', 'superseded']);
    const refused = await toMy.submit(await szdex.countersign(rival));
    expect(refused).toMatchObject({ verdict: 'REFUSED', reason: 'AGREEMENT_TRANSITION_REFUSED' });
    expect(refused.detail).toContain(nameOf(renewal));
    szdex.agreement = live;
  });
});

describe('AGR-5, AGR-10: what was signed before a renewal counts after it', () => {
  it('takes a request that pins the agreement which the one in force superseded', async () => {
    const { my, szdex, toMy } = world;
    await admit(my, 'open-data');
    const [offered] = await publish(my, 1);
    if (offered === undefined) throw new Error('nothing was published');
    const early = await grantRequest(szdex, offered);
    expect((await states())?.includes('superseded')).toBe(true);
    await expect(toMy.submit(early)).resolves.toMatchObject({ verdict: 'ACCEPTED' });
    const other = await grantRequest(szdex, offered, {}, { head: { agreementDigest: digestOf(early) } });
    await expect(toMy.submit(other)).rejects.toMatchObject({ reason: 'AGREEMENT_MISMATCH' });
  });
});

describe('AGR-12: a notice goes to the agreement that its verb fits', () => {
  it('suspends the live one while a renewal waits, and says so', async () => {
    await propose(world.my, world.szdex);
    expect((await notice('SUSPEND')).body.agreements).toMatchObject([
      { state: 'proposed' },
      { state: 'suspended' },
      {},
      {},
    ]);
    const late = await record(world.szdex, 'late');
    await expect(world.toMy.submit(late)).rejects.toMatchObject({ facts: { state: 'suspended' } });
  });
});

describe('AGR-12: what the peer has not answered yet is not said twice', () => {
  it('a DECLINE stands before the signature that crosses it, and is not repeated', async () => {
    const { my, szdex, toMy } = world;
    const offered = await propose(my, szdex);
    expect((await notice('DECLINE')).status).toBe(200);
    const again = (await notice('DECLINE')).body.error;
    expect(again).toMatchObject({ reason: 'AGREEMENT_TRANSITION_REFUSED' });
    const crossed = await toMy.submit(await szdex.countersign(offered));
    expect(crossed).toMatchObject({ verdict: 'REFUSED', reason: 'AGREEMENT_TRANSITION_REFUSED' });
    expect(crossed.detail).toContain('took its proposal back');
  });
});
