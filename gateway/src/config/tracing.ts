/** Where traces go, from the environment variables that OpenTelemetry defines. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
import type { ConfigIssue } from './issues.js';
import type { Env } from './secrets.js';

/** Samplers that OTEL_TRACES_SAMPLER may name. */
export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/** What tracing needs to know; headers of the exporter are read by the exporter itself, since they may hold secrets. */
export interface TracingConfig {
  /** URL that spans are posted to, OTLP over HTTP in JSON. */
  readonly url: string;
  /** OTEL_SERVICE_NAME; absent = the exchange id. */
  readonly serviceName?: string;
  readonly sampler: SamplerName;
  /** Share of traces of a ratio sampler, 0 to 1. */
  readonly ratio: number;
  /** Longest wait between two exports, milliseconds. */
  readonly delayMs: number;
}

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES_ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';

/** The tracing of a checked environment; undefined = no traces. */
export function findTracing(env: Env): TracingConfig | undefined {
  const base = env[ENDPOINT] || undefined;
  const url = env[TRACES_ENDPOINT] || (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/traces`);
  if (url === undefined || env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const serviceName = env['OTEL_SERVICE_NAME'] || undefined;
  const sampler = SAMPLERS.find((name) => name === env['OTEL_TRACES_SAMPLER']) ?? 'parentbased_always_on';
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || '1');
  const delayMs = Number(env['OTEL_BSP_SCHEDULE_DELAY'] || '5000');
  return { url, sampler, ratio, delayMs, ...(serviceName === undefined ? {} : { serviceName }) };
}

/** What is wrong with the variables; no message repeats a URL. */
export function tracingIssues(env: Env): ConfigIssue[] {
  if (findTracing(env) === undefined) return [];
  const issues = [ENDPOINT, TRACES_ENDPOINT].flatMap((key) => urlIssues(key, env[key] || undefined));
  const sampler = env['OTEL_TRACES_SAMPLER'];
  if (sampler && !SAMPLERS.some((name) => name === sampler)) {
    issues.push({
      key: 'OTEL_TRACES_SAMPLER',
      problem: 'names no known sampler',
      fix: `write one of ${SAMPLERS.join(', ')}`,
    });
  }
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || '1');
  if (!(ratio >= 0 && ratio <= 1)) {
    issues.push({
      key: 'OTEL_TRACES_SAMPLER_ARG',
      problem: 'is no number from 0 to 1',
      fix: 'write a share, such as 0.1',
    });
  }
  const delay = env['OTEL_BSP_SCHEDULE_DELAY'];
  if (delay && !/^[1-9][0-9]{0,6}$/.test(delay)) {
    const problem = 'is no whole number of milliseconds from 1 to 9999999';
    issues.push({ key: 'OTEL_BSP_SCHEDULE_DELAY', problem, fix: 'write the wait between two exports, such as 5000' });
  }
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/json';
  if (protocol !== 'http/json') {
    const problem = 'names a protocol that this build does not export in';
    issues.push({
      key: 'OTEL_EXPORTER_OTLP_PROTOCOL',
      problem,
      fix: 'write http/json, which every collector takes on port 4318',
    });
  }
  return issues;
}

function urlIssues(key: string, url: string | undefined): ConfigIssue[] {
  if (url === undefined) return [];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const fix = 'write the address of a collector, such as http://127.0.0.1:4318';
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) {
    return [{ key, problem: 'is no URL of HTTP', fix }];
  }
  if (parsed.username === '' && parsed.password === '') return [];
  return [{ key, problem: 'holds a password', fix: 'give it in OTEL_EXPORTER_OTLP_HEADERS' }];
}
