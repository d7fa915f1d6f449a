/** Traces as the rest of the gateway sees them: work inside named spans. Off, it costs one function call. */
import type { TraceParent } from './trace-parent.js';

/** One span. Attributes hold no payload, no title, no name of a participant and no secret. */
export interface SpanInfo {
  readonly name: string;
  readonly kind?: 'server' | 'client';
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** A span of another process or of an earlier moment that it continues; absent = the span around it, if any. */
  readonly parent?: TraceParent | undefined;
}

export interface Tracing {
  /** Whether spans are made at all. */
  readonly isOn: boolean;
  /** Runs work inside a span, which ends with it and names the reason where it fails. */
  span<T>(info: SpanInfo, work: () => Promise<T>): Promise<T>;
  /** The span around the caller; undefined where there is none. */
  current(): TraceParent | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

export const NO_TRACING: Tracing = {
  isOn: false,
  span: (_, work) => work(),
  current: () => undefined,
  close: async () => undefined,
};
