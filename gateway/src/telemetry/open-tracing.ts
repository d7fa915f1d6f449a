/** Traces over OpenTelemetry, exported as OTLP over HTTP. Loaded only where an endpoint is configured. [OPS-11] */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { SelatError } from '@selat/sdk/errors';
import type { Random } from '@selat/sdk/keys';
import type { TracingConfig } from '../config/index.js';
import type { TraceParent } from './trace-parent.js';
import type { Tracing } from './tracing.js';

/** What a tracing is opened with. */
export interface TracingInput {
  readonly config: TracingConfig;
  readonly exchange: string;
  readonly version: string;
  readonly random: Random;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/** Opens the provider of one gateway. Nothing is registered globally: two gateways in one process do not mix. */
export function openTracing({ config, exchange, version, random }: TracingInput): Tracing {
  const resource = resourceFromAttributes({
    'service.name': config.serviceName ?? exchange,
    'service.namespace': 'selat',
    'service.version': version,
    'service.instance.id': exchange,
  });
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: config.url }),
    scheduledDelayMillis: config.delayMs,
  });
  const idGenerator = {
    generateTraceId: () => random(16).toString('hex'),
    generateSpanId: () => random(8).toString('hex'),
  };
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(config),
    spanProcessors: [processor],
    idGenerator,
  });
  const tracer = provider.getTracer('selat-gateway', version);
  const contexts = new AsyncLocalStorage<Context>();
  return {
    isOn: true,
    span: async (info, work) => {
      const around = info.parent === undefined ? (contexts.getStore() ?? ROOT_CONTEXT) : remote(info.parent);
      const { name, attributes = {} } = info;
      const kind = info.kind === undefined ? SpanKind.INTERNAL : KINDS[info.kind];
      const span = tracer.startSpan(name, { kind, attributes }, around);
      return contexts.run(trace.setSpan(around, span), () => finish(span, work));
    },
    current: () => toParent(contexts.getStore()),
    close: () => provider.shutdown().catch(() => undefined),
  };
}

async function finish<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The reason is of a closed table; messages of unexpected errors may hold anything.
    span.setAttribute('error.type', error instanceof SelatError ? error.reason : 'INTERNAL');
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function remote({ traceId, spanId, isSampled }: TraceParent): Context {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function toParent(context: Context | undefined): TraceParent | undefined {
  const span = context === undefined ? undefined : trace.getSpanContext(context);
  if (span === undefined) return undefined;
  const { traceId, spanId, traceFlags } = span;
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}

function samplerOf({ sampler, ratio }: TracingConfig): Sampler {
  const roots = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const name = sampler.replace(/^parentbased_/, '') as keyof typeof roots;
  const root = roots[name]();
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}
