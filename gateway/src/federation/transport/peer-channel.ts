/** Calls to one peer: its server is verified by CA, pin and name, and every call says which protocol version it speaks. */
import {
  Channel,
  type ChannelCredentials,
  type ClientOptions,
  connectivityState,
  InterceptingCall,
  type Interceptor,
  status,
} from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';
import type { Clock } from '@selat/sdk/keys';
import { PROTOCOL_KEY } from './admission.js';
import {
  DEFAULT_LIMITS,
  type IdentityStore,
  limitOptions,
  type PinnedPeer,
  type TransportLimits,
} from './pin-store.js';
import { PeerChannelCredentials } from './tls-credentials.js';

/** Default time for an answer to a single request, milliseconds. */
export const DEFAULT_DEADLINE_MS = 30_000;

/** First pause between two attempts to connect, milliseconds: a peer that only restarts is back within a second. */
const FIRST_BACKOFF_MS = 100;
/** Longest pause between two attempts to connect, milliseconds: an outage is noticed as over within it. */
const MAX_BACKOFF_MS = 10_000;

/** What a channel needs. */
export interface PeerChannelOptions extends PinnedPeer {
  /** `host:port` of the peer's FederationService. */
  readonly address: string;
  readonly identity: IdentityStore;
  /** Protocol version that the calls name. */
  readonly protocol: string;
  readonly clock: Clock;
  readonly limits?: TransportLimits;
  /** For calls that bring none of their own; streams of requests or answers have none unless they bring it. */
  readonly deadlineMs?: number;
}

/** Constructor of a generated client, such as `FederationServiceClient`. */
export type ClientConstructor<Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: Partial<ClientOptions>,
) => Client;

/** A channel that connects when first used and again after every loss. */
export interface PeerChannel {
  readonly exchangeId: string;
  /** Makes a client of a service over this channel. Its calls throw PEER_UNREACHABLE once the connection was ended here. */
  client<Client>(Service: ClientConstructor<Client>): Client;
  /** Ends the pause after failed attempts to connect: the next call tries at once. Where none failed, nothing changes. */
  endPause(): void;
  /** Ends the connection and every call on it. */
  close(): void;
}

/**
 * Opens a channel to one peer. The pins and the CA are fixed for its life: after a change of them close it and open
 * another. The own certificate is read anew for every connection.
 */
export function openPeerChannel(options: PeerChannelOptions): PeerChannel {
  const { address, exchangeId, identity, clock, protocol } = options;
  const credentials = new PeerChannelCredentials(options, identity, clock);
  // The scheme is stated, so that an address out of a peer's descriptor cannot choose another one.
  const open = () =>
    new Channel(`dns:${address}`, credentials, {
      ...limitOptions(options.limits ?? DEFAULT_LIMITS),
      'grpc.default_authority': exchangeId,
      'grpc.initial_reconnect_backoff_ms': FIRST_BACKOFF_MS,
      'grpc.max_reconnect_backoff_ms': MAX_BACKOFF_MS,
      // Neither DNS nor the environment decides how calls to a peer are made.
      'grpc.service_config_disable_resolution': 1,
      'grpc.enable_http_proxy': 0,
      'grpc.use_local_subchannel_pool': 1,
    });
  let channel = open();
  const openCalls = new Set<InterceptingCall>();
  const interceptors = [noteOpen(openCalls), callDefaults(protocol, clock, options.deadlineMs ?? DEFAULT_DEADLINE_MS)];
  return {
    exchangeId,
    client: (Service) => {
      const own = [requireOpen(exchangeId, channel), ...interceptors];
      return new Service(address, credentials, { channelOverride: channel, interceptors: own });
    },
    endPause: () => {
      if (channel.getConnectivityState(false) !== connectivityState.TRANSIENT_FAILURE) return;
      channel.close();
      channel = open();
    },
    close: () => {
      channel.close();
      // The library lets calls under way go on, and whoever stops would wait for a peer that never answers.
      for (const call of openCalls) call.cancelWithStatus(status.UNAVAILABLE, ENDED_HERE);
    },
  };
}

const ENDED_HERE = 'the connection was ended here';

/** Keeps the calls that have no status yet. */
function noteOpen(calls: Set<InterceptingCall>): Interceptor {
  return (options, nextCall) => {
    const call: InterceptingCall = new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) => {
        calls.add(call);
        next(metadata, {
          onReceiveStatus: (received, pass) => {
            calls.delete(call);
            pass(received);
          },
        });
      },
    });
    return call;
  };
}

/** The library throws an error of no type for a call on a channel that was closed, and a close may come at any moment. */
function requireOpen(peer: string, channel: Channel): Interceptor {
  return (options, nextCall) => {
    if (channel.getConnectivityState(false) === connectivityState.SHUTDOWN) {
      const message = `cannot reach ${peer}: the connection to it was ended here, to make way for another or to stop`;
      throw new SelatError('PEER_UNREACHABLE', message, { peer });
    }
    return new InterceptingCall(nextCall(options));
  };
}

function callDefaults(protocol: string, clock: Clock, deadlineMs: number): Interceptor {
  return (options, nextCall) => {
    const { requestStream, responseStream } = options.method_definition;
    const bounded =
      requestStream || responseStream ? options : { ...options, deadline: options.deadline ?? clock() + deadlineMs };
    return new InterceptingCall(nextCall(bounded), {
      start: (metadata, listener, next) => {
        metadata.set(PROTOCOL_KEY, protocol);
        next(metadata, listener);
      },
    });
  };
}
