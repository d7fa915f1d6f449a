import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPeerChannel } from '../../src/federation/transport/index.js';
import {
  ECHO,
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

let szdex: Exchange;
let my: Exchange;
let world: World;

beforeAll(async () => {
  [szdex, my] = await Promise.all([makeExchange('szdex.example'), makeExchange('my.example')]);
});
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

/** A connection that the server has accepted and that has said nothing yet. */
async function openSocket(port: number) {
  const socket = connectTcp(port, '127.0.0.1');
  await once(socket, 'connect');
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return socket;
}

describe('CFG-10: a gateway that is told to stop ends, whatever its peers do', () => {
  it('where the handshake of a peer was under way, and its connection then stays idle', async () => {
    const server = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const socket = await openSocket(server.port);
    const closed = server.close(60_000);
    const tls = {
      ca: szdex.caPem,
      cert: my.certPem,
      key: my.keyPem,
      servername: 'szdex.example',
      ALPNProtocols: ['h2'],
    };
    const session = connectHttp2('https://szdex.example', {
      createConnection: () => connectTls({ socket, ...tls }),
    });
    session.on('error', () => undefined);
    await closed;
    session.destroy();
  });

  it('where a call of a peer does not end', async () => {
    const server = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const { ended } = await openChat(world.client(server.port, pinned(szdex), my));
    await server.close(1);
    await ended;
  });

  it('where a peer does not answer a call of this gateway, once or in a stream', async () => {
    const { port } = await world.serve(szdex, { pins: new Pins([pinned(my)]) });
    const target = { ...pinned(szdex), address: `127.0.0.1:${port}`, protocol: '1.0-draft.1', clock: now };
    const channel = openPeerChannel({ ...target, identity: new Identity(my), deadlineMs: 600_000 });
    const client = channel.client(EchoClient);
    await client.ask();
    const asked = failureOf(client.ask(ECHO.silent.path));
    const stream = client.chat();
    const ended = failureOf(once(stream, 'data'));
    channel.close();
    expect(await asked).toMatchObject({ reason: 'PEER_UNREACHABLE', isRetryable: true });
    expect(await ended).toMatchObject({ reason: 'PEER_UNREACHABLE', isRetryable: true });
  });
});
