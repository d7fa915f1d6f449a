export { METRICS, type MetricName, type MetricRow } from './metric-table.js';
export { type Exposition, Metrics } from './metrics.js';
export { collectNode, type NodeSources } from './node-metrics.js';
export { type Finished, type Observer, UNOBSERVED } from './observer.js';
export { ProcessMetrics } from './process-metrics.js';
export { TraceBook, type TracedRun } from './trace-book.js';
export { parseTraceParent, printTraceParent, TRACEPARENT, type TraceParent } from './trace-parent.js';
export { tracedCommitter, tracedUseCases } from './traced.js';
export { NO_TRACING, type SpanInfo, type Tracing } from './tracing.js';
