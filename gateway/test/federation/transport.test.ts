import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { certificatePin } from '@selat/sdk/keys/certificates';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseStatus } from '../../src/federation/transport/index.js';
import {
  certify,
  EchoClient,
  type Exchange,
  failureOf,
  Identity,
  makeExchange,
  now,
  openChat,
  Pins,
  pinned,
  World,
} from './transport-fixture.js';

const DAY = 86_400_000;
let szdex: Exchange;
let my: Exchange;
let stranger: Exchange;
let world: World;

beforeAll(async () => {
  [szdex, my, stranger] = await Promise.all([
    makeExchange('szdex.example'),
    makeExchange('my.example'),
    makeExchange('stranger.example'),
  ]);
});
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

describe('AGR-2: a peer is who its pinned certificate says', () => {
  it('serves the pinned peer under its exchange id and the version it named', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    expect(await world.client(port, pinned(szdex), my).ask()).toBe('my.example 1.0-draft.1');
  });

  it('ends the handshake without a certificate, and with one of a CA that no peer has', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const target = { 'grpc.ssl_target_name_override': 'szdex.example' };
    const bare = new EchoClient(`127.0.0.1:${port}`, credentials.createSsl(Buffer.from(szdex.caPem)), target);
    expect((await failureOf(bare.ask())).reason).toBe('PEER_UNREACHABLE');
    bare.close();
    expect((await failureOf(world.client(port, pinned(szdex), stranger).ask())).reason).toBe('PEER_UNREACHABLE');
    expect(world.served).toEqual([]);
  });

  it('ends every handshake while nobody is pinned, and is not opened to public authorities by that', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([]) });
    expect((await failureOf(world.client(port, pinned(szdex), my).ask())).reason).toBe('PEER_UNREACHABLE');
  });

  it('refuses a certificate of the pinned CA whose own key is not pinned', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const other = { keyPem: stranger.keyPem, certPem: certify(my, { keyPem: stranger.keyPem }) };
    const failure = await failureOf(world.client(port, pinned(szdex), other).ask());
    expect(failure).toMatchObject({ reason: 'PEER_UNAUTHENTICATED', facts: { pin: certificatePin(other.certPem) } });
  });

  it('refuses a pinned peer that names another exchange, even one that is pinned too', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my), pinned(stranger)]) });
    const forged = { keyPem: my.keyPem, certPem: certify(my, { exchangeId: 'stranger.example' }) };
    const failure = await failureOf(world.client(port, pinned(szdex), forged).ask());
    expect(failure).toMatchObject({
      reason: 'PEER_UNAUTHENTICATED',
      message: expect.stringContaining('does not name my.example'),
    });
  });

  it('refuses a pinned key under the CA of another peer', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my), pinned(stranger)]) });
    const forged = { keyPem: my.keyPem, certPem: certify(stranger, { exchangeId: 'my.example', keyPem: my.keyPem }) };
    const failure = await failureOf(world.client(port, pinned(szdex), forged).ask());
    expect(failure).toMatchObject({
      reason: 'PEER_UNAUTHENTICATED',
      message: expect.stringContaining('did not issue it'),
    });
  });

  it('ends the handshake with a certificate that is expired or not yet valid', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    for (const validity of [{ notAfter: now() - 1000 }, { notBefore: now() + DAY, notAfter: now() + 2 * DAY }]) {
      const client = world.client(port, pinned(szdex), { keyPem: my.keyPem, certPem: certify(my, validity) });
      expect((await failureOf(client.ask())).reason).toBe('PEER_UNREACHABLE');
    }
  });

  it('refuses the next call on an open connection once the certificate has expired', async () => {
    let skew = 0;
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]), clock: () => now() + skew });
    const client = world.client(port, pinned(szdex), my);
    await client.ask();
    skew = 2 * DAY;
    expect(await failureOf(client.ask())).toMatchObject({
      reason: 'PEER_UNAUTHENTICATED',
      message: expect.stringContaining('expired'),
    });
  });

  it('speaks TLS 1.3 and nothing older, before and after a change of pins', async () => {
    const pins = new Pins([pinned(my)]);
    const { port } = await world.serve(szdex, { pins });
    const versionFor = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve, reject) => {
        const identity = { ca: szdex.caPem, cert: my.certPem, key: my.keyPem, servername: 'szdex.example' };
        const socket = connect({ port, host: '127.0.0.1', maxVersion, ALPNProtocols: ['h2'], ...identity }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.on('error', reject);
      });
    for (const peers of [[pinned(my)], [pinned(my), pinned(stranger)]]) {
      pins.replace(peers);
      expect(await versionFor('TLSv1.3')).toBe('TLSv1.3');
      await expect(versionFor('TLSv1.2')).rejects.toThrow(/protocol version|alert/);
    }
  });
});

