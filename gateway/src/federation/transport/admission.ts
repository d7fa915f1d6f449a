/**
 * Who may call what: the interceptor through which every call of the federation server goes. Everything that no line
 * here admits is refused. Normative text: docs/spec/agreement.md, AGR-2, AGR-3, AGR-5, AGR-7.
 */
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServerMethodDefinition,
  status,
} from '@grpc/grpc-js';
import { SelatError } from '@selat/sdk/errors';
import type { Clock, Instant } from '@selat/sdk/keys';
import { identifyPeer } from './peer-certificate.js';
import type { PinStore } from './pin-store.js';
import { type Incidents, toStatus } from './status.js';
import { Unreadable } from './unreadable.js';

/** Metadata key under which each call names the protocol version of its sender. */
export const PROTOCOL_KEY = 'selat-protocol';

/** When a method may be called: `any` from the first pin on, `agreed` only while an agreement is in force. */
export interface MethodRule {
  readonly phase: 'any' | 'agreed';
  /** A method of gRPC itself, whose callers need not speak Selat: no protocol version is asked of them. */
  readonly isForeign?: true;
}

/** Rule of each method by full path, such as `/selat.v1.FederationService/Submit`; a method that is absent is refused. */
export type MethodTable = Readonly<Record<string, MethodRule>>;

/** Who makes a call, as TLS proved it. */
export interface CallPeer {
  readonly exchangeId: string;
  /** The protocol version that the call named, one of those that this server speaks; empty for foreign methods. */
  readonly protocol: string;
}

/** What admission depends on. */
export interface AdmissionRules {
  readonly pins: PinStore;
  readonly methods: MethodTable;
  /** Protocol versions that this server speaks, newest first. */
  readonly protocols: readonly string[];
  /** Whether an agreement with the peer is in force now. */
  readonly isAgreed: (exchangeId: string) => boolean | Promise<boolean>;
  readonly clock: Clock;
  readonly incidents: Incidents;
  /**
   * Counts a call of a peer until the returned function is called; absent = calls are not counted.
   * @throws SelatError PEER_CONCURRENCY_EXCEEDED
   */
  readonly enter?: (exchangeId: string, isStream: boolean) => () => void;
  /** Told of each call when it begins; what it returns is told the name of the code when the call is over. */
  readonly observe?: (path: string) => (code: string) => void;
}

/** A call that was admitted or is being admitted. */
interface OpenCall {
  readonly exchangeId: string;
  readonly leave: () => void;
}

/** Keyed by the metadata object that the interceptor itself hands on, so nothing that a client sends can name a peer. */
const callPeers = new WeakMap<Metadata, CallPeer>();

/**
 * Returns the peer whose call a handler serves.
 *
 * @param call the call object that grpc-js gives the handler
 * @throws Error where the call did not come through admission, which is a bug
 */
export function peerOf(call: { readonly metadata: Metadata }): CallPeer {
  const peer = callPeers.get(call.metadata);
  if (peer === undefined) throw new Error('a call reached its handler without admission');
  return peer;
}

interface KnownCertificate {
  readonly exchangeId: string;
  readonly notAfter: Instant;
}

/** Most certificates remembered; a peer may renew its certificate for one pinned key as often as it likes. */
const MAX_KNOWN = 1_024;

type InterceptedCall = ConstructorParameters<typeof ServerInterceptingCall>[0];

/** Admits calls and ends those under way whose certificate lost its pin. */
export class Admission {
  readonly #rules: AdmissionRules;
  readonly #open = new Map<InterceptedCall, OpenCall>();
  /** Identified certificates by SHA-256, so that a call costs no signature check; valid until the pins change. */
  readonly #known = new Map<string, KnownCertificate>();

  constructor(rules: AdmissionRules) {
    this.#rules = rules;
  }

