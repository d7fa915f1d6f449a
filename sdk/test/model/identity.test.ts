import {
  parseAgreementNotice,
  parseExchangeDescriptor,
  parseKeyRevocation,
  parseParticipantRecord,
  parsePeerAgreement,
} from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  head,
  hex,
  key,
  MY,
  NOON,
  SZ,
  wireAgreement,
  wireDescriptor,
  wireNotice,
  wireRecord,
} from './wire-fixtures.js';

const invalid = (path: string) =>
  expect.objectContaining({ reason: 'DOCUMENT_FIELD_INVALID', facts: expect.objectContaining({ path }) });
const log = (origin: string, over: object = {}) => ({
  origin,
  vkey: `${origin}+01020304+AQID`,
  status: 'OPEN',
  finalRoot: Buffer.alloc(0),
  successor: '',
  ...over,
});

describe('IDN-2: a descriptor says one thing about its exchange', () => {
  it('narrows keys to their thumbprints, numbers to numbers and absent fields to absence', () => {
    const descriptor = parseExchangeDescriptor(wireDescriptor());
    expect(descriptor.keys.map(({ purpose, kid }) => [purpose, kid.length])).toEqual([
      ['identity', 43],
      ['document', 43],
      ['receipt', 43],
    ]);
    expect(descriptor.sequence).toBe(1);
    expect('previousDigest' in descriptor).toBe(false);
    expect('publicUrl' in descriptor).toBe(false);
  });

  const authority = (id: string, keys = [key('document', 50)]) => ({ id, names: [], jurisdiction: 'CN', keys });
  it.each([
    ['id', { id: 'other.example' }],
    ['identity_threshold', { identityThreshold: 2 }],
    ['keys', { keys: [key('identity', 1), key('document', 1)] }],
    ['previous_digest', { previousDigest: bytes(1) }],
    ['previous_digest', { sequence: 2n }],
    ['keys[0].not_after_ms', { keys: [{ ...key('identity', 1), notBeforeMs: 5n, notAfterMs: 5n }] }],
    ['authorities[0].id', { authorities: [authority(`${MY}/a/cac`)] }],
    ['authorities', { authorities: [authority(`${SZ}/a/cac`), authority(`${SZ}/a/cac`, [])] }],
    ['authorities', { authorities: [authority(`${SZ}/a/cac`, [key('document', 2)])] }],
    ['logs[0].origin', { logs: [log(`${MY}/log/sandbox-1`)] }],
    ['logs[0].origin', { logs: [log(`${SZ}/log/live-1`)] }],
    ['logs[0].vkey', { logs: [log(`${SZ}/log/sandbox-1`, { vkey: 'other+01+AA' })] }],
    ['logs[0]', { logs: [log(`${SZ}/log/sandbox-1`, { finalSize: 4n })] }],
    ['logs[0].final_size', { logs: [log(`${SZ}/log/sandbox-1`, { status: 'CLOSED' })] }],
    ['logs', { logs: [log(`${SZ}/log/sandbox-1`), log(`${SZ}/log/sandbox-2`)] }],
    ['head.agreement_digest', { head: head(SZ, [MY]) }],
    ['tls', { tls: undefined }],
  ])('refuses a descriptor whose %s contradicts the rest', (path, over) => {
    expect(() => parseExchangeDescriptor(wireDescriptor(over))).toThrow(invalid(path));
  });

  it('keeps the final size and root of a closed log beside an open one', () => {
    const closed = log(`${SZ}/log/sandbox-1`, {
      status: 'CLOSED',
      finalSize: 4n,
      finalRoot: bytes(4),
      successor: `${SZ}/log/sandbox-2`,
    });
    const { logs } = parseExchangeDescriptor(wireDescriptor({ logs: [log(`${SZ}/log/sandbox-2`), closed] }));
    expect(logs[1]).toMatchObject({ final: { size: 4, root: hex(4) }, successor: `${SZ}/log/sandbox-2` });
  });
});

