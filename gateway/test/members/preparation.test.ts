import { Listing } from '@selat/proto/selat/v1/listing.js';
import { describe, expect, it } from 'vitest';
import { hashApiToken } from '../../src/config/node-paths.js';
import type { Member as Self } from '../../src/domain/use-cases.js';
import { NOON, SELF, SQLITE_STORE, STORES, type TestStore } from '../store/temp-node.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { ACME, Member, type MemberOffice, OFFICER, openMemberOffice } from '../support/member-office.js';

const DAY = 86_400_000;
const ID = `${SELF}/l/rain`;
const CLOSED = { reason: 'PREPARATION_CLOSED' };

/** A draft of the examples, provided by acme. */
function draftOf(stored: string): { id: string; payload: string; source: string } {
  const [pattern] = exampleDrafts('shenzhen');
  const { product, ...listing } = Listing.decode(Buffer.from(pattern?.payload ?? '', 'base64'));
  const own = { ...product, id: `${SELF}/d/rain`, provider: ACME, storagePlace: stored };
  const span = { validFromMs: BigInt(NOON), validUntilMs: BigInt(NOON + 90 * DAY) };
  const message = Listing.fromPartial({ ...listing, ...span, id: ID, product: own });
  return { id: ID, payload: Buffer.from(Listing.encode(message).finish()).toString('base64'), source: 'rain.yaml' };
}

interface Enrolled extends MemberOffice {
  readonly member: Member;
  readonly self: Self;
}

async function openEnrolled(engine: TestStore): Promise<Enrolled> {
  const office = await openMemberOffice(engine);
  const member = new Member('one');
  const { code } = await office.cases.issueEnrolment(OFFICER, ACME, { hours: 1, alg: 'Ed25519' });
  await office.cases.redeemEnrolment(await member.redemption(code));
  const self = await office.cases.authenticateMember(hashApiToken(member.token));
  if (self === undefined) throw new Error('the token of a redemption is not known');
  return { ...office, member, self };
}

/** Saves the draft and publishes it: the one answer. */
async function publish({ cases }: MemberOffice, stored = 'CN') {
  const [saved] = await cases.saveDrafts(OFFICER, [draftOf(stored)]);
  expect(saved).toMatchObject({ ok: true });
  const [published] = await cases.publishListings(OFFICER, [ID]);
  return published;
}

const waiting = async ({ cases, self }: Enrolled) => (await cases.listPrepared(self, { limit: 10 })).items;

async function first(office: Enrolled) {
  const [view] = await waiting(office);
  if (view === undefined) throw new Error('nothing waits');
  return view;
}

