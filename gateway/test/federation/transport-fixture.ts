/** Certificates of a small world, a service of raw bytes, and stores that change: what the transport tests are made of. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Client, type ServerDuplexStream, type ServiceDefinition, type ServiceError } from '@grpc/grpc-js';
import type { SelatError } from '@selat/sdk/errors';
import {
  certificatePin,
  createCertificateRequest,
  createOperatorCa,
  issueCertificate,
} from '@selat/sdk/keys/certificates';
import {
  type FederationServer,
  type FederationServerOptions,
  failStream,
  type IdentityStore,
  openFederationServer,
  openPeerChannel,
  type PeerChannel,
  type PeerChannelOptions,
  type PinnedPeer,
  type PinStore,
  parseStatus,
  peerOf,
  type TlsIdentity,
  unary,
} from '../../src/federation/transport/index.js';
import { nextTlsKey } from '../support/cheap-keys.js';

const DAY = 86_400_000;
export const random = (bytes: number) => randomBytes(bytes);
export const now = () => Date.now();

/** An exchange: its CA, its TLS key, and the certificate in use. */
export interface Exchange {
  readonly exchangeId: string;
  readonly caKeyPem: string;
  readonly caPem: string;
  readonly keyPem: string;
  readonly certPem: string;
}

export async function makeExchange(exchangeId: string): Promise<Exchange> {
  const [caKeyPem, keyPem] = await Promise.all([nextTlsKey(), nextTlsKey()]);
  const validity = { notBefore: now() - 10 * DAY, notAfter: now() + 10 * DAY };
  const caPem = createOperatorCa({ keyPem: caKeyPem, exchangeId, ...validity }, random);
  const exchange = { exchangeId, caKeyPem, caPem, keyPem, certPem: '' };
  return { ...exchange, certPem: certify(exchange) };
}

/** Issues a certificate under the CA of `exchange`; the test names only what differs. */
export function certify(
  exchange: Exchange,
  differing: { exchangeId?: string; keyPem?: string; notBefore?: number; notAfter?: number } = {},
): string {
  const { exchangeId = exchange.exchangeId, keyPem = exchange.keyPem } = differing;
  const input = {
    requestPem: createCertificateRequest({ keyPem, exchangeId }),
    caCertificatePem: exchange.caPem,
    caKeyPem: exchange.caKeyPem,
    exchangeId,
    notBefore: differing.notBefore ?? now() - DAY,
    notAfter: differing.notAfter ?? now() + DAY,
  };
  return issueCertificate(input, random);
}

export const pinned = ({ exchangeId, caPem, certPem }: Exchange): PinnedPeer => ({
  exchangeId,
  caPem,
  pins: [certificatePin(certPem)],
});

/** A store whose value the test replaces. */
class Changing<T> {
  value: T;
  readonly #listeners = new Set<() => void>();
  constructor(value: T) {
    this.value = value;
  }
  replace(value: T): void {
    this.value = value;
    for (const changed of this.#listeners) changed();
  }
  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }
}
export class Pins extends Changing<readonly PinnedPeer[]> implements PinStore {
  peers(): readonly PinnedPeer[] {
    return this.value;
  }
}
export class Identity extends Changing<TlsIdentity> implements IdentityStore {
  current(): TlsIdentity {
    return this.value;
  }
}

const bytes = (value: Buffer) => value;
const method = (name: string, stream: boolean) => ({
  path: `/selat.test.Echo/${name}`,
  requestStream: stream,
  responseStream: stream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
export const ECHO = {
  whoami: method('WhoAmI', false),
  fail: method('Fail', false),
  explode: method('Explode', false),
  reject: method('Reject', false),
  silent: method('Silent', false),
  unlisted: method('Unlisted', false),
  agreed: method('Agreed', false),
  chat: method('Chat', true),
} as const satisfies ServiceDefinition;

/** A client of ECHO, and of any other path. */
export class EchoClient extends Client {
  /** Calls a unary method; resolves to the text of the answer. */
  ask(path: string = ECHO.whoami.path, text = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      this.makeUnaryRequest(path, bytes, bytes, Buffer.from(text), (error: ServiceError | null, answer?: Buffer) => {
        if (error === null) resolve(String(answer));
        else reject(error);
      });
    });
  }
  chat() {
    return this.makeBidiStreamRequest<Buffer, Buffer>(ECHO.chat.path, bytes, bytes);
  }
}

