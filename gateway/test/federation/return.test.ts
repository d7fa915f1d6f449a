import { randomBytes } from 'node:crypto';
import { FederationServiceService } from '@selat/proto/selat/v1/federation_service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, openNode, PROTOCOL_VERSION, toHostPort } from '../../src/config/index.js';
import { METHODS } from '../../src/federation/federation-service.js';
import { isOutage } from '../../src/federation/is-outage.js';
import {
  type FederationServer,
  openFederationServer,
  openPeerChannel,
  unary,
} from '../../src/federation/transport/index.js';
import { freePort } from '../support/free-port.js';
import { PASSPHRASE, type TestNode } from '../support/running-node.js';
import { accept, openTwoNodes, propose, type TwoNodes } from '../support/two-nodes.js';
import { EchoClient, failureOf, Identity, makeExchange, now, Pins, pinned, World } from './transport-fixture.js';

let nodes: TwoNodes;
beforeAll(async () => {
  nodes = await openTwoNodes();
});
afterAll(() => nodes?.close());

const incidents = { random: randomBytes, report: () => undefined };

/** Serves in the place of a gateway that has stopped, and only notes who calls. */
async function listenFor(
  { made }: TestNode,
  peer: TestNode,
): Promise<{ server: FederationServer; caller: Promise<string> }> {
  const own = await loadConfig(made.config, { SELAT_KEY_PASSPHRASE: PASSPHRASE });
  const { tls } = await openNode(own.config, own.secrets, Date.now(), randomBytes);
  const other = await loadConfig(peer.made.config, { SELAT_KEY_PASSPHRASE: PASSPHRASE });
  const { descriptor } = await openNode(other.config, other.secrets, Date.now(), randomBytes);
  const pinned = {
    exchangeId: descriptor.id,
    caPem: descriptor.tls.caCertificatePem,
    pins: descriptor.tls.pins.map((pin) => `sha256:${pin}`),
  };
  let note: (caller: string) => void = () => undefined;
  const caller = new Promise<string>((resolve) => {
    note = resolve;
  });
  const getDescriptor = unary(incidents, async (_request: unknown, { exchangeId }) => {
    note(exchangeId);
    return { descriptors: [] };
  });
  const server = await openFederationServer({
    address: toHostPort(own.config.federation.listen),
    identity: { current: () => ({ certPem: tls.certificatePem, keyPem: tls.keyPem }), onChange: () => () => undefined },
    pins: { peers: () => [pinned], onChange: () => () => undefined },
    services: [{ definition: FederationServiceService, handlers: { getDescriptor } }],
    methods: METHODS,
    protocols: [PROTOCOL_VERSION],
    isAgreed: () => true,
    clock: Date.now,
    incidents,
  });
  return { server, caller };
}

describe('RCP-9: a gateway that comes back calls its peers, so that what waits there waits no longer', () => {
  it('calls a peer with which it has an agreement, although it has nothing to deliver', async () => {
    const { szdex, my } = nodes;
    await propose(szdex, my);
    await accept(my, szdex);
    await szdex.gateway.stop();
    const { server, caller } = await listenFor(szdex, my);
    nodes.my = await my.restart();
    expect(await caller).toBe('my.example');
    await server.close(0);
  });
});

describe('RCP-9: a peer that calls is called back at once', () => {
  it('without the pause after failed attempts to connect', async () => {
    const [szdex, my] = await Promise.all([makeExchange('szdex.example'), makeExchange('my.example')]);
    const [port, world] = [await freePort(), new World()];
    const identity = new Identity(my);
    const options = { ...pinned(szdex), address: `127.0.0.1:${port}`, identity, protocol: '1.0-draft.1', clock: now };
    const channel = openPeerChannel(options);
    await failureOf(channel.client(EchoClient).ask());
    await world.serve(szdex, { address: options.address, pins: new Pins([pinned(my)]) });
    channel.endPause();
    expect(await channel.client(EchoClient).ask()).toBe('my.example 1.0-draft.1');
    channel.close();
    await world.close();
  });
});

describe('AGR-8: a call on a connection that was ended here is an outage like any other', () => {
  it('and not a failure that ends the gateway', async () => {
    const [szdex, my] = await Promise.all([makeExchange('szdex.example'), makeExchange('my.example')]);
    const identity = new Identity(my);
    const address = `127.0.0.1:${await freePort()}`;
    const channel = openPeerChannel({ ...pinned(szdex), address, identity, protocol: '1.0-draft.1', clock: now });
    const client = channel.client(EchoClient);
    channel.close();
    const failure = await client.ask().catch((error: unknown) => error);
    expect(isOutage(failure) && failure.reason).toBe('PEER_UNREACHABLE');
  });
});
