import { describe, expect, it } from 'vitest';
import { flawOfExternalId, parseParticipantRecord } from '../../src/model/index.js';
import { head, key, MY, wireRecord } from './wire-fixtures.js';

describe('IDN-21: an external id is one that its scheme can have given', () => {
  it.each([
    ['cn.uscc', '91350100M000100Y43'],
    ['cn.uscc', '9144030071526726XG'],
    ['lei', '5493001KJTIIGC8Y1R12'],
    ['my.ssm', '201901000005'],
    ['my.ssm', '1234567-T'],
    ['did', 'did:web:acme.example'],
    ['cn.ndi', '440300-2026-000017'],
  ])('%s %s', (scheme, value) => expect(flawOfExternalId(scheme, value)).toBeUndefined());

  it.each([
    ['cn.uscc', '91350100M000100Y44'],
    ['cn.uscc', '91350100I000100Y43'],
    ['cn.uscc', '91350100M000100Y4'],
    ['lei', '5493001KJTIIGC8Y1R13'],
    ['lei', '5493001kjtiigc8y1r12'],
    ['my.ssm', '201907000005'],
    ['my.ssm', '12345678-T'],
    ['did', 'did:web:'],
    ['cn.ndi', '440300 2026'],
  ])('not %s %s', (scheme, value) => {
    expect(flawOfExternalId(scheme, value)).toEqual(expect.any(String));
    const legalEntity = {
      names: [{ language: 'en', text: 'Acme' }],
      country: 'MY',
      externalIds: [{ scheme, value }],
      address: '',
    };
    expect(() => parseParticipantRecord(wireRecord({ legalEntity }))).toThrow('legal_entity.external_ids[0].value');
  });
});

describe('IDN-22: a record lists keys for documents, and none that it says is revoked', () => {
  const kid = parseParticipantRecord(wireRecord({ keys: [key('document', 5)] })).keys[0]?.kid ?? '';

  it.each([
    ['a key of another purpose', { keys: [key('receipt', 5)] }, 'keys[0].purpose is not document'],
    [
      'a key that it revokes',
      { keys: [key('document', 5)], revokedKeys: [{ kid, reason: 'LOST', compromisedSinceMs: 0n }] },
      `revoked_keys name key ${kid} twice`,
    ],
  ])('refuses %s', (_what, over, message) => {
    expect(() => parseParticipantRecord(wireRecord(over))).toThrow(message);
  });
});

describe('IDN-9: a record says how its participant was identified', () => {
  it('and TEST_ONLY is no answer in LIVE', () => {
    const check = wireRecord().identityCheck;
    if (check === undefined) throw new Error('the fixture has a check');
    const identityCheck = { ...check, method: 'TEST_ONLY' };
    expect(parseParticipantRecord(wireRecord({ identityCheck })).identityCheck.method).toBe('TEST_ONLY');
    const live = wireRecord({ identityCheck, head: head(MY, [], { env: 'LIVE' }) });
    expect(() => parseParticipantRecord(live)).toThrow('identity_check.method is TEST_ONLY');
  });
});
