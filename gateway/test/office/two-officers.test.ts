import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../src/config/index.js';
import { newDatabase } from '../store/postgres-databases.js';
import { freePort } from '../support/free-port.js';
import { grantRequest } from '../support/hand-documents.js';
import { advanceClock } from '../support/hand-link.js';
import { digestOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, publish } from '../support/hand-world.js';
import { type Answer, addOfficer, type OfficerCalls, runNode, type TestNode } from '../support/running-node.js';
import { copyNode, editConfig } from '../support/served-node.js';

const CONFIG = 'officers:\n  twoFor: [grant.offer, grant.countersign]\n  waitHours: 2';
const HOUR = 3_600_000;

const ENGINES: readonly { name: string; env: () => Promise<Env> }[] = [
  { name: 'SQLite', env: async () => ({}) },
  {
    name: 'PostgreSQL, two processes',
    env: async () => ({ SELAT_DATABASE_URL: await newDatabase(), SELAT_HEAD_DATABASE_URL: await newDatabase() }),
  },
];

const at = (id: string) => `/queue/${encodeURIComponent(id)}`;
const refusal = (status: number, reason: string) => ({ status, body: { error: { reason } } });

describe.each(ENGINES)('acts of two officers ($name)', ({ env: envOf }) => {
  let world: HandWorld;
  /** Another process on the same database, where there can be one. */
  let second: TestNode | undefined;
  let listing: SignedDocument;
  let mei: OfficerCalls;
  let lin: OfficerCalls;
  let aud: OfficerCalls;
  let cai: OfficerCalls;

  beforeAll(async () => {
    const env = await envOf();
    world = await openHandWorld(`\n${CONFIG}\n`, { env });
    const { my } = world;
    await admit(my, 'open-data');
    listing = (await publish(my, 1))[0] as SignedDocument;
    const now = () => world.my;
    [mei, lin] = [await addOfficer(now, 'mei', 'reviewer'), await addOfficer(now, 'lin', 'operator')];
    [aud, cai] = [await addOfficer(now, 'aud', 'auditor'), await addOfficer(now, 'cai', 'compliance')];
    if ('SELAT_DATABASE_URL' in env) {
      const copied = await copyNode(my.made, 'second');
      const port = await freePort();
      await editConfig(copied, (text) => text.replace(/(federation:\n {2}listen: 127\.0\.0\.1:)\d+/, `$1${port}`));
      second = await runNode(copied, { env });
    }
  });
  afterAll(async () => {
    await second?.gateway.stop();
    await world?.close();
  });

  /** A request of the peer that waits for an offer. */
  async function request(): Promise<string> {
    const document = await grantRequest(world.szdex, listing);
    await world.toMy.submit(document);
    return `sha256:${digestOf(document).toString('hex')}`;
  }

  async function ask(): Promise<{ id: string; grant: string }> {
    const grant = await request();
    const { status, body } = await world.my.post(`/grants/${grant}/offer`, {});
    expect(status).toBe(202);
    return { id: (body['waiting'] as { id: string }).id, grant };
  }

  const stateOf = async (grant: string) => (await world.my.get(`/grants/${grant}`)).body.state;
  const offers = async () => (await world.my.get('/history?act=Grant&limit=1000')).body.items.length;

  it('BOF-2: the first officer’s call stores the act and does nothing, asked again it is the same', async () => {
    const before = await offers();
    const { id, grant } = await ask();
    expect(await stateOf(grant)).toBe('requested');
    expect(await offers()).toBe(before);
    const again = await world.my.post(`/grants/${grant}/offer`, {});
    expect(again).toMatchObject({ status: 202, body: { waiting: { id } } });
    const shown = (await world.my.get(at(id))).body;
    expect(shown).toMatchObject({
      act: 'grant.offer',
      input: expect.arrayContaining([grant]),
      officer: 'my.example/o/operator',
      state: 'waiting',
      mayApprove: ['my.example/o/lin', 'my.example/o/mei'],
      next: { approve: `selat queue approve ${id}` },
    });
    expect(shown['until']).toBe((shown['since'] as number) + 2 * HOUR);
    await world.my.post(`${at(id)}/refuse`, {});
  });

  it('BOF-2: an act that cannot be done is refused at once, and nothing waits', async () => {
    const missing = await world.my.post(`/grants/sha256:${'0'.repeat(64)}/offer`, {});
    expect(missing).toMatchObject(refusal(404, 'GRANT_UNKNOWN'));
    expect((await world.my.get('/queue?kind=second-approval')).body.items).toEqual([]);
  });

  it('BOF-3: the same officer, a role that may not do the act, and nobody at all are refused', async () => {
    const { id, grant } = await ask();
    expect(await world.my.post(`${at(id)}/approve`, {})).toMatchObject(refusal(403, 'SECOND_OFFICER_SAME'));
    for (const officer of [aud, cai]) {
      expect(await officer.post(`${at(id)}/approve`)).toMatchObject(refusal(403, 'ROLE_FORBIDDEN'));
    }
    expect(await stateOf(grant)).toBe('requested');
    await world.my.post(`${at(id)}/refuse`, {});
  });

  it('BOF-3: an act whose first officer is disabled or may not do it any more is over', async () => {
    const ada = await addOfficer(() => world.my, 'ada', 'operator');
    const grant = await request();
    const asked = (await ada.post(`/grants/${grant}/offer`)).body['waiting'] as { id: string };
    await world.my.post(`/officers/${encodeURIComponent(ada.id)}/role`, { role: 'finance' });
    expect(await mei.post(`${at(asked.id)}/approve`)).toMatchObject(refusal(422, 'QUEUE_ITEM_CLOSED'));
    await world.my.post(`/officers/${encodeURIComponent(ada.id)}/role`, { role: 'reviewer' });
    await world.my.post(`/officers/${encodeURIComponent(ada.id)}/disable`, {});
    const closed = await mei.post(`${at(asked.id)}/approve`);
    expect(closed).toMatchObject(refusal(422, 'QUEUE_ITEM_CLOSED'));
    expect(closed.body.error.message).toContain('my.example/o/ada, who asked for it, may not do it any more');
    await mei.post(`${at(asked.id)}/refuse`);
  });

  it('BOF-4: another officer’s approval runs the act, and history names both; a second approval runs nothing', async () => {
    const { id, grant } = await ask();
    const before = await offers();
    expect(await mei.post(`${at(id)}/approve`)).toMatchObject({
      status: 200,
      body: { kind: 'second-approval', outcome: 'approved', result: { pending: ['selat.v1.Grant'] } },
    });
    expect((await world.my.get(`/grants/${grant}`)).body['grant']).toMatch(/^sha256:/);
    const { items } = (await world.my.get('/history?act=Grant&limit=1')).body;
    expect(items).toMatchObject([{ officer: 'my.example/o/operator', secondOfficer: 'my.example/o/mei' }]);
    const again = await lin.post(`${at(id)}/approve`);
    expect(again).toMatchObject(refusal(422, 'QUEUE_ITEM_CLOSED'));
    expect(again.body.error.message).toContain('my.example/o/mei has approved it');
    expect(await offers()).toBe(before + 1);
    expect((await lin.get(at(id))).body).toMatchObject({ state: 'done', secondOfficer: 'my.example/o/mei' });
  });

  it('BOF-4: approved many times at once, in every process, the act runs once', async () => {
    const { id } = await ask();
    const before = await offers();
    const through = (node: TestNode | undefined, officer: OfficerCalls) => {
      const address = (node ?? world.my).gateway.apiAddress;
      const headers = { authorization: `Bearer ${officer.token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: '{}' };
      return fetch(`http://${address}/api/v1${at(id)}/approve`, init).then(({ status }) => status);
    };
    const calls = [mei, lin, mei, lin].flatMap((officer) => [through(world.my, officer), through(second, officer)]);
    const statuses = await Promise.all(calls);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 422]));
    expect(await offers()).toBe(before + 1);
  });

  it('BOF-4: what has moved on since is decided anew, with the reason of the act', async () => {
    const { id, grant } = await ask();
    const withdrawal = { request: Buffer.from(grant.slice('sha256:'.length), 'hex') };
    await world.toMy.submit(await world.szdex.sign('selat.v1.GrantWithdrawal', withdrawal));
    const late = await mei.post(`${at(id)}/approve`);
    expect(late).toMatchObject(refusal(422, 'GRANT_TRANSITION_REFUSED'));
    expect((await mei.get(at(id))).body).toMatchObject({ state: 'waiting' });
    expect((await mei.post(`${at(id)}/refuse`, { note: 'too late' })).status).toBe(200);
  });

  it('BOF-5: another officer refuses it, who asked for it withdraws it, and it expires', async () => {
    const refused = await ask();
    const answer = await mei.post(`${at(refused.id)}/refuse`, { note: 'the price is wrong' });
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'refused' } });
    expect((await mei.get(at(refused.id))).body).toMatchObject({ state: 'refused', note: 'the price is wrong' });
    expect(await lin.post(`${at(refused.id)}/approve`)).toMatchObject(refusal(422, 'QUEUE_ITEM_CLOSED'));
    const withdrawn = await ask();
    await world.my.post(`${at(withdrawn.id)}/refuse`, {});
    expect((await mei.get(at(withdrawn.id))).body).toMatchObject({ state: 'withdrawn' });
    const acts = (await world.my.get('/history?limit=4')).body.items.map(({ act, officer }) => [act, officer]);
    expect(acts).toContainEqual(['local/withdraw-held-act', 'my.example/o/operator']);
    expect(acts).toContainEqual(['local/ask-second-officer', 'my.example/o/operator']);
  });

  it('BOF-5: it survives a restart, and after its time nobody can approve it', async () => {
    const { id, grant } = await ask();
    world.my = await world.my.restart();
    expect((await mei.get(at(id))).body).toMatchObject({ state: 'waiting' });
    await advanceClock(world.my, 2 * HOUR);
    const late = await mei.post(`${at(id)}/approve`);
    expect(late).toMatchObject(refusal(422, 'QUEUE_ITEM_CLOSED'));
    expect(late.body.error.message).toContain('it has expired');
    expect((await mei.get(at(id))).body).toMatchObject({ state: 'expired', mayApprove: [] });
    expect((await mei.get('/queue?kind=second-approval')).body.items).toEqual([]);
    const anew: Answer = await world.my.post(`/grants/${grant}/offer`, {});
    expect(anew.status).toBe(202);
    expect((anew.body['waiting'] as { id: string }).id).not.toBe(id);
  });
});
