import { describe, expect, it } from 'vitest';
import { DEFAULT_API_LIMITS, DEFAULT_PEER_LIMITS, limitsOf } from '../../src/config/index.js';
import { limitsSchema } from '../../src/config/limits-schema.js';
import { findTracing, tracingIssues } from '../../src/config/tracing.js';

const problems = (value: unknown) => {
  const parsed = limitsSchema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
};

describe('CFG-1: limits are read whole or refused', () => {
  it('have defaults for all that is left out, and differ by peer where it is said', () => {
    expect(limitsSchema.parse(undefined)).toEqual({
      ...{ bodyBytes: 8_388_608, stopMs: 10_000, api: DEFAULT_API_LIMITS },
      peer: { ...DEFAULT_PEER_LIMITS, overrides: {} },
    });
    const { peer } = limitsSchema.parse({ peer: { calls: 9, overrides: { 'my.example': { streams: 2 } } } });
    expect(limitsOf(peer, 'my.example')).toEqual({ ...DEFAULT_PEER_LIMITS, calls: 9, streams: 2 });
    expect(limitsOf(peer, 'constructor')).toEqual({ ...DEFAULT_PEER_LIMITS, calls: 9 });
  });

  it.each([
    [{ peer: { calls: 0 } }, 'peer.calls is below 1'],
    [{ peer: { overrides: { MY: {} } } }, 'peer.overrides.MY is not'],
    [{ peer: { overrides: { 'my.example': { streams: 1.5 } } } }, 'peer.overrides.my.example.streams is not a whole'],
    [{ peer: { bytesPerSecond: 1_000 } }, 'peer.bytesPerSecond is below 1048576'],
    [{ api: { requestsPerSecond: 0 } }, 'api.requestsPerSecond is below 1'],
  ])('%j', (value, problem) => {
    expect(problems(value).join()).toContain(problem);
  });
});

const AT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' };

describe('OPS-11: tracing is configured by the variables of OpenTelemetry, and off without an endpoint', () => {
  it('reads them as their specification says', () => {
    expect(findTracing({})).toBeUndefined();
    expect(findTracing({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' })).toBeUndefined();
    expect(findTracing({ ...AT, OTEL_SDK_DISABLED: 'TRUE' })).toBeUndefined();
    expect(findTracing(AT)).toEqual({
      ...{ url: 'http://127.0.0.1:4318/v1/traces', sampler: 'parentbased_always_on', ratio: 1, delayMs: 5_000 },
    });
    const all = {
      ...{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example/in', OTEL_SERVICE_NAME: 'gate' },
      ...{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25', OTEL_BSP_SCHEDULE_DELAY: '100' },
    };
    expect(findTracing({ ...AT, ...all })).toEqual({
      ...{
        url: 'https://collector.example/in',
        serviceName: 'gate',
        sampler: 'traceidratio',
        ratio: 0.25,
        delayMs: 100,
      },
    });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://user:planted@collector.example'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_BSP_SCHEDULE_DELAY', 'soon'],
  ])('names a mistake in %s and what to write, without repeating it', (key, value) => {
    const issues = tracingIssues({ ...AT, [key]: value });
    expect(issues.map((issue) => issue.key)).toEqual([key]);
    expect(JSON.stringify(issues)).not.toContain('planted');
    expect(tracingIssues({ [key]: value, OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toEqual([]);
  });
});
