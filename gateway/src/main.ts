/** Composition root: with compose/ the only code that knows every adapter, the clock, the randomness and the process. */
import { randomBytes } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { Closers } from './compose/closers.js';
import { openDeps } from './compose/open-deps.js';
import { openDoor } from './compose/open-door.js';
import { openFederation, openHarness, openHub } from './compose/open-federation.js';
import { officeOf } from './compose/open-office.js';
import { openMetricsPort, openOfficerApi } from './compose/open-ports.js';
import { openSearch } from './compose/open-search.js';
import { closeTelemetry, openTelemetry } from './compose/open-telemetry.js';
import type { GatewayInput, GatewayTime, Parts } from './compose/parts.js';
import { watchAttestations } from './compose/watch-attestations.js';
import { watchKeys } from './compose/watch-keys.js';
import { watchLaw } from './compose/watch-law.js';
import { watchLedger } from './compose/watch-ledger.js';
import { watchOrders } from './compose/watch-orders.js';
import { openNode, toHostPort } from './config/index.js';
import { TlsSwitch } from './custody/tls-switch.js';
import { seedNode } from './domain/back-office/seed-node.js';
import { PeerPins } from './federation/peer-pins.js';
import type { Incidents } from './federation/transport/index.js';
import { type CrashProbe, NO_PROBE, openProbe } from './log/index.js';

export type { GatewayInput } from './compose/parts.js';

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

function openClock(): GatewayTime {
  let offset = 0;
  const clock = () => Date.now() + offset;
  const advance = (ms: number) => {
    offset += ms;
    return clock();
  };
  return { clock, advance, ticks: () => performance.now() };
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

/**
 * Starts a gateway: opens its store, completes what a crash left, then listens.
 * @throws SelatError CONFIG_INVALID, KEYSTORE_LOCKED, STORE_CORRUPT, STORE_LOCKED, LOG_HEAD_AHEAD, LISTEN_FAILED; then
 *   nothing is left open
 */
export async function startGateway(input: GatewayInput): Promise<RunningGateway> {
  const { config, secrets, logger } = input;
  const time = openClock();
  const probe = openHarnessProbe(input);
  const node = await openNode(config, secrets, time.clock(), randomBytes, input.openKeys);
  const closers = new Closers();
  try {
    const telemetry = await openTelemetry(input, time, randomBytes);
    closers.add(() => closeTelemetry(telemetry));
    const opened = await openDeps({
      config,
      secrets,
      node,
      clock: time.clock,
      random: randomBytes,
      probe: probe ?? NO_PROBE,
      telemetry,
      ticks: time.ticks,
    });
    closers.add(() => opened.store.close());
    closers.add(() => opened.committer.close());
    const { descriptor, descriptorDocument, officers } = node;
    await seedNode(opened.deps, { descriptor, descriptorDocument, officers, keys: opened.identity });
    const incidents: Incidents = {
      random: randomBytes,
      report: (incident, err) => {
        telemetry.metrics.incident();
        logger.error({ incident, err }, 'unexpected failure');
      },
    };
    const { deps, identity } = opened;
    const tlsSwitch = new TlsSwitch({ ...deps, identity });
    return await listenAll({ input, node, opened, probe, time, closers, incidents, tlsSwitch, telemetry });
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function listenAll(parts: Parts): Promise<RunningGateway> {
  const { input, closers } = parts;
  const { config } = input;
  const pins = new PeerPins(parts.opened.deps.reader);
  await pins.refresh();
  const hub = openHub(parts, pins);
  parts.telemetry.metrics.knowPeers((exchange) => pins.find(exchange) !== undefined);
  const door = openDoor(parts);
  const { index } = openSearch(parts);
  const office = officeOf(parts, hub, index);
  // First, so that it is the last to go: until then it says that this gateway takes no work.
  const metrics = await openMetricsPort(parts, office, door);
  closers.add(() => metrics.close(0));
  const server = await openFederation(parts, pins, hub, door);
  closers.add(() => server.close(config.limits.stopMs));
  const harness = await openHarness(parts);
  if (harness !== undefined) closers.add(() => harness.close(0));
  const api = await openOfficerApi(parts, office, randomBytes);
  closers.add(() => api.close(config.limits.stopMs));
  const unwatch = await watchKeys(parts, office, hub);
  for (const watch of [watchAttestations, watchLedger, watchLaw]) closers.add(watch(parts));
  const unwatchOrders = await watchOrders(parts);
  await hub.start();
  closers.add(() => hub.stop());
  closers.add(async () => unwatch());
  closers.add(async () => unwatchOrders());
  door.health.start();
  const { host } = config.federation.listen;
  return {
    federationAddress: toHostPort({ host, port: server.port }),
    apiAddress: api.address,
    metricsAddress: metrics.address,
    ...(harness === undefined ? {} : { harnessAddress: toHostPort({ host: '127.0.0.1', port: harness.port }) }),
    stop: () => {
      door.health.stop();
      return closers.close();
    },
  };
}
