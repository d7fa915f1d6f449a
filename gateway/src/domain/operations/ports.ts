import type { ExchangeId, Instant } from '@selat/sdk/model';

/** Deliveries to one peer in one state. */
export interface OutboxSummary {
  readonly peer: ExchangeId;
  readonly state: 'due' | 'failed';
  readonly deliveries: number;
  /** Log time of the oldest document among them; absent where it was never logged here. */
  readonly oldest?: Instant;
}

/** Reads for those who watch a running gateway. */
export interface OperationsReader {
  summariseOutbox(): Promise<readonly OutboxSummary[]>;
  /** Bytes of the database, without its log of writes. */
  sizeOfStore(): Promise<number>;
}