  /** The interceptor for the server's options. */
  readonly interceptor: ServerInterceptor = (method, call) => {
    let admitted: Promise<unknown> = Promise.resolve();
    let observed = this.#rules.observe?.(method.path);
    const end = (code: number) => {
      this.#leave(call);
      observed?.(status[code] ?? 'UNKNOWN');
      observed = undefined;
    };
    const refuse = (error: unknown) => {
      const answer = toStatus(error, this.#rules.incidents);
      end(answer.code ?? status.UNKNOWN);
      call.sendStatus(answer);
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, proceed) => {
            admitted = this.#admit(method, call, metadata);
            admitted.then(() => proceed(metadata), refuse);
          },
          onReceiveMessage: (message, proceed) => {
            if (!(message instanceof Unreadable)) return proceed(message);
            // Who may not call is told that first, whatever the bytes.
            admitted.then(
              () => refuse(message.error),
              () => undefined,
            );
          },
          onCancel: () => end(status.CANCELLED),
        }),
      sendStatus: (answer, next) => {
        end(answer.code ?? status.UNKNOWN);
        // grpc-js answers what a handler throws with UNKNOWN and the text of the error: that text stays here.
        next(
          answer.code === status.UNKNOWN ? toStatus(new Error(answer.details ?? ''), this.#rules.incidents) : answer,
        );
      },
    });
  };

  /** Ends each open call whose certificate is no longer that of its peer; the streams of all others go on. */
  recheck(): void {
    this.#known.clear();
    for (const [call, { exchangeId }] of this.#open) {
      try {
        if (this.#identify(call) === exchangeId) continue;
        throw new SelatError(
          'PEER_UNAUTHENTICATED',
          `cannot go on with the call: its certificate is no longer that of ${exchangeId}`,
          {
            peer: exchangeId,
          },
        );
      } catch (error) {
        this.#leave(call);
        call.sendStatus(toStatus(error, this.#rules.incidents));
      }
    }
  }

  /** The call is over, however it ended. */
  #leave(call: InterceptedCall): void {
    this.#open.get(call)?.leave();
    this.#open.delete(call);
  }

  async #admit(
    method: ServerMethodDefinition<unknown, unknown>,
    call: InterceptedCall,
    metadata: Metadata,
  ): Promise<void> {
    const exchangeId = this.#identify(call);
    const leave = this.#rules.enter?.(exchangeId, method.requestStream || method.responseStream);
    // Recorded before the wait below, so that a pin removed meanwhile ends this call too.
    this.#open.set(call, { exchangeId, leave: leave ?? (() => undefined) });
    const rule = Object.hasOwn(this.#rules.methods, method.path) ? this.#rules.methods[method.path] : undefined;
    const protocol = rule?.isForeign === true ? '' : this.#protocol(metadata, exchangeId);
    if (rule === undefined) {
      throw new SelatError('NOT_IN_THIS_BUILD', `cannot serve ${method.path}: this build does not offer it`, {
        method: method.path,
      });
    }
    if (rule.phase === 'agreed' && !(await this.#rules.isAgreed(exchangeId))) {
      const facts = { peer: exchangeId, method: method.path };
      throw new SelatError(
        'AGREEMENT_NOT_IN_FORCE',
        `cannot serve ${method.path}: no agreement with ${exchangeId} is in force`,
        facts,
      );
    }
    callPeers.set(metadata, { exchangeId, protocol });
  }

  #identify(call: InterceptedCall): string {
    const certificate = call.getAuthContext().sslPeerCertificate;
    const now = this.#rules.clock();
    const known = certificate && this.#known.get(certificate.fingerprint256);
    if (known !== undefined && now <= known.notAfter) return known.exchangeId;
    const { exchangeId } = identifyPeer(certificate?.raw, this.#rules.pins.peers(), now);
    if (certificate !== undefined) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      this.#known.set(certificate.fingerprint256, { exchangeId, notAfter: Date.parse(certificate.valid_to) });
    }
    return exchangeId;
  }

  #protocol(metadata: Metadata, exchangeId: string): string {
    const named = metadata.get(PROTOCOL_KEY).map(String);
    const [protocol] = named;
    if (named.length === 1 && protocol !== undefined && this.#rules.protocols.includes(protocol)) return protocol;
    const theirs = named.join(', ').slice(0, 64) || 'none';
    const ours = this.#rules.protocols.join(', ');
    const message = `cannot serve ${exchangeId}: it speaks ${PROTOCOL_KEY} ${theirs}, this exchange speaks ${ours}`;
    throw new SelatError('PROTOCOL_VERSION', message, { peer: exchangeId, theirs, ours });
  }
}
