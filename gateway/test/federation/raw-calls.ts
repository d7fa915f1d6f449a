/** Calls of any method with any certificate, and the status that comes back: code and ErrorInfo, nothing interpreted. */
import type { Readable } from 'node:stream';
import {
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { PROTOCOL_VERSION } from '../../src/config/index.js';
import { decodeStatus } from '../../src/federation/transport/google-rpc.js';
import type { TlsIdentity } from '../../src/federation/transport/index.js';
import { openChannel, targetOf } from '../support/hand-link.js';
import type { TestNode } from '../support/running-node.js';

/** What a call ended with. */
export interface Outcome {
  readonly code: string;
  /** Reason of the ErrorInfo; absent where there is none. */
  readonly reason?: string;
  readonly domain?: string;
}

export type Method = MethodDefinition<object, object>;

/** Every method of a service, by the name of its generated client. */
export function methodsOf(service: ServiceDefinition): [name: string, method: Method][] {
  return Object.entries(service).map(([name, method]) => [name, method as Method]);
}

/** Calls anything. */
export class RawClient extends Client {
  /** Sends one request, ends its side and waits for the end. */
  invoke(method: Method, request: object | undefined, metadata = new Metadata()): Promise<Outcome> {
    const { path, requestSerialize, responseDeserialize } = method;
    const bytes = request === undefined ? [] : [requestSerialize(request)];
    return this.send(path, bytes, method, metadata, responseDeserialize);
  }

  /** Sends bytes as they are. */
  send(
    path: string,
    requests: readonly Buffer[],
    kind: Pick<Method, 'requestStream' | 'responseStream'>,
    metadata = new Metadata(),
    read: (bytes: Buffer) => unknown = (bytes) => bytes,
  ): Promise<Outcome> {
    const same = (bytes: Buffer) => bytes;
    return new Promise((resolve) => {
      const deadline = Date.now() + 20_000;
      const done = (error: ServiceError | null) => resolve(error === null ? { code: 'OK' } : outcomeOf(error));
      if (!kind.requestStream && !kind.responseStream) {
        this.makeUnaryRequest(path, same, read, requests[0] ?? Buffer.alloc(0), metadata, { deadline }, done);
        return;
      }
      if (!kind.requestStream) {
        const call = this.makeServerStreamRequest(path, same, read, requests[0] ?? Buffer.alloc(0), metadata, {
          deadline,
        });
        listen(call, done);
        return;
      }
      const call = this.makeBidiStreamRequest(path, same, read, metadata, { deadline });
      listen(call, done);
      for (const request of requests) call.write(request);
      call.end();
    });
  }
}

/** Reads a stream to its end and forgets what it says. */
function listen(stream: Readable, done: (error: ServiceError | null) => void): void {
  stream.on('data', () => undefined);
  stream.on('error', (error: ServiceError) => done(error));
  stream.on('end', () => done(null));
}

function outcomeOf({ code, metadata }: ServiceError): Outcome {
  const [details] = metadata?.get('grpc-status-details-bin') ?? [];
  const name = status[code] ?? String(code);
  if (!Buffer.isBuffer(details)) return { code: name };
  const { errorInfo } = decodeStatus(details);
  return errorInfo === undefined ? { code: name } : { code: name, reason: errorInfo.reason, domain: errorInfo.domain };
}

/** A caller with a certificate, as a gateway calls. */
export async function rawClient(node: TestNode, tls: TlsIdentity, address?: string): Promise<RawClient> {
  return (await openChannel(node, tls, address)).client(RawClient);
}

/** A caller that shows no certificate. */
export async function bareClient(node: TestNode, address?: string): Promise<RawClient> {
  const target = await targetOf(node, address);
  const bare = credentials.createSsl(Buffer.from(target.caPem), null, null, { checkServerIdentity: () => undefined });
  return new RawClient(target.address, bare, { 'grpc.ssl_target_name_override': node.made.exchange });
}

/** The protocol version that a call must name; a raw client of a channel names it by itself. */
export function protocolMetadata(version = PROTOCOL_VERSION): Metadata {
  const metadata = new Metadata();
  metadata.set('selat-protocol', version);
  return metadata;
}
