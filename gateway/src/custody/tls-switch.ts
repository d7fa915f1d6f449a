/** When a new certificate takes its turn: once every peer knows its pin, or when waiting longer would harm. */
import type { ExchangeId, Instant } from '@selat/sdk/model';
import { loadChain } from '../domain/keys/descriptor-chain.js';
import type { Clock, Probe, Reader } from '../domain/ports.js';
import type { IdentityStore, TlsIdentity } from '../federation/transport/index.js';
import type { OwnIdentity } from './own-identity.js';

/** How long peers that are away are waited for, milliseconds. */
const LONGEST_WAIT_MS = 7 * 86_400_000;
/** How long before the end of the present certificate the wait ends, milliseconds. */
const LAST_CALL_MS = 86_400_000;

export interface TlsSwitchOptions {
  readonly identity: OwnIdentity;
  readonly reader: Reader;
  readonly clock: Clock;
  readonly probe: Probe;
}

/** Presents certificates, and moves from one to the next. */
export class TlsSwitch {
  readonly #options: TlsSwitchOptions;
  /** Peers that have not confirmed the pin of the newest certificate. */
  #lagging: ReadonlySet<ExchangeId> = new Set();
  #considering: Promise<void> = Promise.resolve();

  constructor(options: TlsSwitchOptions) {
    this.#options = options;
  }

  /** What every peer that connects here is shown. */
  get server(): IdentityStore {
    const { identity } = this.#options;
    return { current: () => identity.tls.current, onChange: (changed) => identity.onChange(changed) };
  }

  /** What one peer is shown when this exchange connects there: the certificate before, until it confirmed the new pin. */
  forPeer(exchange: ExchangeId): IdentityStore {
    return { current: () => this.#shownTo(exchange), onChange: (changed) => this.#options.identity.onChange(changed) };
  }

  /** Whether a certificate waits for its turn, or peers for its pin. */
  get isUnderWay(): boolean {
    return this.#options.identity.tls.next !== undefined || this.#lagging.size > 0;
  }

  /** Peers that the next certificate waits for. */
  get lagging(): readonly ExchangeId[] {
    return [...this.#lagging].sort();
  }

  /** Looks who confirmed what, and switches where it is time. One at a time. */
  consider(): Promise<void> {
    const considered = this.#considering.then(() => this.#consider());
    this.#considering = considered.catch(() => undefined);
    return considered;
  }

  async #consider(): Promise<void> {
    const { identity, probe } = this.#options;
    const { tls } = identity;
    const { pins } = identity.own().descriptor.tls;
    const isNextStated = tls.next !== undefined && pins.includes(tls.next.pin);
    const wanted = isNextStated ? tls.next : tls.current;
    const { lagging, since } = await this.#findLagging(wanted?.pin ?? '');
    const changed = [...lagging].join() !== [...this.#lagging].join();
    this.#lagging = lagging;
    if (isNextStated && (lagging.size === 0 || this.#isLate(since))) {
      probe.hit('keys:before-switch');
      await tls.switch();
      probe.hit('keys:after-switch');
      identity.tell();
    } else if (changed) {
      identity.tell();
    }
  }

  /** A pin that the newest descriptor no longer states keeps everybody out. */
  #isLate(since: Instant): boolean {
    const { identity, clock } = this.#options;
    const { current } = identity.tls;
    const { pins } = identity.own().descriptor.tls;
    const deadline = Math.min(since + LONGEST_WAIT_MS, current.notAfter - LAST_CALL_MS);
    return !pins.includes(current.pin) || clock() >= deadline;
  }

  /** Peers with an agreement that have not accepted a descriptor which states the pin. */
  async #findLagging(pin: string): Promise<{ lagging: ReadonlySet<ExchangeId>; since: Instant }> {
    const { identity, reader, clock } = this.#options;
    const chain = await loadChain(reader, identity.own().digest, ({ tls }) => tls.pins.includes(pin));
    const [first] = chain;
    // The first descriptor of all went out by hand, with the pin of its day.
    if (first === undefined || first.descriptor.sequence === 1) return { lagging: new Set(), since: clock() };
    const receipts = await reader.listReceipts(chain.map(({ stored }) => stored.digest));
    const confirmed = new Set(receipts.filter(({ verdict }) => verdict === 'ACCEPTED').map(({ issuer }) => issuer));
    const peers = (await reader.listPeers()).filter(
      (peer) => peer.status === 'pinned' && peer.agreement_digest !== null,
    );
    const lagging = peers.map(({ exchange }) => exchange).filter((exchange) => !confirmed.has(exchange));
    return { lagging: new Set(lagging), since: first.descriptor.head.issuedAt };
  }

  #shownTo(exchange: ExchangeId): TlsIdentity {
    const { identity, clock } = this.#options;
    const { current, previous } = identity.tls;
    const { pins } = identity.own().descriptor.tls;
    const isUsable = previous !== undefined && pins.includes(previous.pin) && clock() < previous.notAfter;
    return isUsable && this.#lagging.has(exchange) ? previous : current;
  }
}
