/**
 * grpc.health.v1.Health, for pinned peers: whether this gateway takes calls. Messages are written by hand, since loading
 * their .proto costs more than all of them. https://github.com/grpc/grpc-proto/blob/master/grpc/health/v1/health.proto
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { ServerWritableStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';
import { type Incidents, type MethodTable, type ServedService, unary } from '../transport/index.js';

const STATUSES = { SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } as const;
export type HealthStatus = keyof typeof STATUSES;

const NAME = 'grpc.health.v1.Health';

/** Who may ask: every pinned peer, in any version of Selat or none. [OPS-13] */
export const HEALTH_METHODS: MethodTable = {
  [`/${NAME}/Check`]: { phase: 'any', isForeign: true },
  [`/${NAME}/Watch`]: { phase: 'any', isForeign: true },
};

/** HealthCheckRequest {string service = 1}. */
interface CheckRequest {
  readonly service: string;
}

function decodeRequest(bytes: Uint8Array): CheckRequest {
  const reader = new BinaryReader(bytes);
  let service = '';
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) service = reader.string();
    else reader.skip(wireType, field);
  }
  return { service };
}

/** HealthCheckResponse {ServingStatus status = 1}. */
function encodeStatus(status: HealthStatus): Buffer {
  return Buffer.from(new BinaryWriter().tag(1, WireType.Varint).int32(STATUSES[status]).finish());
}

const codec = {
  requestSerialize: ({ service }: CheckRequest) =>
    Buffer.from(new BinaryWriter().tag(1, WireType.LengthDelimited).string(service).finish()),
  requestDeserialize: decodeRequest,
  responseSerialize: encodeStatus,
  responseDeserialize: (bytes: Buffer) => bytes,
};

const DEFINITION: ServiceDefinition = {
  check: { path: `/${NAME}/Check`, requestStream: false, responseStream: false, ...codec },
  watch: { path: `/${NAME}/Watch`, requestStream: false, responseStream: true, ...codec },
};

type Watcher = ServerWritableStream<CheckRequest, HealthStatus>;

/** The health of the services of one server. `''` stands for the server itself. */
export class Health {
  readonly #services: ReadonlySet<string>;
  readonly #watchers = new Set<Watcher>();
  #phase: 'starting' | 'serving' | 'stopping' = 'starting';

  constructor(services: readonly string[]) {
    this.#services = new Set(['', ...services]);
  }

  /** Whether the server takes work. */
  get isServing(): boolean {
    return this.#phase === 'serving';
  }

  /** Says SERVING from now on, and tells those who watch. */
  start(): void {
    this.#phase = 'serving';
    for (const watcher of this.#watchers) watcher.write(this.#statusOf(watcher.request.service));
  }

  /** Says NOT_SERVING from now on, tells those who watch, and ends their streams. */
  stop(): void {
    this.#phase = 'stopping';
    for (const watcher of this.#watchers) {
      watcher.write(this.#statusOf(watcher.request.service));
      watcher.end();
    }
    this.#watchers.clear();
  }

  service(incidents: Incidents): ServedService {
    const handlers: UntypedServiceImplementation = {
      check: unary(incidents, async ({ service }: CheckRequest) => {
        if (this.#services.has(service)) return this.#statusOf(service);
        const name = service.slice(0, 256);
        const message = `cannot tell the health of service ${name}: this server has no such service`;
        throw new SelatError('SERVICE_UNKNOWN', message, { service: name });
      }),
      watch: (call: Watcher) => {
        call.write(this.#statusOf(call.request.service));
        if (this.#phase === 'stopping') return void call.end();
        this.#watchers.add(call);
        for (const event of ['cancelled', 'close', 'error']) call.once(event, () => this.#watchers.delete(call));
      },
    };
    return { definition: DEFINITION, handlers };
  }

  #statusOf(service: string): HealthStatus {
    if (!this.#services.has(service)) return 'SERVICE_UNKNOWN';
    return this.isServing ? 'SERVING' : 'NOT_SERVING';
  }
}
