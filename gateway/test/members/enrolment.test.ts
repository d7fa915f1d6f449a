import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashApiToken } from '../../src/config/node-paths.js';
import { NOON, SELF, SQLITE_STORE, STORES } from '../store/temp-node.js';
import { ACME, CHECK, Member, type MemberOffice, OFFICER, openMemberOffice } from '../support/member-office.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TERMS = { hours: 72, alg: 'Ed25519' as const };
const REFUSED = { reason: 'ENROLMENT_REFUSED' };
const CLOSED = { reason: 'TOKEN_INVALID' };

const issue = async ({ cases }: MemberOffice) => (await cases.issueEnrolment(OFFICER, ACME, TERMS)).code;
const wrong = (code: string) => `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
const states = async ({ cases }: MemberOffice) => (await cases.listEnrolments(ACME)).map(({ state }) => state);
/** The member that a token belongs to. */
const memberOf = async ({ cases }: MemberOffice, { token }: Member) => {
  const found = await cases.authenticateMember(hashApiToken(token));
  if (found === undefined) throw Object.assign(new Error('no member'), CLOSED);
  return found;
};
async function enrol(office: MemberOffice, member: Member) {
  const enrolled = await office.cases.redeemEnrolment(await member.redemption(await issue(office)));
  return { enrolled, self: await memberOf(office, member) };
}

describe.each(STORES)('IDN-25: a code works once, for who has it and the key that is bound to it ($name)', (engine) => {
  it('enters the key into the record, and answers the same redemption again with the same', async () => {
    const office = await openMemberOffice(engine);
    const [member, other] = [new Member('one'), new Member('two')];
    const code = await issue(office);
    const redemption = await member.redemption(code);
    const enrolled = await office.cases.redeemEnrolment(redemption);
    expect(enrolled).toMatchObject({ participant: ACME, exchange: SELF, kid: member.key.kid });
    expect(await office.cases.redeemEnrolment(redemption)).toEqual(enrolled);
    await expect(office.cases.redeemEnrolment(await other.redemption(code))).rejects.toMatchObject(REFUSED);
    const shown = await office.cases.showParticipant(ACME);
    expect(shown).toMatchObject({
      revision: 2,
      keys: [{ kid: member.key.kid, alg: 'Ed25519' }],
      signs: ['LISTINGS', 'REQUESTS'],
    });
    expect((await office.deps.reader.listActs({ limit: 1 })).items).toMatchObject([{ officer: OFFICER.id }]);
    expect((await office.deps.reader.findEnrolment(redemption.number))?.verifier).not.toContain(code.slice(-4));
  });

  it('locks a code after five wrong proofs, and takes neither an expired nor a revoked one', async () => {
    const office = await openMemberOffice(engine);
    const { cases, clock } = office;
    const member = new Member('one');
    const [first, second, third] = [await issue(office), await issue(office), await issue(office)];
    for (let tries = 0; tries < 5; tries++) {
      await expect(cases.redeemEnrolment(await member.redemption(wrong(first)))).rejects.toMatchObject(REFUSED);
    }
    await expect(cases.redeemEnrolment(await member.redemption(first))).rejects.toMatchObject(REFUSED);
    await cases.revokeEnrolment(OFFICER, second.slice(0, 9).replace('-', ''));
    await expect(cases.redeemEnrolment(await member.redemption(second))).rejects.toMatchObject(REFUSED);
    clock.set(NOON + 72 * HOUR);
    await expect(cases.redeemEnrolment(await member.redemption(third))).rejects.toMatchObject(REFUSED);
    expect((await states(office)).sort()).toEqual(['expired', 'locked', 'revoked']);
    expect((await cases.showParticipant(ACME)).keys).toEqual([]);
  });
});

describe('IDN-25: what binds a redemption', () => {
  it('refuses another fingerprint, key, token or signature, a code that nobody made, and a member that is suspended', async () => {
    const office = await openMemberOffice(SQLITE_STORE);
    const { cases } = office;
    const [member, thief] = [new Member('one'), new Member('thief')];
    const code = await issue(office);
    const good = await member.redemption(code);
    const elsewhere = await member.redemption(code, `sha256:${'cd'.repeat(32)}`);
    const stolen = await thief.redemption(code);
    const unknown = await member.redemption(`0000-0000${code.slice(9)}`);
    for (const bad of [elsewhere, { ...good, key: stolen.key }, { ...good, tokenHash: stolen.tokenHash }, unknown]) {
      await expect(cases.redeemEnrolment(bad)).rejects.toMatchObject(REFUSED);
    }
    const unheld = { ...good, possession: stolen.possession };
    await expect(cases.redeemEnrolment(unheld)).rejects.toMatchObject({ reason: 'SIGNATURE_INVALID' });
    await cases.suspendParticipant(OFFICER, ACME);
    await expect(cases.redeemEnrolment(good)).rejects.toMatchObject({ reason: 'DOCUMENT_CHANGED' });
    await cases.reinstateParticipant(OFFICER, ACME);
    expect(await cases.redeemEnrolment(good)).toMatchObject({ kid: member.key.kid });
  });

  it('looks at no more than sixty a minute, and has no more than four open codes of a member', async () => {
    const office = await openMemberOffice(SQLITE_STORE);
    const { cases, clock } = office;
    for (let made = 0; made < 4; made++) await issue(office);
    await expect(issue(office)).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED' });
    const guess = await new Member('one').redemption('0000-0000-0000-0000-0000-0000-0000-0000');
    for (let tries = 0; tries < 60; tries++) await expect(cases.redeemEnrolment(guess)).rejects.toMatchObject(REFUSED);
    await expect(cases.redeemEnrolment(guess)).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED' });
    clock.set(NOON + 60_000);
    await expect(cases.redeemEnrolment(guess)).rejects.toMatchObject(REFUSED);
  });
});

describe.each(STORES)('IDN-22: a member changes and loses its key ($name)', (engine) => {
  it('both keys sign a change, the old one keeps what it signed, a revoked one ends its token', async () => {
    const office = await openMemberOffice(engine);
    const { cases, clock, deps } = office;
    const member = new Member('one');
    const { self } = await enrol(office, member);
    const first = member.key.kid;
    clock.set(NOON + DAY);
    const rotation = await member.rotation(ACME);
    const unsigned = { ...rotation, approval: rotation.possession };
    await expect(cases.rotateMemberKey(self, unsigned)).rejects.toMatchObject({ reason: 'SIGNATURE_INVALID' });
    expect(await cases.rotateMemberKey(self, rotation)).toMatchObject({ kid: member.key.kid });
    expect(await cases.rotateMemberKey(self, rotation)).toMatchObject({ kid: member.key.kid });
    expect(await cases.showMember(self)).toMatchObject({
      revision: 3,
      keys: [{ kid: first, notAfter: NOON + DAY }, { kid: member.key.kid }],
    });
    const revoked = await cases.revokeMemberKey(OFFICER, ACME, { kid: member.key.kid, reason: 'LOST' });
    expect(revoked.keys).toMatchObject([{ kid: first }, { kid: member.key.kid, revoked: 'LOST' }]);
    await expect(memberOf(office, member)).rejects.toMatchObject(CLOSED);
    expect(await deps.reader.findKey(ACME, member.key.kid)).toMatchObject({
      status: 'revoked',
      revoked_at_ms: NOON + DAY,
    });
    const again = await member.redemption(await issue(office));
    await expect(cases.redeemEnrolment(again)).rejects.toMatchObject({ reason: 'KEY_REVOKED' });
    expect((await enrol(office, new Member('two'))).enrolled).toMatchObject({ participant: ACME });
  });

  it('its token ends with its suspension, and its keys are of one algorithm', async () => {
    const office = await openMemberOffice(engine);
    const { cases } = office;
    const member = new Member('one');
    await enrol(office, member);
    const sm2 = cases.issueEnrolment(OFFICER, ACME, { hours: 1, alg: 'SGD_SM3_SM2' });
    await expect(sm2).rejects.toMatchObject({ reason: 'REQUEST_INVALID' });
    await cases.suspendParticipant(OFFICER, ACME);
    await expect(memberOf(office, member)).rejects.toMatchObject(CLOSED);
  });
});

describe('IDN-27: an identity check runs out, and nothing but another one lengthens it', () => {
  it('says SUSPENDED in what is issued after its end, until it is checked again', async () => {
    const office = await openMemberOffice(SQLITE_STORE);
    const { cases, clock } = office;
    const until = (day: string) => ({ ...CHECK, validUntil: day });
    const [last, next] = [NOON + 10 * DAY, NOON + 400 * DAY].map((at) => new Date(at).toISOString().slice(0, 10));
    await cases.renewParticipant(OFFICER, ACME, until(last ?? ''));
    const member = new Member('one');
    const { self } = await enrol(office, member);
    clock.set(NOON + 12 * DAY);
    await expect(memberOf(office, member)).rejects.toMatchObject(CLOSED);
    await expect(issue(office)).rejects.toMatchObject({ reason: 'DOCUMENT_CHANGED' });
    await cases.revokeMemberKey(OFFICER, ACME, { kid: member.key.kid, reason: 'CEASED' });
    expect(await cases.showMember(self)).toMatchObject({ state: 'suspended' });
    await expect(cases.reinstateParticipant(OFFICER, ACME)).rejects.toMatchObject({ reason: 'REQUEST_INVALID' });
    await expect(cases.approveParticipant(OFFICER, ACME, until(last ?? ''))).rejects.toMatchObject({
      reason: 'REQUEST_INVALID',
    });
    expect(await cases.approveParticipant(OFFICER, ACME, until(next ?? ''))).toMatchObject({ state: 'active' });
  });
});

describe('IDN-9: an exchange keeps what it looked at, and commits to it', () => {
  it('states a salted digest in the record, and keeps salt, digest and place', async () => {
    const { cases, deps } = await openMemberOffice(SQLITE_STORE);
    const content = createHash('sha256').update('the register extract').digest();
    const evidence = { digest: `sha256:${content.toString('hex')}`, place: 'cabinet 7' };
    const { record } = await cases.renewParticipant(OFFICER, ACME, { ...CHECK, evidence });
    const stored = await deps.reader.findDocument(record?.slice(7) ?? '');
    const { ParticipantRecord } = await import('@selat/proto/selat/v1/identity.js');
    const wire = ParticipantRecord.decode(stored?.document.payload ?? Buffer.alloc(0));
    const stated = wire.identityCheck?.evidenceDigest ?? Buffer.alloc(0);
    const kept = await deps.reader.findIdentityEvidence(stated.toString('hex'));
    expect(kept).toMatchObject({ participant: ACME, place: 'cabinet 7', content: content.toString('hex') });
    const salt = Buffer.from(kept?.salt ?? '', 'hex');
    const salted = createHash('sha256').update('selat-evidence/v1\n').update(salt).update(content).digest();
    expect(stated.equals(salted)).toBe(true);
  });

  it('registers no external id that its scheme cannot have given', async () => {
    const { cases } = await openMemberOffice(SQLITE_STORE);
    const names = [{ language: 'en', text: 'Beta' }];
    const externalIds = [{ scheme: 'cn.uscc', value: '91350100M000100Y44' }];
    const input = { slug: 'beta', names, country: 'CN', roles: ['provider' as const], externalIds };
    await expect(cases.registerParticipant(OFFICER, input)).rejects.toMatchObject({ reason: 'REQUEST_INVALID' });
  });
});