describe('AGR-2: a server is who its pinned certificate says', () => {
  it.each([
    ['has another pin', () => ({ pins: [certificatePin(my.certPem)] }), 'none of those pinned for szdex.example'],
    ['has another name', () => ({ exchangeId: 'stranger.example' }), 'does not name stranger.example'],
    ['comes from another CA', () => ({ caPem: stranger.caPem }), 'unable to verify the first certificate'],
  ])('refuses a server that %s', async (_, differing, why) => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const failure = await failureOf(world.client(port, { ...pinned(szdex), ...differing() }, my).ask());
    expect(failure.reason).toBe('PEER_UNREACHABLE');
    expect(failure.message).toMatch(why);
    expect(world.served).toEqual([]);
  });

  it('refuses a server whose certificate has expired', async () => {
    const certPem = certify(szdex, { notAfter: now() - 1000 });
    const { port } = await world.serve({ ...szdex, certPem }, { pins: new Pins([pinned(my)]) });
    const failure = await failureOf(world.client(port, pinned(szdex), my).ask());
    expect(failure).toMatchObject({ reason: 'PEER_UNREACHABLE', message: expect.stringContaining('expired') });
  });

  it('refuses a server that offers TLS 1.2 at most', async () => {
    const old = createSecureServer({ cert: szdex.certPem, key: szdex.keyPem, maxVersion: 'TLSv1.2' });
    await once(old.listen(0, '127.0.0.1'), 'listening');
    const { port } = old.address() as AddressInfo;
    expect((await failureOf(world.client(port, pinned(szdex), my).ask())).message).toMatch(/protocol version/);
    await new Promise((resolve) => old.close(resolve));
  });
});

describe('AGR-2: pins and certificates change without a restart', () => {
  it('admits a peer that is pinned later, and ends only the streams of one whose pin goes', async () => {
    const pins = new Pins([pinned(my)]);
    const { port } = await world.serve(szdex, { pins });
    const kept = await openChat(world.client(port, pinned(szdex), my));
    expect((await failureOf(world.client(port, pinned(szdex), stranger).ask())).reason).toBe('PEER_UNREACHABLE');

    pins.replace([pinned(my), pinned(stranger)]);
    const client = world.client(port, pinned(szdex), stranger);
    const removed = await openChat(client);
    expect(await kept.say('still here')).toBe('my.example: still here');

    pins.replace([pinned(my)]);
    expect(parseStatus(await removed.ended, 'szdex.example').reason).toBe('PEER_UNAUTHENTICATED');
    expect((await failureOf(client.ask())).reason).toBe('PEER_UNAUTHENTICATED');
    expect((await failureOf(world.client(port, pinned(szdex), stranger).ask())).reason).toBe('PEER_UNREACHABLE');
    expect(await kept.say('and still')).toBe('my.example: and still');
    kept.chat.end();
  });

  it('shows its new certificate to new connections and keeps the old ones', async () => {
    const identity = new Identity(szdex);
    const { port } = await world.serve(szdex, { identity, pins: new Pins([pinned(my)]) });
    const kept = await openChat(world.client(port, pinned(szdex), my));
    const next = { keyPem: stranger.keyPem, certPem: certify(szdex, { keyPem: stranger.keyPem }) };
    identity.replace(next);
    expect((await failureOf(world.client(port, pinned(szdex), my).ask())).message).toContain('none of those pinned');
    const trust = { ...pinned(szdex), pins: [certificatePin(next.certPem)] };
    expect(await world.client(port, trust, my).ask()).toContain('my.example');
    expect(await kept.say('still here')).toBe('my.example: still here');
    kept.chat.end();
  });

  it('goes on with the old certificate when the new one does not fit its key, and reports that', async () => {
    const identity = new Identity(szdex);
    const { port } = await world.serve(szdex, { identity, pins: new Pins([pinned(my)]) });
    identity.replace({ ...szdex, keyPem: my.keyPem });
    expect(world.reported).toEqual([expect.objectContaining({ reason: 'CERTIFICATE_INVALID' })]);
    expect(await world.client(port, pinned(szdex), my).ask()).toContain('my.example');
  });

  it('keeps serving when the CA of one peer is no certificate', async () => {
    const broken = { ...pinned(stranger), caPem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' };
    const { port } = await world.serve(szdex, { pins: new Pins([broken, pinned(my)]) });
    expect(await world.client(port, pinned(szdex), my).ask()).toContain('my.example');
    expect((await failureOf(world.client(port, pinned(szdex), stranger).ask())).reason).toBe('PEER_UNREACHABLE');
  });
});
