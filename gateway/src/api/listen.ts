/** Starts and stops an HTTP server. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { SelatError } from '@selat/sdk/errors';
import { type HostPort, toHostPort } from '../config/config.js';

/** A server that listens. */
export interface Listener {
  /** `host:port` really listened on; the port is never 0. */
  readonly address: string;
  /** Takes no more connections, waits for requests in flight at most `graceMs`, then cuts them off. Once is enough. */
  close(graceMs?: number): Promise<void>;
}

/** Longest time for the headers of a request, and for the whole of it, milliseconds. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 120_000;
const DEFAULT_GRACE_MS = 5000;

/** @param key configuration key of the address, for the error @throws SelatError LISTEN_FAILED */
export async function listen(handler: RequestListener, at: HostPort, key: string): Promise<Listener> {
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailed(error, at, key)));
    server.listen(at.port, at.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : at.port;
  return {
    address: toHostPort({ host: at.host, port }),
    close: (graceMs = DEFAULT_GRACE_MS) => close(server, graceMs),
  };
}

/** The failure to listen, naming the key to change. For every server of the gateway. [CFG-4] */
export function listenFailed(error: unknown, at: HostPort, key: string): SelatError {
  // grpc-js has the code of the system in its message only.
  const said = error instanceof Error ? `${'code' in error ? error.code : ''} ${error.message}` : String(error);
  const code = /\bE[A-Z]{4,}\b/.exec(said)?.[0];
  const why = WHY[code ?? ''] ?? `the system says ${code ?? 'no more'}`;
  const address = toHostPort(at);
  const facts = { address, key, code: code ?? 'unknown' };
  return new SelatError('LISTEN_FAILED', `cannot listen on ${address} (${key}): ${why}`, facts, { cause: error });
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process has the port',
  EACCES: 'this user may not use the port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'the host name is not known',
};

async function close(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}
