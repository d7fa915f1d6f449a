import { ExchangeDescriptor } from '@selat/proto/selat/v1/identity.js';
import { documentDigest, toDigestText, toJwsJson } from '@selat/sdk/document';
import type { SelatError } from '@selat/sdk/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/config/index.js';
import { commonProfiles, commonVersion, requireProfiles } from '../../src/domain/agreement/negotiate.js';
import { digestOf, type HandPeer, messageOf, parseJwsJson } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld } from '../support/hand-world.js';
import { makeHandPeer } from '../support/make-hand-peer.js';
import { until } from '../support/two-nodes.js';

const own = (...listed: string[]) => ({ exchange: 'my.example', listed });
const peer = (...listed: string[]) => ({ exchange: 'szdex.example', listed });

function refusal(act: () => unknown): SelatError {
  try {
    act();
  } catch (error) {
    return error as SelatError;
  }
  throw new Error('the two agreed');
}

/** Versions in ascending order of precedence, as Semantic Versioning 2.0.0 gives it in its clause 11. */
const ASCENDING = [
  ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1'],
  ...['1.0.0', '1.9.0', '1.10.0', '2.0.0', '2.1.0', '2.1.1', '10.0.0'],
];

describe('AGR-14: a peer is called in the highest version that both list', () => {
  it('whatever the two list, and in whatever order', () => {
    const some = fc
      .subarray(ASCENDING, { minLength: 1 })
      .chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
    fc.assert(
      fc.property(some, some, (a, b) => {
        const expected = ASCENDING.findLast((version) => a.includes(version) && b.includes(version));
        if (expected === undefined)
          expect(refusal(() => commonVersion(own(...a), peer(...b))).reason).toBe('PROTOCOL_VERSION');
        else expect(commonVersion(own(...a), peer(...b))).toBe(expected);
      }),
    );
  });

  it('names both where there is none', () => {
    const error = refusal(() => commonVersion(own('2.0.0', '1.0.0'), peer('3.0.0')));
    expect(error.message).toBe('cannot call szdex.example: it speaks protocol 3.0.0, my.example speaks 2.0.0, 1.0.0');
    expect(error.facts).toEqual({ peer: 'szdex.example', theirs: '3.0.0', own: 'my.example', ours: '2.0.0, 1.0.0' });
    expect(error.fix).toContain('update the side that speaks the older versions');
  });
});

describe('AGR-15: an agreement names profiles that both list', () => {
  it('all of them, core included', () => {
    expect(commonProfiles(own('core', 'listing', 'grant'), peer('grant', 'core', 'mirror'))).toEqual(['core', 'grant']);
    expect(refusal(() => commonProfiles(own('core'), peer('grant')))).toMatchObject({
      reason: 'PROFILE_UNSUPPORTED',
      facts: { theirs: 'grant', ours: 'core' },
    });
  });

  it('and no other', () => {
    const [a, b] = [own('core', 'mirror'), peer('core', 'grant')];
    requireProfiles(['core'], a, b);
    for (const profile of ['mirror', 'grant', 'dispute']) {
      expect(refusal(() => requireProfiles(['core', profile], a, b)).message).toContain(`profile ${profile}; it lists`);
    }
  });
});

/** The first descriptor of a peer with another content. */
async function described(by: HandPeer, over: Partial<ExchangeDescriptor>) {
  const { head: _head, ...message } = messageOf<ExchangeDescriptor>(parseJwsJson(by.descriptor));
  const made = ExchangeDescriptor.fromPartial({ ...message, ...over });
  const document = await by.sign('selat.v1.ExchangeDescriptor', made, { to: 'everyone' });
  return {
    document,
    descriptor: toJwsJson(document),
    fingerprint: toDigestText(documentDigest(document.type, document.payload)),
  };
}

const TERMS = { days: 365, governingLaw: 'SG', forum: 'SIAC', seat: 'Singapore', seatCountry: 'SG' };

describe('AGR-14, AGR-15: operators learn what is missing before anything is pinned', () => {
  let world: HandWorld;
  let newer: HandPeer;
  beforeAll(async () => {
    [world, newer] = await Promise.all([openHandWorld(), makeHandPeer('newer.example', ['Ed25519'])]);
  });
  afterAll(() => world?.close());

  it.each([
    ['a version', { protocolVersions: ['9.0.0'] }, 'PROTOCOL_VERSION', { theirs: '9.0.0', ours: PROTOCOL_VERSION }],
    [
      'a profile',
      { profiles: ['listing'] },
      'PROFILE_UNSUPPORTED',
      { theirs: 'listing', ours: 'core, listing, grant' },
    ],
  ])('%s in common', async (_what, over, reason, facts) => {
    const { descriptor, fingerprint } = await described(newer, over);
    for (const path of ['/peers/propose', '/peers/accept']) {
      const terms = path.endsWith('propose') ? TERMS : { waitMs: 0 };
      const { status, body } = await world.my.post(path, { descriptor, fingerprint, ...terms });
      expect([status, body.error.reason]).toEqual([422, reason]);
      expect(body.error).toMatchObject({ facts: { peer: 'newer.example', own: 'my.example', ...facts } });
    }
    expect((await world.my.get('/peers/newer.example')).status).toBe(404);
  });

  it('a proposal names every profile that both list', async () => {
    const { body } = await world.my.get('/peers/third.example');
    expect(body.agreements[0]?.['profiles']).toEqual(['core', 'listing', 'grant']);
  });

  it('a peer whose next descriptor leaves no version in common is not called until it lists one again', async () => {
    const { my, szdex, toMy } = world;
    const next = async (before: Parameters<typeof digestOf>[0], sequence: bigint, version: string) => {
      const over = { protocolVersions: [version], sequence, previousDigest: digestOf(before) };
      const { document } = await described(szdex, over);
      expect(await toMy.submit(document)).toMatchObject({ verdict: 'ACCEPTED' });
      return document;
    };
    const second = await next(parseJwsJson(szdex.descriptor), 2n, '9.0.0');
    await admit(my, 'member-of-my');
    const waiting = 'cannot call szdex.example: it speaks protocol 9.0.0';
    await until(async () => my.logs.find((line) => line.includes(waiting)));
    const before = my.logs.length;
    await next(second, 3n, PROTOCOL_VERSION);
    // Nobody listens there: the attempt to connect is what shows that the peer is called again.
    await until(async () => my.logs.slice(before).find((line) => line.includes('cannot reach szdex.example')));
  });
});
