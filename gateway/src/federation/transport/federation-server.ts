/** The gRPC server that peers reach: mutual TLS 1.3 with pins that change while it runs, and admission of every call. */
import { Server, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Admission, type AdmissionRules } from './admission.js';
import { guarded } from './handlers.js';
import { type Listening, type ListenOptions, listenFor } from './listening.js';
import { DEFAULT_LIMITS, type IdentityStore, limitOptions, type TransportLimits } from './pin-store.js';
import type { Incidents } from './status.js';
import { PinnedServerCredentials } from './tls-credentials.js';
import { withUnreadable } from './unreadable.js';

/** One service and its handlers. */
export interface ServedService {
  readonly definition: ServiceDefinition;
  readonly handlers: UntypedServiceImplementation;
}

/** What the server needs. */
export interface FederationServerOptions extends AdmissionRules, ListenOptions {
  readonly identity: IdentityStore;
  readonly services: readonly ServedService[];
  readonly limits?: TransportLimits;
}

/** A listening server. */
export type FederationServer = Listening;

/**
 * Opens the server. A client without a certificate of a pinned peer's CA fails in the handshake; what a call may do after
 * it is decided by `Admission`. Changes of pins and identity hold for the next handshake; open calls of a peer whose pin
 * went away are ended at once, those of others are not touched.
 *
 * @throws SelatError LISTEN_FAILED where the address cannot be bound
 */
export async function openFederationServer(options: FederationServerOptions): Promise<FederationServer> {
  requireKnownMethods(options);
  const admission = new Admission(options);
  const credentials = new PinnedServerCredentials(options.pins, options.identity);
  const limits = options.limits ?? DEFAULT_LIMITS;
  const server = new Server({
    ...limitOptions(limits),
    // Up to here the refusal says the limit; above, grpc-js stops reading.
    'grpc.max_receive_message_length': limits.maxMessageBytes * 2,
    interceptors: [admission.interceptor],
  });
  for (const { definition, handlers } of options.services) {
    server.addService(withUnreadable(definition, limits.maxMessageBytes), guarded(handlers, options.incidents));
  }
  const listening = await listenFor(server, options, credentials);
  const refresh = () => reporting(options.incidents, () => credentials.refresh());
  const stops = [
    options.pins.onChange(() => {
      refresh();
      admission.recheck();
    }),
    options.identity.onChange(refresh),
  ];
  // A change between the first reading and the subscription would otherwise be lost.
  refresh();
  return {
    port: listening.port,
    close: (graceMs) => {
      for (const stop of stops) stop();
      return listening.close(graceMs);
    },
  };
}

/** A store that tells of a change is not the one to handle what cannot be used in it. */
function reporting(incidents: Incidents, act: () => void): void {
  try {
    act();
  } catch (error) {
    incidents.report(incidents.random(8).toString('hex'), error);
  }
}

/** A rule for a method that no service has is a mistake in the table. */
function requireKnownMethods({ methods, services }: FederationServerOptions): void {
  const paths = new Set(services.flatMap(({ definition }) => Object.values(definition).map(({ path }) => path)));
  const unknown = Object.keys(methods).find((path) => !paths.has(path));
  if (unknown !== undefined) throw new Error(`the method table names ${unknown}, which no service defines`);
}
