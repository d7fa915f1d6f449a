/** A gRPC client that sends any bytes to any method over mutual TLS, and says exactly what came back. */
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type ErrorDetails, parseErrorDetails } from './google-rpc.js';

/** Where to call, and as whom. */
export interface RawClientOptions {
  /** `host:port`. */
  readonly address: string;
  /** Name that the server's certificate must have: the exchange id. */
  readonly serverName: string;
  readonly serverCaPem: string;
  /** Certificate and key that the caller shows; absent = none. */
  readonly certPem?: string;
  readonly keyPem?: string;
  readonly deadlineMs: number;
}

/** One finished call. */
export interface RawAnswer {
  /** Name of the gRPC code, such as `OK`. */
  readonly code: string;
  readonly message: string;
  /** Response messages as received; a unary call has one, or none where it failed. */
  readonly messages: readonly Buffer[];
  readonly details?: ErrorDetails;
  /** Whether no call reached the server's interceptors: the connection itself was refused. */
  readonly isUnconnected: boolean;
}

/** Metadata of a call: name and value. */
export type RawMetadata = readonly (readonly [string, string])[];

/** When a streaming caller has had enough. */
export interface StreamOptions {
  /** Milliseconds since 1970, of this machine. */
  readonly now: number;
  /** Whether the caller ends its side after these answers; asked before the first one too. */
  readonly isEnough: (answers: readonly Buffer[]) => boolean;
}

const asIs = (bytes: Buffer): Buffer => bytes;

function codeName(code: number): string {
  return status[code] ?? String(code);
}

function toAnswer(error: ServiceError | null, messages: readonly Buffer[]): RawAnswer {
  if (error === null) return { code: 'OK', message: '', messages, isUnconnected: false };
  const [trailer] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const details = Buffer.isBuffer(trailer) ? parseErrorDetails(trailer) : undefined;
  const isUnconnected = error.code === status.UNAVAILABLE && trailer === undefined;
  const answer = { code: codeName(error.code), message: error.details, messages, isUnconnected };
  return details === undefined ? answer : { ...answer, details };
}

function toMetadata(entries: RawMetadata): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of entries) metadata.add(key, value);
  return metadata;
}

/** One caller. */
export class RawClient {
  readonly #client: Client;
  readonly #deadlineMs: number;

  constructor({ address, serverName, serverCaPem, certPem, keyPem, deadlineMs }: RawClientOptions) {
    const key = keyPem === undefined ? null : Buffer.from(keyPem);
    const certificate = certPem === undefined ? null : Buffer.from(certPem);
    const tls = credentials.createSsl(Buffer.from(serverCaPem), key, certificate);
    this.#client = new Client(address, tls, {
      'grpc.ssl_target_name_override': serverName,
      'grpc.default_authority': serverName,
      'grpc.enable_http_proxy': 0,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.max_receive_message_length': 64 * 1024 * 1024,
    });
    this.#deadlineMs = deadlineMs;
  }

  /** Sends one message and takes one. Never throws for what the server says. @param now of this machine */
  unary(path: string, request: Buffer, metadata: RawMetadata, now: number): Promise<RawAnswer> {
    return new Promise((resolve) => {
      const options = { deadline: now + this.#deadlineMs };
      this.#client.makeUnaryRequest(path, asIs, asIs, request, toMetadata(metadata), options, (error, response) => {
        resolve(toAnswer(error, response === undefined ? [] : [response]));
      });
    });
  }

  /** Sends messages over a stream and takes the answers until the server ends it. Never throws for what the server says. */
  stream(
    path: string,
    requests: readonly Buffer[],
    metadata: RawMetadata,
    { now, isEnough }: StreamOptions,
  ): Promise<RawAnswer> {
    return new Promise((resolve) => {
      const deadline = now + this.#deadlineMs;
      const call = this.#client.makeBidiStreamRequest(path, asIs, asIs, toMetadata(metadata), { deadline });
      const messages: Buffer[] = [];
      const settle = (error: ServiceError | null) => resolve(toAnswer(error, messages));
      call.on('data', (message: Buffer) => {
        messages.push(message);
        if (isEnough(messages)) call.end();
      });
      call.on('error', settle);
      call.on('end', () => settle(null));
      for (const request of requests) call.write(request);
      if (isEnough([])) call.end();
    });
  }

  close(): void {
    this.#client.close();
  }
}
