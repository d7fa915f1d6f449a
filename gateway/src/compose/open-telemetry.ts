/** Opens what makes a running gateway visible: its metrics, and traces where an endpoint is configured. */
import { PRODUCT_VERSION, PROTOCOL_VERSION } from '../config/index.js';
import type { Office } from '../domain/back-office/office.js';
import { expiring, listKeys } from '../domain/keys/list-keys.js';
import { raisedOrders } from '../domain/order/acknowledgement.js';
import type { Random } from '../domain/ports.js';
import {
  collectNode,
  type Exposition,
  Metrics,
  NO_TRACING,
  type NodeSources,
  ProcessMetrics,
  type Tracing,
} from '../telemetry/index.js';
import type { FrontDoor } from './open-door.js';
import type { GatewayInput, GatewayTime, Parts } from './parts.js';

/** What parts of a gateway are opened with. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly process: ProcessMetrics;
  readonly tracing: Tracing;
}

export async function openTelemetry(
  { config }: GatewayInput,
  { clock }: GatewayTime,
  random: Random,
): Promise<Telemetry> {
  const metrics = await Metrics.open();
  metrics.set('selat_build_info', 1, { version: PRODUCT_VERSION, protocol: PROTOCOL_VERSION });
  const observed = new ProcessMetrics(clock() - process.uptime() * 1_000);
  return { metrics, process: observed, tracing: await openTraces(config, random) };
}

/** Sends the spans that are left, and watches no more. */
export async function closeTelemetry({ process: own, tracing }: Telemetry): Promise<void> {
  own.close();
  await tracing.close();
}

/** The packages of OpenTelemetry take 20 MB and 100 ms: whoever has no collector does not pay for them. */
async function openTraces({ tracing: config, exchange }: GatewayInput['config'], random: Random): Promise<Tracing> {
  if (config === undefined) return NO_TRACING;
  const { openTracing } = await import('../telemetry/open-tracing.js');
  return openTracing({ config, exchange: exchange.id, version: PRODUCT_VERSION, random });
}

/** What answers /metrics. */
export function expositionOf(parts: Parts, office: Office, door: FrontDoor): () => Promise<Exposition> {
  const { telemetry, input } = parts;
  const { metrics, process: own } = telemetry;
  const sources = sourcesOf(parts, office, door);
  return async () => {
    own.collect(metrics);
    metrics.set('selat_metrics_complete', 1);
    await collectNode(metrics, sources).catch((err: unknown) => {
      input.logger.warn({ err }, 'cannot read everything that the metrics show');
      metrics.set('selat_metrics_complete', 0);
    });
    return metrics.print();
  };
}

function sourcesOf({ opened }: Parts, office: Office, { gate, limiter }: FrontDoor): NodeSources {
  const { store, committer, deps } = opened;
  const { keys } = office.keys;
  return {
    reader: store.reader,
    headSize: async () => (await store.heads.load())?.checkpoint.size ?? 0,
    logState: async () => {
      const { frontier, time: newest } = await store.log.readState();
      return { size: frontier.size, time: newest };
    },
    queueLength: () => committer.waiting(),
    gate,
    openCalls: () => limiter.openCalls(),
    raisedOrders: () => raisedOrders(deps),
    // Whatever ends one day, however late.
    endings: async () => expiring(await listKeys(deps.reader, keys, deps.clock(), 0), Number.POSITIVE_INFINITY),
  };
}
