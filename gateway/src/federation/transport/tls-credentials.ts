/**
 * TLS 1.3 with certificates that are read anew: by the server after every change, by a channel for every connection.
 *
 * grpc-js has certificate providers for the same end, but its credentials over them cannot carry `minVersion`, and its
 * server passes each update to `setSecureContext`, which resets the minimum to TLS 1.2. So both are written out here.
 */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type PeerCertificate,
  type SecureContextOptions,
} from 'node:tls';
import {
  type CallCredentials,
  ChannelCredentials,
  credentials,
  type experimental,
  ServerCredentials,
} from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';
import type { Clock } from '@selat/sdk/keys';
import { certificateProblem, usableCas } from './peer-certificate.js';
import type { IdentityStore, PinnedPeer, PinStore } from './pin-store.js';

const MIN_VERSION = 'TLSv1.3';

/** Longest TLS handshake, milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Credentials of a server that ends the handshake with every client whose certificate no pinned peer's CA issued.
 * A change of pins or identity holds for handshakes after it and leaves connections alone.
 */
export class PinnedServerCredentials extends ServerCredentials {
  readonly #pins: PinStore;
  readonly #identity: IdentityStore;

  constructor(pins: PinStore, identity: IdentityStore) {
    const handshake = { requestCert: true, rejectUnauthorized: true, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
    super(handshake, serverContext(pins, identity));
    this.#pins = pins;
    this.#identity = identity;
  }

  /**
   * Takes over the pins and the identity of now.
   *
   * @throws SelatError CERTIFICATE_INVALID where they cannot be used; the server then goes on with those before
   */
  refresh(): void {
    this.updateSecureContextOptions(serverContext(this.#pins, this.#identity));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function serverContext(pins: PinStore, identity: IdentityStore): SecureContextOptions {
  const { certPem, keyPem } = identity.current();
  // An empty list trusts nobody; absent, Node would trust the public authorities. One peer's bad PEM must not keep out
  // all others, so it is left out: that peer alone is refused.
  const ca = pins.peers().flatMap(({ caPem }) => caTexts(caPem));
  const context = { ca, cert: certPem, key: keyPem, minVersion: MIN_VERSION } as const;
  try {
    createSecureContext(context);
  } catch (cause) {
    const why = 'certificate and private key of this node do not form a pair';
    throw new SelatError('CERTIFICATE_INVALID', `cannot serve TLS: ${why}`, { why }, { cause });
  }
  return context;
}

function caTexts(caPem: string): string[] {
  return usableCas(caPem).map((ca) => ca.toString());
}

/** Credentials of a channel to one peer: its CA, its pins, its name, and this node's certificate of the moment. */
export class PeerChannelCredentials extends ChannelCredentials {
  readonly #options: () => ConnectionOptions;

  constructor(peer: PinnedPeer, identity: IdentityStore, clock: Clock) {
    super();
    this.#options = () => {
      const { certPem, keyPem } = identity.current();
      return {
        ca: caTexts(peer.caPem),
        cert: certPem,
        key: keyPem,
        minVersion: MIN_VERSION,
        servername: peer.exchangeId,
        ALPNProtocols: ['h2'],
        // Stated, because the environment can turn the default off.
        rejectUnauthorized: true,
        checkServerIdentity: (_host, certificate) => serverProblem(certificate, peer, clock),
      };
    };
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    _target: unknown,
    _options: unknown,
    callCredentials?: CallCredentials,
  ): experimental.SecureConnector {
    return {
      connect: (socket) => secure(socket, this.#options()),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => callCredentials ?? credentials.createEmpty(),
      destroy: () => {},
    };
  }
}

/** Runs after the chain was verified; what it returns ends the handshake and is the error of the connection. */
function serverProblem(certificate: PeerCertificate, peer: PinnedPeer, clock: Clock): Error | undefined {
  const problem = certificateProblem(new X509Certificate(certificate.raw), peer, clock());
  return problem === undefined ? undefined : new Error(`server certificate refused: ${problem}`);
}

function secure(socket: Socket, options: ConnectionOptions): Promise<experimental.SecureConnectResult> {
  return new Promise((resolve, reject) => {
    const tls = connect({ socket, ...options }, () => {
      if (tls.authorized) resolve({ socket: tls, secure: true });
      else reject(tls.authorizationError);
    });
    tls.on('error', reject);
    tls.once('close', () => reject(new Error('connection closed during the TLS handshake')));
  });
}
