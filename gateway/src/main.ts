/** Composition root: the only file that knows every adapter, the clock, the randomness and the process. */
import { createHash, randomBytes } from 'node:crypto';
import { FederationServiceService } from '@selat/proto/selat/v1/federation_service.js';
import { ConformanceHarnessServiceService } from '@selat/proto/selat/v1/harness_service.js';
import { SelatError } from '@selat/sdk/errors';
import { shardOf } from '@selat/sdk/log';
import { openApi, openHealth } from './api/index.js';
import { Closers } from './closers.js';
import {
  type Config,
  type NodeFiles,
  newApiToken,
  openNode,
  PROTOCOL_VERSION,
  type Secrets,
  toHostPort,
} from './config/index.js';
import { findAgreementInForce } from './domain/agreement/load-agreement.js';
import { backOffice } from './domain/back-office/back-office.js';
import type { Office } from './domain/back-office/office.js';
import { seedNode } from './domain/back-office/seed-node.js';
import { FederationHub } from './federation/federation-hub.js';
import { federationService, METHODS } from './federation/federation-service.js';
import { HARNESS_METHODS, harnessService } from './federation/harness-service.js';
import { PeerPins } from './federation/peer-pins.js';
import {
  type FederationServer,
  type IdentityStore,
  type Incidents,
  openFederationServer,
  type PinStore,
} from './federation/transport/index.js';
import { type CrashProbe, NO_PROBE, openProbe } from './log/index.js';
import type { Logger } from './logging/index.js';
import { type OpenedDeps, openDeps } from './open-deps.js';
import { dumpState } from './store/index.js';

/** What `selat serve` hands over. */
export interface GatewayInput {
  readonly config: Config;
  readonly secrets: Secrets;
  /** Serves ConformanceHarnessService to holders of the node's own certificate; refused in LIVE. [CFG-5] */
  readonly harness: boolean;
  /** Point at which the process shall end itself; only with `harness`. */
  readonly crashAfter?: { readonly point: string; readonly occurrence: number };
  readonly logger: Logger;
}

/** A gateway that serves. */
export interface RunningGateway {
  readonly federationAddress: string;
  readonly apiAddress: string;
  readonly metricsAddress: string;
  /** Present only under `harness`. */
  readonly harnessAddress?: string;
  /** Takes nothing new, finishes what is in flight, closes the store. */
  stop(): Promise<void>;
}

/** Clock that a harness can move forward. */
function openClock() {
  let offset = 0;
  const clock = () => Date.now() + offset;
  const advance = (ms: number) => {
    offset += ms;
    return clock();
  };
  return { clock, advance };
}

function openHarnessProbe({ config, harness, crashAfter }: GatewayInput): CrashProbe | undefined {
  if (!harness) return undefined;
  if (config.exchange.environment === 'LIVE') {
    const message = 'cannot serve the conformance harness: this node is LIVE';
    throw new SelatError('CONFIG_INVALID', message, { key: 'exchange.environment' });
  }
  const probe = openProbe({ kill: () => process.kill(process.pid, 'SIGKILL') });
  if (crashAfter !== undefined) probe.arm(crashAfter.point, crashAfter.occurrence);
  return probe;
}

function identityOf({ tls }: NodeFiles): IdentityStore {
  const current = { certPem: tls.certificatePem, keyPem: tls.keyPem };
  return { current: () => current, onChange: () => () => undefined };
}

interface Parts {
  readonly input: GatewayInput;
  readonly node: NodeFiles;
  readonly opened: OpenedDeps;
  readonly probe: CrashProbe | undefined;
  readonly time: ReturnType<typeof openClock>;
  readonly closers: Closers;
  readonly incidents: Incidents;
  readonly identity: IdentityStore;
}

/**
 * Starts a gateway: opens its store, completes what a crash left, then listens.
 * @throws SelatError CONFIG_INVALID, KEYSTORE_LOCKED, STORE_CORRUPT, STORE_LOCKED, LOG_HEAD_AHEAD, LISTEN_FAILED; then
 *   nothing is left open
 */
