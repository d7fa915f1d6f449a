/** What any process exports, under the names that ready-made dashboards know. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.js';

const RESOLUTION_MS = 100;

/** Watches the process for one gateway. */
export class ProcessMetrics {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #startedAt: number;

  /** @param startedAt start of the process, milliseconds since 1970 */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
    this.#delay.enable();
  }

  collect(metrics: Metrics): void {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    metrics.reset('process_cpu_seconds_total');
    metrics.count('process_cpu_seconds_total', {}, (user + system) / 1e6);
    metrics.set('process_start_time_seconds', this.#startedAt / 1_000);
    metrics.set('process_resident_memory_bytes', rss);
    metrics.set('nodejs_heap_used_bytes', heapUsed);
    // The histogram holds whole intervals, the delay is what they are longer than asked; without a sample it is NaN.
    const lag = this.#delay.percentile(99) / 1e9 - RESOLUTION_MS / 1_000;
    metrics.set('nodejs_eventloop_lag_seconds', Number.isFinite(lag) ? Math.max(0, lag) : 0);
    this.#delay.reset();
  }

  close(): void {
    this.#delay.disable();
  }
}
