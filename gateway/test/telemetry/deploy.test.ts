import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { METRICS, type MetricRow } from '../../src/telemetry/index.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const DASHBOARD = z.object({
  title: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
    }),
  ),
});
const RULES = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['critical', 'warning', 'info']) }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboard = DASHBOARD.parse(JSON.parse(read('deploy/grafana/selat-gateway.json')));
const rules = RULES.parse(parse(read('deploy/prometheus/alerts.yaml'))).groups.flatMap((group) => group.rules);

/** Words of PromQL and labels that Prometheus itself adds. */
const WORDS = new Set(
  'count sum max min avg by rate increase histogram_quantile time vector or le instance job up label_values'.split(' '),
);

/** Names that an expression uses: metrics, and labels with the metric in whose braces or `by` they stand. */
function wrongNames(expr: string, more: readonly string[] = []): string[] {
  const rows = METRICS as Readonly<Record<string, MetricRow>>;
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\$__?\w+/g, '')
    .replaceAll(/\[[^\]]*\]/g, '');
  const names = [...bare.matchAll(/[a-z_][a-z_0-9]*/g)].map(([name]) => name).filter((name) => !WORDS.has(name));
  const baseOf = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
  const isMetric = (name: string) => name in rows || rows[baseOf(name)]?.kind === 'histogram';
  const labels = new Set(names.filter(isMetric).flatMap((name) => (rows[name] ?? rows[baseOf(name)])?.labels ?? []));
  return [...names, ...more].filter((name) => !isMetric(name) && !labels.has(name) && !WORDS.has(name));
}

describe('OPS-9: the dashboard shows metrics that exist', () => {
  const targets = dashboard.panels.flatMap((panel) =>
    panel.targets.map((target) => ({ ...target, panel: panel.title })),
  );

  it.each(targets.map((target) => [target.panel, target] as const))('%s', (_panel, { expr, legendFormat }) => {
    const inLegend = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');
    expect(wrongNames(expr, inLegend)).toEqual([]);
    expect(expr.split('(').length).toBe(expr.split(')').length);
  });

  it('every panel has its own place and says something, and every metric of the gateway is on one', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ type, targets: shown }) => type !== 'row' && shown.length === 0)).toEqual([]);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const shown = targets.map(({ expr }) => expr).join(' ');
    const internal = ['selat_metrics_complete'];
    expect(Object.keys(METRICS).filter((name) => !shown.includes(name) && !internal.includes(name))).toEqual([]);
  });

  it('chooses gateways by a metric that all have', () => {
    const [instance] = dashboard.templating.list.filter(({ name }) => name === 'instance');
    expect(wrongNames(instance?.definition ?? '-')).toEqual([]);
  });
});

describe('OPS-9: the alerts rest on metrics that exist, and the guide says what to do', () => {
  const guide = readFileSync(new URL('../../../docs/guide/monitoring.md', import.meta.url), 'utf8');

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (alert, { expr, annotations }) => {
    const inSummary = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
    expect(wrongNames(expr, inSummary)).toEqual([]);
    expect(guide).toContain(`| ${alert} | `);
  });

  it('and the guide explains no other', () => {
    const explained = [...guide.matchAll(/^\| (Selat\w+) \|/gm)].map(([, name]) => name);
    expect(explained).toEqual(rules.map(({ alert }) => alert));
  });
});