export async function startGateway(input: GatewayInput): Promise<RunningGateway> {
  const { config, secrets, logger } = input;
  const time = openClock();
  const probe = openHarnessProbe(input);
  const node = await openNode(config, secrets, time.clock(), randomBytes);
  const closers = new Closers();
  try {
    const opened = await openDeps({
      config,
      secrets,
      node,
      clock: time.clock,
      random: randomBytes,
      probe: probe ?? NO_PROBE,
    });
    closers.add(() => opened.store.close());
    closers.add(() => opened.committer.close());
    const { descriptor, descriptorDocument, officers } = node;
    await seedNode(opened.deps, { descriptor, descriptorDocument, officers });
    const incidents: Incidents = {
      random: randomBytes,
      report: (incident, err) => logger.error({ incident, err }, 'unexpected failure'),
    };
    const identity = identityOf(node);
    return await listenAll({ input, node, opened, probe, time, closers, incidents, identity });
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function listenAll(parts: Parts): Promise<RunningGateway> {
  const { input, closers } = parts;
  const { config, logger } = input;
  const pins = new PeerPins(parts.opened.deps.reader);
  await pins.refresh();
  const hub = openHub(parts, pins);
  const server = await openFederation(parts, pins, hub);
  closers.add(() => server.close(config.limits.stopMs));
  const harness = await openHarness(parts);
  if (harness !== undefined) closers.add(() => harness.close(0));
  const useCases = backOffice(officeOf(parts, hub));
  const { bodyBytes } = config.limits;
  const api = await openApi({ useCases, listen: config.api.listen, logger, random: randomBytes, bodyBytes });
  closers.add(() => api.close(config.limits.stopMs));
  const health = await openHealth({ listen: config.metrics.listen, logger, checks: () => readiness(parts) });
  closers.add(() => health.close(0));
  await hub.start();
  closers.add(() => hub.stop());
  const { host } = config.federation.listen;
  return {
    federationAddress: toHostPort({ host, port: server.port }),
    apiAddress: api.address,
    metricsAddress: health.address,
    ...(harness === undefined ? {} : { harnessAddress: toHostPort({ host: '127.0.0.1', port: harness.port }) }),
    stop: () => closers.close(),
  };
}

function openHub({ input, opened, identity }: Parts, pins: PeerPins): FederationHub {
  const { deps, signals } = opened;
  const { logger } = input;
  return new FederationHub({
    deps,
    signals,
    pins,
    identity,
    protocol: PROTOCOL_VERSION,
    onFailure: (peer, err) => logger.warn({ peer, err }, 'cannot deliver now, will try again'),
    onFault: (err) => {
      // Deliveries cannot go on without the store; a restart reads from it what still waits.
      logger.fatal({ err }, 'delivery failed for a reason that is no answer of a peer');
      process.kill(process.pid, 'SIGTERM');
    },
  });
}

async function openFederation(parts: Parts, pins: PinStore, hub: FederationHub): Promise<FederationServer> {
  const { input, node, opened, incidents, identity, time } = parts;
  const { deps, store } = opened;
  const handlers = federationService({
    deps,
    incidents,
    shard: shardOf(deps.self.env, input.config.log.shard),
    descriptorsAfter: async (sequence) => (sequence < node.descriptor.sequence ? [node.descriptorDocument] : []),
    checkpoint: async () => (await store.heads.load())?.note,
    heardOf: (peer) => hub.heardOf(peer),
  });
  return openFederationServer({
    address: toHostPort(input.config.federation.listen),
    key: 'federation.listen',
    identity,
    pins,
    services: [{ definition: FederationServiceService, handlers }],
    methods: METHODS,
    protocols: node.descriptor.protocolVersions,
    isAgreed: async (peer) => (await findAgreementInForce(deps, peer)) !== undefined,
    clock: time.clock,
    incidents,
  });
}

/** The harness has a server of its own: only who holds the node's own certificate may steer the node. [CFG-5] */
async function openHarness(parts: Parts): Promise<FederationServer | undefined> {
  const { node, opened, probe, incidents, identity, time } = parts;
  if (probe === undefined) return undefined;
  const self = {
    exchangeId: node.descriptor.id,
    caPem: node.tls.caPem,
    pins: node.descriptor.tls.pins.map((pin) => `sha256:${pin}`),
  };
  const handlers = harnessService({ incidents, probe, dump: () => dumpState(opened.store), advance: time.advance });
  return openFederationServer({
    address: '127.0.0.1:0',
    identity,
    pins: { peers: () => [self], onChange: () => () => undefined },
    services: [{ definition: ConformanceHarnessServiceService, handlers }],
    methods: HARNESS_METHODS,
    protocols: node.descriptor.protocolVersions,
    isAgreed: () => false,
    clock: time.clock,
    incidents,
  });
}

function officeOf({ node, opened }: Parts, hub: FederationHub): Office {
  const { deps, signals, store, origin } = opened;
  return {
    deps,
    waiter: signals,
    peering: hub,
    descriptor: node.descriptor,
    descriptorDocument: node.descriptorDocument,
    protocolVersion: PROTOCOL_VERSION,
    logStatus: async () => {
      const head = await store.heads.load();
      const { size, root } = head?.checkpoint ?? { size: 0, root: Buffer.alloc(0) };
      return { origin, size, root: root.toString('hex') };
    },
    hashToken: (token) => createHash('sha256').update(token).digest('hex'),
    newToken: () => newApiToken(randomBytes),
  };
}

async function readiness({ opened }: Parts) {
  await opened.store.reader.listOfficers();
  return [{ name: 'store', ok: true }];
}
