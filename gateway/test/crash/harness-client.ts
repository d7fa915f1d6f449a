/** Steers one life of a node through ConformanceHarnessService, as the holder of the node's own certificate. */
import { type ServiceError, status } from '@grpc/grpc-js';
import { ConformanceHarnessServiceClient } from '@selat/proto/selat/v1/harness_service.js';
import { openPeerChannel } from '../../src/federation/transport/index.js';
import type { NodeHome } from './node-home.js';

/** Canonical dump of a node, as the harness gives it. */
export interface Dump {
  readonly digest: string;
  /** Empty where only the digest was asked for. */
  readonly lines: readonly string[];
  readonly receipts: readonly string[];
}

/** How often each point was reached in this life. */
export type Counts = ReadonlyMap<string, number>;

export interface Harness {
  crashAfter(point: string, occurrence: number): Promise<void>;
  counts(): Promise<Counts>;
  dump(withDump: boolean): Promise<Dump>;
  close(): void;
}

/** The harness says no: the process lives. */
export class SteeringRefused extends Error {
  override readonly name = 'SteeringRefused';
}

/** @param url of the ready line of `selat serve --harness` */
export function openHarness(home: NodeHome, url: string, protocol: string): Harness {
  const { exchange: exchangeId, tls, pins } = home;
  const identity = { current: () => tls, onChange: () => () => undefined };
  const address = url.replace('https://', '');
  const options = { exchangeId, caPem: tls.caPem, pins, address, identity, protocol, clock: Date.now };
  const channel = openPeerChannel(options);
  const client = channel.client(ConformanceHarnessServiceClient);
  return {
    crashAfter: async (point, occurrence) => {
      await answer((done) => client.crashAfter({ point, occurrence }, done));
    },
    counts: async () => {
      const { points } = await answer<{ points: { point: string; count: number }[] }>((done) =>
        client.listCrashPoints({}, done),
      );
      return new Map(points.map(({ point, count }) => [point, count]));
    },
    dump: async (withDump) => {
      const { digest, lines, receipts } = await answer<{ digest: Buffer; lines: string[]; receipts: string[] }>(
        (done) => client.getStateDigest({ withDump }, done),
      );
      return { digest: digest.toString('hex'), lines, receipts };
    },
    close: () => channel.close(),
  };
}

function answer<T>(ask: (done: (error: ServiceError | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, value) => {
      if (error === null) resolve(value);
      else reject(error.code === status.INVALID_ARGUMENT ? new SteeringRefused(error.details) : error);
    });
  });
}
