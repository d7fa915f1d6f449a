/** Requests that cannot be decoded, or are too large: grpc-js would answer without details, below every interceptor. */
import type { ServiceDefinition } from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';

/** Stands for a request whose bytes are no message of its type, until admission refuses it. */
export class Unreadable {
  readonly error: SelatError;

  constructor(error: SelatError) {
    this.error = error;
  }
}

function malformed(path: string, cause: unknown): SelatError {
  const message = `cannot serve ${path}: the bytes of the request are no message of its type`;
  return new SelatError('REQUEST_INVALID', message, { method: path }, { cause });
}

function tooLarge(path: string, observed: number, limit: number): SelatError {
  const message = `cannot serve ${path}: the request has ${observed} bytes, ${limit} are allowed`;
  return new SelatError('MESSAGE_TOO_LARGE', message, { method: path, observed: `${observed}`, limit: `${limit}` });
}

/** The same service, whose methods decode what is no message, or has more than `maxBytes`, to `Unreadable`. [OPS-3] */
export function withUnreadable(definition: ServiceDefinition, maxBytes: number): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      if (bytes.length > maxBytes) return new Unreadable(tooLarge(method.path, bytes.length, maxBytes));
      try {
        return method.requestDeserialize(bytes);
      } catch (cause) {
        return new Unreadable(malformed(method.path, cause));
      }
    };
    return [name, { ...method, requestDeserialize }] as const;
  });
  return Object.fromEntries(methods);
}