describe('IDN-6: a key revocation is an act of an exchange', () => {
  const revocation = (issuer: string) => ({ head: head(issuer, []), kid: 'k', reason: 'LOST', compromisedSinceMs: 0n });
  it('narrows an absent compromise to absence', () => {
    expect(parseKeyRevocation(revocation(SZ))).toMatchObject({ kid: 'k', reason: 'LOST' });
    expect('compromisedSince' in parseKeyRevocation(revocation(SZ))).toBe(false);
  });
  it('refuses one by a participant', () => {
    expect(() => parseKeyRevocation(revocation(`${SZ}/p/port`))).toThrow(invalid('head.issuer'));
  });
});

describe('IDN-9: a participant record is vouched for by the home exchange', () => {
  it('narrows a record', () => {
    expect(parseParticipantRecord(wireRecord())).toMatchObject({ id: `${MY}/p/padi`, revision: 1, status: 'ACTIVE' });
  });
  const check = { method: 'EID', checkedOn: '2026-02-01', officer: `${SZ}/o/li`, evidenceDigest: Buffer.alloc(0) };
  it.each([
    ['id', { id: `${SZ}/p/padi` }],
    ['identity_check.officer', { identityCheck: check }],
    ['supersedes', { supersedes: bytes(1) }],
    ['supersedes', { revision: 2n }],
    ['valid_until_ms', { validUntilMs: BigInt(NOON) }],
    ['status', { status: 'GONE' }],
  ])('refuses a record whose %s contradicts the rest', (path, over) => {
    expect(() => parseParticipantRecord(wireRecord(over))).toThrow(invalid(path));
  });
});

describe('AGR-1: a peer agreement binds exactly its issuer and its audience', () => {
  it('names proposer and acceptor', () => {
    const agreement = parsePeerAgreement(wireAgreement());
    expect([agreement.proposer.exchange, agreement.acceptor.exchange]).toEqual([SZ, MY]);
    expect(agreement.proposer.fingerprint).toBe(hex(1));
  });
  const base = wireAgreement();
  const [first, second] = base.parties;
  const forum = base.forum;
  it.each([
    ['parties[1]', { parties: base.parties.slice(0, 1) }],
    ['parties[0].exchange', { parties: [...base.parties].reverse() }],
    ['parties[1].exchange', { parties: first && second ? [first, { ...second, exchange: 'sg.example' }] : [] }],
    ['end_ms', { endMs: base.startMs }],
    ['contacts', { contacts: base.contacts.slice(0, 1) }],
    ['contacts[2].exchange', { contacts: [...base.contacts, { exchange: 'sg.example', role: 'LEGAL', address: 'x' }] }],
    ['forum.arbitrators', { forum: forum && { ...forum, arbitrators: 2 } }],
    ['head.agreement_digest', { head: head(SZ, [MY]) }],
    ['head.audience', { head: head(SZ, []) }],
    ['head.audience', { head: head(SZ, [SZ], { agreementDigest: Buffer.alloc(0) }) }],
    ['head.env', { head: head(SZ, [MY], { env: 'TEST', agreementDigest: Buffer.alloc(0) }) }],
  ])('refuses an agreement whose %s contradicts the rest', (path, over) => {
    expect(() => parsePeerAgreement(wireAgreement(over))).toThrow(invalid(path));
  });
});

describe('AGR-6: a notice says what it closes and when', () => {
  it('narrows a resumption', () => {
    expect(parseAgreementNotice(wireNotice({ kind: 'RESUME', resumes: bytes(6) })).resumes).toBe(hex(6));
  });
  it.each([
    ['resumes', { kind: 'RESUME' }],
    ['resumes', { kind: 'END', resumes: bytes(6) }],
    ['effective_at_ms', { kind: 'DECLINE', effectiveAtMs: BigInt(NOON) }],
    ['kind', { kind: 'PAUSE' }],
  ])('refuses a notice whose %s does not fit its kind', (path, over) => {
    expect(() => parseAgreementNotice(wireNotice(over))).toThrow(invalid(path));
  });
});
