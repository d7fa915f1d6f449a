/** The worker thread that holds the durable side. Started by `startDurable`; its messages are theirs alone. */
import { deserialize, serialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { SelatError } from '@selat/sdk/errors';
import type { Probe } from '../domain/ports.js';
import { NO_PROBE } from '../log/probe.js';
import { type CallName, type Durable, type DurableCalls, type DurableOptions, openDurable } from './durable-side.js';

/** What the thread is started with. */
export interface ThreadData {
  readonly options: DurableOptions;
  /** Present where points are counted: the thread waits on it until the main thread has seen the hit. */
  readonly seen?: Int32Array<SharedArrayBuffer>;
}

/** To the thread: a call with its argument, serialized by node:v8 because a clone would copy whole buffer pools. */
export interface CallMessage {
  readonly name: CallName;
  readonly argument: Uint8Array;
}

/** From the thread: a point that was reached, or the outcome of the oldest call; the first says that it is open. */
export type ThreadMessage =
  | { readonly kind: 'hit'; readonly point: string }
  | { readonly kind: 'done'; readonly value: Uint8Array }
  | {
      readonly kind: 'refused';
      readonly reason: SelatError['reason'];
      readonly message: string;
      readonly facts: SelatError['facts'];
    }
  | { readonly kind: 'failed'; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('durable-thread.js is a worker, not a module to import');

const { options, seen } = workerData as ThreadData;
const post = (message: ThreadMessage): void => port.postMessage(message);
let durable: Durable | undefined;

answer(() => {
  durable = openDurable(options, seen === undefined ? NO_PROBE : waitingProbe(seen));
  return undefined;
});
port.on('message', ({ name, argument }: CallMessage) => {
  answer(() => durable?.(name, deserialize(argument) as DurableCalls[CallName]['takes'] & undefined));
  if (name === 'close') port.close();
});

function answer(work: () => unknown): void {
  try {
    post({ kind: 'done', value: serialize(work()) });
  } catch (error) {
    if (error instanceof SelatError) {
      const { reason, message, facts } = error;
      post({ kind: 'refused', reason, message, facts });
    } else {
      post({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}

/** Stands still until the main thread has counted the hit: it may end the process there. */
function waitingProbe(cell: Int32Array): Probe {
  return {
    hit(point) {
      post({ kind: 'hit', point });
      Atomics.wait(cell, 0, 0);
      Atomics.store(cell, 0, 0);
    },
  };
}
