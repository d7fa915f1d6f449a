/** Opens what peers reach and what reaches peers: the hub of couriers, the federation server, the harness. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FederationServiceService } from '@selat/proto/selat/v1/federation_service.js';
import { ConformanceHarnessServiceService } from '@selat/proto/selat/v1/harness_service.js';
import { shardOf } from '@selat/sdk/log';
import { PROTOCOL_VERSIONS, toHostPort } from '../config/index.js';
import { findAgreementInForce } from '../domain/agreement/load-agreement.js';
import { loadChain } from '../domain/keys/descriptor-chain.js';
import { FederationHub } from '../federation/federation-hub.js';
import { federationService, METHODS } from '../federation/federation-service.js';
import { HARNESS_METHODS, harnessService } from '../federation/harness-service.js';
import type { PeerPins } from '../federation/peer-pins.js';
import {
  HEALTH_METHODS,
  REFLECTION_METHODS,
  REFLECTION_SERVICES,
  reflectionServices,
} from '../federation/standard/index.js';
import { type FederationServer, openFederationServer, type PinStore } from '../federation/transport/index.js';
import { dumpState } from '../store/index.js';
import { FEDERATION_SERVICE, type FrontDoor } from './open-door.js';
import type { Parts } from './parts.js';

export function openHub({ input, opened, tlsSwitch, telemetry }: Parts, pins: PeerPins): FederationHub {
  const { deps, signals } = opened;
  const { logger } = input;
  return new FederationHub({
    deps,
    signals,
    pins,
    identityFor: (peer) => tlsSwitch.forPeer(peer),
    protocols: PROTOCOL_VERSIONS,
    tracing: telemetry.tracing,
    onAnswered: (peer) => telemetry.metrics.deliveryAnswered(peer),
    onFailure: (peer, err) => {
      telemetry.metrics.deliveryFailed(peer, err);
      logger.warn({ peer, err }, 'cannot deliver now, will try again');
    },
    onFault: (err) => {
      // Deliveries cannot go on without the store.
      logger.fatal({ err }, 'delivery failed for a reason that is no answer of a peer');
      input.onFatal(err);
    },
  });
}

function handlersOf({ input, opened, incidents }: Parts, hub: FederationHub, door: FrontDoor['door']) {
  const { deps, store, identity } = opened;
  return federationService({
    deps,
    door,
    incidents,
    shard: shardOf(deps.self.env, input.config.log.shard),
    descriptorsAfter: async (known) => {
      const chain = await loadChain(deps.reader, identity.own().digest, ({ sequence }) => sequence > known);
      return chain.map(({ stored }) => stored.document);
    },
    checkpoint: async () => (await store.heads.load())?.note,
    heardOf: (peer) => hub.heardOf(peer),
  });
}

export async function openFederation(
  parts: Parts,
  pins: PinStore,
  hub: FederationHub,
  { door, limiter, health }: FrontDoor,
): Promise<FederationServer> {
  const { input, opened, incidents, tlsSwitch, time, telemetry } = parts;
  const { deps } = opened;
  const handlers = handlersOf(parts, hub, door);
  const listed = [FEDERATION_SERVICE, 'grpc.health.v1.Health', ...REFLECTION_SERVICES];
  return openFederationServer({
    address: toHostPort(input.config.federation.listen),
    key: 'federation.listen',
    identity: tlsSwitch.server,
    pins,
    services: [
      { definition: FederationServiceService, handlers },
      health.service(incidents),
      ...reflectionServices(listed, loadDescriptors),
    ],
    methods: { ...METHODS, ...HEALTH_METHODS, ...REFLECTION_METHODS },
    protocols: PROTOCOL_VERSIONS,
    isAgreed: async (peer) => (await findAgreementInForce(deps, peer)) !== undefined,
    clock: time.clock,
    incidents,
    enter: (peer, isStream) => limiter.enter(peer, isStream ? 'streams' : 'calls'),
    observe: (method) => {
      const start = time.ticks();
      return (code) => telemetry.metrics.call({ method, code, ms: time.ticks() - start });
    },
  });
}

/** The released descriptors, read when somebody asks what the services look like. */
async function loadDescriptors() {
  const { DescriptorIndex } = await import('../federation/standard/descriptor-index.js');
  return new DescriptorIndex(await readFile(createRequire(import.meta.url).resolve('@selat/proto/selat.binpb')));
}

/** The harness has a server of its own: only who holds the node's own certificate, or is named at start, may steer. [CFG-5] */
export async function openHarness(parts: Parts): Promise<FederationServer | undefined> {
  const { input, opened, probe, incidents, tlsSwitch, time } = parts;
  const { identity } = opened;
  if (probe === undefined) return undefined;
  const self = () => {
    const { id, tls } = identity.own().descriptor;
    return { exchangeId: id, caPem: tls.caCertificatePem, pins: tls.pins.map((pin) => `sha256:${pin}`) };
  };
  const steerers = () => (input.steeredBy === undefined ? [self()] : [self(), input.steeredBy]);
  const handlers = harnessService({ incidents, probe, dump: () => dumpState(opened.store), advance: time.advance });
  return openFederationServer({
    address: '127.0.0.1:0',
    identity: tlsSwitch.server,
    pins: { peers: steerers, onChange: (changed) => identity.onChange(changed) },
    services: [{ definition: ConformanceHarnessServiceService, handlers }],
    methods: HARNESS_METHODS,
    protocols: PROTOCOL_VERSIONS,
    isAgreed: () => false,
    clock: time.clock,
    incidents,
  });
}
