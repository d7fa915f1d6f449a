/** The port of a gRPC server, with every connection in hand: what a peer leaves open can be cut off. */
import { createServer, type Socket } from 'node:net';
import type { ConnectionInjector, Server, ServerCredentials } from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';

/** Where to listen. */
export interface ListenOptions {
  /** `host:port`; port 0 takes a free one. */
  readonly address: string;
  /** Configuration key of the address, for the error. */
  readonly key?: string;
}

/** A port that takes connections. */
export interface Listening {
  /** The bound port. */
  readonly port: number;
  /** Takes no new connections, waits `graceMs` for the calls on those that are open, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

/** Time between two looks for connections whose handshake ended after the closing began, milliseconds. */
const SWEEP_MS = 100;

/**
 * Listens for a server. The library's own listener is not used: when it closes it waits, without end, for a connection whose handshake
 * was under way, and for a client that does not close its side.
 * @throws SelatError LISTEN_FAILED
 */
export async function listenFor(
  server: Server,
  options: ListenOptions,
  credentials: ServerCredentials,
): Promise<Listening> {
  const injector = server.createConnectionInjector(credentials);
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // What breaks before the handshake is nobody's failure.
    socket.on('error', () => undefined);
    injector.injectConnection(socket);
  });
  const port = await bind(listener, options);
  return {
    port,
    close: async (graceMs) => {
      await drained(listener, injector, sockets, graceMs);
      server.forceShutdown();
    },
  };
}

function drained(
  listener: ReturnType<typeof createServer>,
  injector: ConnectionInjector,
  sockets: ReadonlySet<Socket>,
  graceMs: number,
): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => injector.drain(graceMs), SWEEP_MS);
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, graceMs);
    listener.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    injector.drain(graceMs);
  });
}

/** What the operator is told of the commonest faults. */
const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process has the port',
  EACCES: 'this user may not use the port',
  EADDRNOTAVAIL: 'this machine has no such address',
};

function bind(listener: ReturnType<typeof createServer>, { address, key = 'address' }: ListenOptions): Promise<number> {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  return new Promise((resolve, reject) => {
    // For good: once it listens, a connection that could not be taken must not end the process.
    listener.on('error', (cause: NodeJS.ErrnoException) => {
      const why = WHY[cause.code ?? ''] ?? cause.message;
      const message = `cannot listen on ${address} (${key}): ${why}`;
      reject(new SelatError('LISTEN_FAILED', message, { address, key, why }, { cause }));
    });
    listener.listen({ host, port: Number(port) }, () => {
      const bound = listener.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : Number(port));
    });
  });
}
