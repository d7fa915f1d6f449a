import type { Reader } from '../domain/ports.js';
import type { PeerRow } from '../domain/rows.js';
import type { PinnedPeer, PinStore } from './transport/index.js';

/** A stored peer as the transport knows it. */
export function toPinnedPeer({ exchange, ca_pem, pins }: PeerRow): PinnedPeer {
  const hex: string[] = JSON.parse(pins);
  return { exchangeId: exchange, caPem: ca_pem, pins: hex.map((pin) => `sha256:${pin}`) };
}

/** The pinned peers of the store, kept in memory for the transport. */
export class PeerPins implements PinStore {
  readonly #reader: Reader;
  readonly #listeners = new Set<() => void>();
  #rows: readonly PeerRow[] = [];

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Reads the peers again and tells of a change. */
  async refresh(): Promise<void> {
    this.#rows = (await this.#reader.listPeers()).filter(({ status }) => status === 'pinned');
    for (const listener of this.#listeners) listener();
  }

  rows(): readonly PeerRow[] {
    return this.#rows;
  }

  peers(): readonly PinnedPeer[] {
    return this.#rows.map(toPinnedPeer);
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  find(exchange: string): PinnedPeer | undefined {
    const row = this.#rows.find((known) => known.exchange === exchange);
    return row === undefined ? undefined : toPinnedPeer(row);
  }
}
