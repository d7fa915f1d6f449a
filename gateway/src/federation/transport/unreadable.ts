/** Requests that cannot be decoded: grpc-js would answer INTERNAL without details, below every interceptor. */
import type { ServiceDefinition } from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';

/** Stands for a request whose bytes are no message of its type, until admission refuses it. */
export class Unreadable {
  readonly error: SelatError;

  constructor(path: string, cause: unknown) {
    const message = `cannot serve ${path}: the bytes of the request are no message of its type`;
    this.error = new SelatError('REQUEST_INVALID', message, { method: path }, { cause });
  }
}

/** The same service, whose methods decode what is no message to `Unreadable`. */
export function withUnreadable(definition: ServiceDefinition): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      try {
        return method.requestDeserialize(bytes);
      } catch (cause) {
        return new Unreadable(method.path, cause);
      }
    };
    return [name, { ...method, requestDeserialize }] as const;
  });
  return Object.fromEntries(methods);
}
