import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { SelatError } from '@selat/sdk/errors';
import type { Probe } from '../domain/ports.js';
import { NO_PROBE } from '../log/probe.js';
import { type CallName, type DurableCalls, type DurableOptions, openDurable } from './durable-side.js';
import type { CallMessage, ThreadData, ThreadMessage } from './durable-thread.js';

/** Asks the durable side; answers come in the order of the calls. */
export type AskDurable = <N extends CallName>(
  name: N,
  argument: DurableCalls[N]['takes'],
) => Promise<DurableCalls[N]['gives']>;

/**
 * Starts the durable side: in a worker thread where this module is compiled, else (run from its TypeScript source,
 * which Node cannot start a thread from) in this thread, behind the same calls.
 */
export async function startDurable(options: DurableOptions, probe: Probe): Promise<AskDurable> {
  return import.meta.url.endsWith('.js') ? startThread(options, probe) : startHere(options, probe);
}

function startHere(options: DurableOptions, probe: Probe): AskDurable {
  const durable = openDurable(options, probe);
  return async (name, argument) => durable(name, argument);
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

async function startThread(options: DurableOptions, probe: Probe): Promise<AskDurable> {
  const seen = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: ThreadData = probe === NO_PROBE ? { options } : { options, seen };
  const worker = new Worker(new URL('./durable-thread.js', import.meta.url), { workerData });
  const waiting: Waiting[] = [];
  let gone: Error | undefined;
  const next = () => new Promise<unknown>((resolve, reject) => void waiting.push({ resolve, reject }));
  const stop = (error: Error) => {
    gone ??= error;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  worker.on('error', stop);
  worker.on('exit', () => stop(new Error('the writing thread has ended')));
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind !== 'hit') return settle(message, waiting.shift());
    probe.hit(message.point);
    Atomics.store(seen, 0, 1);
    Atomics.notify(seen, 0);
  });
  await next();
  return async (name, argument) => {
    if (gone !== undefined) throw gone;
    const bytes = serialize(argument);
    const call: CallMessage = { name, argument: bytes };
    const answer = next();
    worker.postMessage(call, [bytes.buffer as ArrayBuffer]);
    return (await answer) as DurableCalls[typeof name]['gives'];
  };
}

function settle(message: Exclude<ThreadMessage, { kind: 'hit' }>, waiting: Waiting | undefined): void {
  switch (message.kind) {
    case 'done':
      waiting?.resolve(deserialize(message.value));
      break;
    case 'refused':
      waiting?.reject(new SelatError(message.reason, message.message, message.facts));
      break;
    default:
      waiting?.reject(new Error(message.message));
  }
}