/** One server, its channels, and what it reported; `close` ends them all. */
export class World {
  readonly reported: unknown[] = [];
  readonly served: string[] = [];
  readonly incidents = { random, report: (_id: string, error: unknown) => this.reported.push(error) };
  readonly #channels: PeerChannel[] = [];
  readonly #servers: FederationServer[] = [];

  async serve(server: Exchange, overrides: Partial<FederationServerOptions> = {}): Promise<FederationServer> {
    const opened = await openFederationServer({
      address: '127.0.0.1:0',
      identity: new Identity(server),
      pins: new Pins([]),
      services: [{ definition: ECHO, handlers: this.#handlers() }],
      methods: {
        [ECHO.whoami.path]: { phase: 'any' },
        [ECHO.fail.path]: { phase: 'any' },
        [ECHO.explode.path]: { phase: 'any' },
        [ECHO.reject.path]: { phase: 'any' },
        [ECHO.silent.path]: { phase: 'any' },
        [ECHO.chat.path]: { phase: 'any' },
        [ECHO.agreed.path]: { phase: 'agreed' },
      },
      protocols: ['1.0-draft.2', '1.0-draft.1'],
      isAgreed: () => false,
      clock: now,
      incidents: this.incidents,
      ...overrides,
    });
    this.#servers.push(opened);
    return opened;
  }

  client(port: number, server: PinnedPeer, own: TlsIdentity, overrides: Partial<PeerChannelOptions> = {}): EchoClient {
    const identity = new Identity(own);
    const address = `127.0.0.1:${port}`;
    const channel = openPeerChannel({
      ...server,
      address,
      identity,
      protocol: '1.0-draft.1',
      clock: now,
      ...overrides,
    });
    this.#channels.push(channel);
    return channel.client(EchoClient);
  }

  async close(): Promise<void> {
    for (const channel of this.#channels) channel.close();
    await Promise.all(this.#servers.map((server) => server.close(0)));
  }

  #handlers() {
    const whoami = unary<Buffer, Buffer>(this.incidents, async (_request, peer) => {
      this.served.push(peer.exchangeId);
      return Buffer.from(`${peer.exchangeId} ${peer.protocol}`);
    });
    return {
      whoami,
      agreed: whoami,
      unlisted: whoami,
      fail: unary<Buffer, Buffer>(this.incidents, async () => {
        throw new Error('password is hunter2');
      }),
      explode: () => {
        throw new Error('password is hunter2');
      },
      reject: async () => {
        throw new Error('password is hunter2');
      },
      silent: unary<Buffer, Buffer>(this.incidents, () => new Promise(() => {})),
      chat: (call: ServerDuplexStream<Buffer, Buffer>) => {
        const { exchangeId } = peerOf(call);
        call.on('data', (data: Buffer) => {
          if (String(data) === 'fail') failStream(call, new Error('password is hunter2'), this.incidents);
          else call.write(Buffer.from(`${exchangeId}: ${data}`));
        });
        call.on('end', () => call.end());
      },
    };
  }
}

/** The error of this node that a failed call means. */
export const failureOf = (call: Promise<unknown>) =>
  call.then(
    (answer): SelatError => {
      throw new Error(`the call was answered: ${answer}`);
    },
    (error: unknown) => parseStatus(error, 'szdex.example'),
  );

/** Opens a chat and says one word, so that the stream is known to be served. */
export async function openChat(client: EchoClient) {
  const chat = client.chat();
  const ended = new Promise<unknown>((resolve) => chat.on('error', resolve));
  const say = async (text: string) => {
    const answer = once(chat, 'data');
    chat.write(Buffer.from(text));
    return String((await answer)[0]);
  };
  await say('hello');
  return { chat, say, ended };
}
