/** What a flow performed, counted by the gateways themselves at their named points. */
import { ConformanceHarnessServiceClient } from '@selat/proto/selat/v1/harness_service.js';
import { type NodeFiles, PROTOCOL_VERSION } from '../config/index.js';
import type { ServingNode } from '../demo/demo-node.js';
import { openPeerChannel } from '../federation/transport/index.js';
import type { BenchContext } from './context.js';

/** Times that each point was reached since the start of the process. */
export type PointCounts = ReadonlyMap<string, number>;

/** Reads the counts of one node as the holder of its own certificate. */
export interface Counter {
  read(): Promise<PointCounts>;
  close(): void;
}

export function openCounter(
  { exchange, harnessUrl = '' }: ServingNode,
  node: NodeFiles,
  { clock }: BenchContext,
): Counter {
  const { certificatePem: certPem, keyPem, caPem } = node.tls;
  const channel = openPeerChannel({
    exchangeId: exchange,
    address: harnessUrl.replace('https://', ''),
    caPem,
    pins: node.descriptor.tls.pins.map((pin) => `sha256:${pin}`),
    identity: { current: () => ({ certPem, keyPem }), onChange: () => () => undefined },
    protocol: PROTOCOL_VERSION,
    clock,
  });
  const client = channel.client(ConformanceHarnessServiceClient);
  return {
    read: () =>
      new Promise((resolve, reject) => {
        client.listCrashPoints({}, (error, answer) => {
          if (error !== null) return reject(error);
          resolve(new Map(answer.points.map(({ point, count }) => [point, count])));
        });
      }),
    close: () => channel.close(),
  };
}

/** How often each point was reached between two readings. */
export function countsBetween(before: PointCounts, after: PointCounts): PointCounts {
  return new Map([...after].map(([point, count]) => [point, count - (before.get(point) ?? 0)]));
}