describe.each(STORES)('IDN-26: a listing is published when its provider has signed it ($name)', (engine) => {
  it('and not before, once, however often the signature comes', async () => {
    const office = await openEnrolled(engine);
    const { cases, member, self, deps, clock } = office;
    const published = await publish(office);
    expect(published).toMatchObject({ ok: true, awaits: ACME });
    expect(await cases.publishListings(OFFICER, [ID])).toEqual([published]);
    expect(await deps.reader.findListing(ID)).toBeUndefined();
    const view = await first(office);
    expect(view).toMatchObject({ digest: published?.digest, listing: ID, officer: OFFICER.id });
    const signature = await member.sign(view, ACME, clock());
    expect(await cases.signPrepared(self, view.digest, signature)).toMatchObject({ state: 'signed' });
    const acts = await deps.reader.listActs({ limit: 100 });
    expect(acts.items[0]).toMatchObject({ act: 'selat.v1.Listing', officer: OFFICER.id });
    expect(await cases.signPrepared(self, view.digest, signature)).toMatchObject({ state: 'signed' });
    expect((await deps.reader.listActs({ limit: 100 })).items).toHaveLength(acts.items.length);
    const shown = await cases.showListing(ID);
    expect(shown).toMatchObject({ revision: 1, verified: true });
    expect(shown.signers).toEqual([`${SELF}#issuer#Ed25519`, `${ACME}#provider#Ed25519`]);
    expect(await waiting(office)).toEqual([]);
  });

  it('not once its draft has changed, its time is over, or one of the two took it back', async () => {
    const office = await openEnrolled(engine);
    const { cases, member, self, clock } = office;
    const sign = async (view: Awaited<ReturnType<typeof first>>) =>
      cases.signPrepared(self, view.digest, await member.sign(view, ACME, clock()));
    await publish(office);
    const changed = await first(office);
    await cases.saveDrafts(OFFICER, [draftOf('SG')]);
    expect(await waiting(office)).toEqual([]);
    await expect(sign(changed)).rejects.toMatchObject(CLOSED);
    await publish(office, 'SG');
    const declined = await first(office);
    expect(declined.digest).not.toBe(changed.digest);
    expect(await cases.declinePrepared(self, declined.digest)).toMatchObject({ state: 'withdrawn' });
    await expect(sign(declined)).rejects.toMatchObject(CLOSED);
    await publish(office);
    const withdrawn = await first(office);
    await cases.withdrawPreparation(OFFICER, withdrawn.digest);
    await expect(sign(withdrawn)).rejects.toMatchObject(CLOSED);
    await publish(office);
    const late = await first(office);
    clock.set(NOON + 7 * DAY);
    await expect(sign(late)).rejects.toMatchObject(CLOSED);
    expect(await waiting(office)).toEqual([]);
  });
});

describe('IDN-26: only the signature of the participant over these bytes, made now, completes them', () => {
  it('refuses another key, another document, an old time, another participant and a revoked key', async () => {
    const office = await openEnrolled(SQLITE_STORE);
    const { cases, member, self, clock } = office;
    await publish(office);
    const view = await first(office);
    const good = await member.sign(view, ACME, clock());
    const stranger = await new Member('stranger').sign(view, ACME, clock());
    const old = await member.sign(view, ACME, NOON - DAY);
    const sign = (signature: typeof good) => cases.signPrepared(self, view.digest, signature);
    await expect(sign(stranger)).rejects.toMatchObject({ reason: 'KEY_UNKNOWN' });
    await expect(sign({ ...good, signature: stranger.signature })).rejects.toMatchObject({
      reason: 'SIGNATURE_INVALID',
    });
    await expect(sign(old)).rejects.toMatchObject({ reason: 'CLOCK_SKEW' });
    const other = { id: `${SELF}/p/other`, enrolment: self.enrolment };
    await expect(cases.signPrepared(other, view.digest, good)).rejects.toMatchObject({ reason: 'DOCUMENT_UNKNOWN' });
    await cases.revokeMemberKey(OFFICER, ACME, { kid: member.key.kid, reason: 'COMPROMISED' });
    await expect(sign(good)).rejects.toMatchObject({ reason: 'KEY_REVOKED' });
  });
});

describe('IDN-23: what a participant signs is what its record says', () => {
  it('prepares nothing for a participant without a key, and publishes alone once an officer says so', async () => {
    const office = await openEnrolled(SQLITE_STORE);
    const { cases, member, deps } = office;
    await publish(office);
    const { digest } = await first(office);
    await cases.revokeMemberKey(OFFICER, ACME, { kid: member.key.kid, reason: 'LOST' });
    expect((await publish(office))?.error).toMatchObject({ reason: 'PARTICIPANT_SIGNATURE_ABSENT' });
    expect(await cases.setSigning(OFFICER, ACME, [])).toMatchObject({ signs: [] });
    expect(await publish(office)).toMatchObject({ ok: true, revision: 1 });
    expect((await deps.reader.findPreparation(digest.slice(7)))?.state).toBe('withdrawn');
    await expect(cases.setSigning(OFFICER, ACME, ['LISTINGS'])).rejects.toMatchObject({ reason: 'REQUEST_INVALID' });
  });
});
