import { SelatError } from '@selat/sdk/errors';
import type { DigestHex, ExchangeId } from '@selat/sdk/model';
import { commonVersion, findDescriptor } from '../domain/agreement/negotiate.js';
import type { Change } from '../domain/change.js';
import type { Deps, Peering } from '../domain/ports.js';
import type { PeerRow } from '../domain/rows.js';
import { TraceBook, type Tracing } from '../telemetry/index.js';
import type { CommitSignals } from './commit-signals.js';
import { Courier } from './courier.js';
import { followDescriptors } from './follow-descriptors.js';
import { isOutage } from './is-outage.js';
import type { PeerPins } from './peer-pins.js';
import { type IdentityStore, openPeerChannel, type PeerChannel } from './transport/index.js';

/** What the outgoing side of federation needs. */
export interface HubOptions {
  readonly deps: Deps;
  readonly signals: CommitSignals;
  readonly pins: PeerPins;
  /** The certificate that each peer is shown. */
  readonly identityFor: (peer: ExchangeId) => IdentityStore;
  /** Every protocol version that this build speaks. */
  readonly protocols: readonly string[];
  readonly tracing: Tracing;
  /** A peer answered a delivery. */
  readonly onAnswered: (peer: ExchangeId) => void;
  readonly onFailure: (peer: ExchangeId, error: SelatError) => void;
  /** A failure that is a bug or a broken store: the gateway cannot go on. */
  readonly onFault: (error: unknown) => void;
}

interface Link {
  /** Address, pins, version and certificate that the channel was opened with: another set needs another channel. */
  readonly target: string;
  readonly channel: PeerChannel;
  readonly courier: Courier;
  /** Why the peer cannot be called: the two speak no version in common. [AGR-14] */
  readonly refusal: SelatError | undefined;
}

/** One channel and one courier for each pinned peer, kept in step with the store. */
export class FederationHub implements Peering {
  readonly #options: HubOptions;
  readonly #links = new Map<ExchangeId, Link>();
  readonly #traces: TraceBook;
  readonly #greetings: Promise<void>[] = [];
  #unsubscribe: readonly (() => void)[] = [];
  #refreshing: Promise<void> = Promise.resolve();
  #isToRefresh = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#traces = new TraceBook(options.tracing);
  }

  /**
   * Opens links to every pinned peer, delivers what a restart left waiting, and calls each peer with an agreement: what
   * waits there for this exchange to come back then waits no longer.
   */
  async start(): Promise<void> {
    const { signals } = this.#options;
    this.#unsubscribe = [
      signals.onCommit((change) => this.#follow(change)),
      signals.onOthersCommit(() => this.#followOthers()),
    ];
    await this.#refresh();
    for (const { courier } of this.#links.values()) courier.wake();
    for (const { exchange, agreement_digest } of this.#options.pins.rows()) {
      if (agreement_digest !== null) this.#greetings.push(this.#greet(exchange));
    }
  }

  /** A peer that does not answer calls when it starts itself. */
  async #greet(exchange: ExchangeId): Promise<void> {
    try {
      await this.contact(exchange);
    } catch (error) {
      if (!(error instanceof SelatError)) this.#options.onFault(error);
    }
  }

  /** A peer has just called: waits that an outage began end now. */
  heardOf(peer: ExchangeId): void {
    this.#links.get(peer)?.courier.wake(true);
  }

  async contact(exchange: ExchangeId): Promise<void> {
    await this.#refresh();
    const link = this.#links.get(exchange);
    if (link === undefined)
      throw new SelatError('PEER_UNKNOWN', `cannot call ${exchange}: it is not pinned`, { peer: exchange });
    if (link.refusal !== undefined) throw link.refusal;
    await followDescriptors(this.#options.deps, exchange, link.channel);
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#refreshing;
    await Promise.all([...this.#links.values()].map(({ courier }) => courier.stop()));
    // What a peer answers to a greeting is stored, so the store must outlive it.
    await Promise.all(this.#greetings);
    this.#links.clear();
  }

  /** Certificates may be others now: links that show an old one are opened anew. */
  renewLinks(): void {
    this.#followOthers();
  }

  #follow(change: Change): void {
    this.#traces.note(change);
    if (change.rows?.some(({ table }) => table === 'peer') === true) {
      this.#refresh().then(
        () => this.#wake(change),
        (error) => this.#failToRefresh(error),
      );
      return;
    }
    this.#wake(change);
  }

  /** Another process may have pinned a peer. What it queued it also delivers. */
  #followOthers(): void {
    if (this.#isToRefresh) return;
    this.#isToRefresh = true;
    this.#refresh().catch((error) => this.#failToRefresh(error));
  }

  #wake({ outbox = [], broadcast = [], backfill = [] }: Change): void {
    const named = new Set([...outbox.map(({ peer }) => peer), ...backfill]);
    for (const [peer, { courier }] of this.#links) {
      if (broadcast.length > 0 || named.has(peer)) courier.wake();
    }
  }

  /** One refresh at a time, in order of the commits that asked for it. */
  #refresh(): Promise<void> {
    const refreshed = this.#refreshing.then(() => this.#openLinks());
    this.#refreshing = refreshed.catch(() => undefined);
    return refreshed;
  }

  /** A store that is away has nothing to refresh from; its return is told like a commit of others. */
  #failToRefresh(error: unknown): void {
    if (!isOutage(error)) this.#options.onFault(error);
  }

  async #openLinks(): Promise<void> {
    this.#isToRefresh = false;
    await this.#options.pins.refresh();
    const rows = this.#options.pins.rows();
    for (const row of rows) await this.#openLink(row);
    for (const [peer, { courier }] of this.#links) {
      if (rows.some(({ exchange }) => exchange === peer)) continue;
      this.#links.delete(peer);
      await courier.stop();
    }
  }

  async #openLink({ exchange, federation, ca_pem, pins, descriptor_digest }: PeerRow): Promise<void> {
    const negotiated = await this.#negotiate(exchange, descriptor_digest);
    const refusal = negotiated instanceof SelatError ? negotiated : undefined;
    const protocol = typeof negotiated === 'string' ? negotiated : '';
    const { deps, identityFor, tracing, onAnswered, onFailure, onFault } = this.#options;
    const identity = identityFor(exchange);
    const shown = identity.current().certPem;
    const target = JSON.stringify([federation, ca_pem, pins, shown, refusal?.message ?? protocol]);
    const known = this.#links.get(exchange);
    const pinned = this.#options.pins.find(exchange);
    if (known?.target === target || pinned === undefined) return;
    const channel = openPeerChannel({ ...pinned, address: federation, identity, protocol, clock: deps.clock });
    const courier = new Courier({
      ...{ deps, peer: exchange, channel, refusal, tracing, onAnswered, onFailure, onFault },
      traces: this.#traces,
    });
    this.#links.set(exchange, { target, channel, courier, refusal });
    await known?.courier.stop();
    courier.wake();
  }

  /** The version to call a peer in, as its newest descriptor lists them, or why there is none. */
  async #negotiate(exchange: ExchangeId, digest: DigestHex): Promise<string | SelatError> {
    const { deps, protocols } = this.#options;
    const listed = (await findDescriptor(deps.reader, digest))?.protocolVersions ?? [];
    try {
      return commonVersion({ exchange: deps.self.exchange, listed: protocols }, { exchange, listed });
    } catch (error) {
      if (error instanceof SelatError) return error;
      throw error;
    }
  }
}
