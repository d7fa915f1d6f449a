/** Turns functions over domain values into grpc-js handlers; nothing but a status of `toStatus` leaves a handler. */
import type { EventEmitter } from 'node:events';
import type { handleUnaryCall, ServerUnaryCall, StatusObject, UntypedServiceImplementation } from '@grpc/grpc-js';
import { type CallPeer, peerOf } from './admission.js';
import { type Incidents, toStatus } from './status.js';

/** Serves one request with one answer. What `run` throws becomes the status of the call. */
export function unary<Request, Response>(
  incidents: Incidents,
  run: (request: Request, peer: CallPeer, call: ServerUnaryCall<Request, Response>) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answer = async () => run(call.request, peerOf(call), call);
    answer().then(
      (response) => callback(null, response),
      (error: unknown) => callback(toStatus(error, incidents)),
    );
  };
}

/** Ends a streaming call with the status of `error`. */
export function failStream(
  call: { emit(event: 'error', status: StatusObject): boolean },
  error: unknown,
  incidents: Incidents,
): void {
  call.emit('error', toStatus(error, incidents));
}

/** A handler of any kind, as far as its failures go: unary kinds have a callback, streaming answers end by an event. */
type AnyHandler = (call: EventEmitter, callback?: (status: StatusObject) => void) => unknown;

/**
 * Wraps handlers so that what they throw, at once or as a promise, ends the call and is reported: grpc-js would drop the
 * cause of the first and let the second end the process.
 */
export function guarded(handlers: UntypedServiceImplementation, incidents: Incidents): UntypedServiceImplementation {
  const guard = (handler: AnyHandler): AnyHandler => {
    return (call, callback) => {
      const fail = (error: unknown) => {
        const answer = toStatus(error, incidents);
        if (callback === undefined) call.emit('error', answer);
        else callback(answer);
      };
      const run = async () => handler(call, callback);
      run().catch(fail);
    };
  };
  const entries = Object.entries(handlers).map(([name, handler]) => [name, guard(handler as AnyHandler)] as const);
  return Object.fromEntries(entries) as UntypedServiceImplementation;
}
