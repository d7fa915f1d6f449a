/** What the transport needs to know of peers and of this node, as ports: both change while the gateway runs. */

/** A peer as the agreement or its first contact pinned it. */
export interface PinnedPeer {
  readonly exchangeId: string;
  /** PEM of the peer's operator CA; several certificates while the CA is replaced. */
  readonly caPem: string;
  /** `sha256:<hex>` of the SubjectPublicKeyInfo of each leaf in use, see `certificatePin`. */
  readonly pins: readonly string[];
}

/** Certificate chain and private key of this node, both PEM. */
export interface TlsIdentity {
  readonly certPem: string;
  readonly keyPem: string;
}

/** The peers that may connect. */
export interface PinStore {
  /** Every peer whose pins are in force now. */
  peers(): readonly PinnedPeer[];
  /** Calls `changed` after each change; the returned function stops that. */
  onChange(changed: () => void): () => void;
}

/** The certificate of this node. */
export interface IdentityStore {
  current(): TlsIdentity;
  /** Calls `changed` after each change; the returned function stops that. */
  onChange(changed: () => void): () => void;
}

/** Sizes and times of the transport, the same for servers and channels. */
export interface TransportLimits {
  /** Largest message in either direction, bytes. */
  readonly maxMessageBytes: number;
  /** Most calls at once on one connection. */
  readonly maxConcurrentStreams: number;
  /** Silence after which a ping is sent, milliseconds. */
  readonly keepaliveTimeMs: number;
  /** Longest wait for its answer, milliseconds; then the connection is dropped and opened again. */
  readonly keepaliveTimeoutMs: number;
}

/** A message holds one document of up to 1 MiB with room for a batch; a dead connection shows within 40 s. */
export const DEFAULT_LIMITS: TransportLimits = {
  maxMessageBytes: 4_194_304,
  maxConcurrentStreams: 256,
  keepaliveTimeMs: 30_000,
  keepaliveTimeoutMs: 10_000,
};

/** The limits as options of grpc-js. */
export function limitOptions(limits: TransportLimits): Record<string, number> {
  return {
    'grpc.max_receive_message_length': limits.maxMessageBytes,
    'grpc.max_send_message_length': limits.maxMessageBytes,
    'grpc.max_concurrent_streams': limits.maxConcurrentStreams,
    'grpc.keepalive_time_ms': limits.keepaliveTimeMs,
    'grpc.keepalive_timeout_ms': limits.keepaliveTimeoutMs,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.enable_channelz': 0,
  };
}
