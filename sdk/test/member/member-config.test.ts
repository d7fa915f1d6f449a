import { describe, expect, it } from 'vitest';
import { type MemberConfig, parseMemberConfig, printMemberConfig } from '../../src/member/index.js';

const CONFIG: MemberConfig = {
  participant: 'my.example/p/acme',
  exchange: 'my.example',
  environment: 'SANDBOX',
  fingerprint: `sha256:${'ab'.repeat(32)}`,
  gateway: 'https://api.my.example',
  kid: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw',
  alg: 'Ed25519',
  keys: 'keys',
  token: 'member.token',
};
const read = (change: object) => parseMemberConfig(JSON.stringify({ v: 1, ...CONFIG, ...change }), 'member.json');

describe('CFG-1: the configuration of a member', () => {
  it('is read as it was written', () => {
    expect(parseMemberConfig(printMemberConfig(CONFIG), 'member.json')).toEqual(CONFIG);
  });

  it.each([
    [{ v: 2 }, 'v is not 1'],
    [{ gateway: 'https://api.my.example/x' }, 'gateway is not http(s)://host:port without a path'],
    [{ keys: '../keys' }, 'keys is not the name of a folder'],
    [{ token: '.ssh' }, 'token is not the name of a file'],
    [{ kid: 7, alg: 'none' }, 'kid is not the thumbprint of a key; alg is not an algorithm'],
    [{ extra: 1 }, 'extra is not known'],
  ])('is refused with every mistake: %j', (change, message) => {
    expect(() => read(change)).toThrow(message);
  });

  it.each(['', '[]', '"text"'])('is refused where it is no object: %j', (text) => {
    expect(() => parseMemberConfig(text, 'member.json')).toThrow('cannot use member.json');
  });
});
