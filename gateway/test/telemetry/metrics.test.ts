import { readFileSync } from 'node:fs';
import type { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../src/telemetry/index.js';
import { listing, record } from '../support/hand-documents.js';
import { messageOf } from '../support/hand-peer.js';
import { admit, type HandWorld, openHandWorld, publish } from '../support/hand-world.js';
import { makeNode, PASSPHRASE, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { until } from '../support/two-nodes.js';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

let world: HandWorld;
let other: TestNode;
let folder: { dir: string; remove: () => Promise<void> };
let text = '';

async function scrape(node: TestNode): Promise<string> {
  const response = await fetch(`http://${node.gateway.metricsAddress}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return response.text();
}

/** Every sample of an exposition. */
function samplesOf(exposition: string): Sample[] {
  return exposition.split('\n').flatMap((line) => {
    const [, name, list = '', value] = /^([a-z_:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const labels = Object.fromEntries(
      [...list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
    );
    return [{ name, labels, value: Number(value) }];
  });
}

/** The one value with these labels. */
function metric(exposition: string, name: string, labels: Sample['labels'] = {}): number | undefined {
  const found = samplesOf(exposition).filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.value;
}

beforeAll(async () => {
  folder = await tempFolder();
  [world, other] = await Promise.all([openHandWorld(), makeNode(folder.dir, 'szdex').then((made) => runNode(made))]);
  const { my, szdex, third, toMy, thirdToMy } = world;
  await admit(my, 'open-data');
  await publish(my, 1);
  const first = await listing(szdex, 'seen');
  await toMy.submit(first);
  await toMy.submit(await listing(szdex, 'seen'));
  await toMy
    .submit({ ...first, payload: Buffer.concat([first.payload, Buffer.alloc(1)]) } as SignedDocument)
    .catch(() => undefined);
  await thirdToMy.submit(await record(third, 'early')).catch(() => undefined);
  await my.get('/grants/nothing-here');
  await my.get('/nowhere');
  text = await until(async () => {
    const found = await scrape(my);
    return found.includes('selat_delivery_failures_total{') ? found : undefined;
  });
});
afterAll(async () => {
  await other?.gateway.stop();
  await folder?.remove();
  await world?.close();
});

describe('OPS-9: every metric is in the reference', () => {
  const page = readFileSync(new URL('../../../docs/reference/metrics.md', import.meta.url), 'utf8');

  it('with kind, labels and meaning, as the code has them', () => {
    const rows = Object.entries(METRICS).map(([name, { kind, labels, help }]) => {
      return `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
    });
    expect(page.split('\n').filter((line) => /^\| `\w+_\w+` \|/.test(line))).toEqual(rows);
  });

  it('and every label is explained', () => {
    const used = new Set(Object.values(METRICS).flatMap(({ labels }) => [...labels]));
    const explained = [...page.matchAll(/^\| `([a-z]+)` \| [^|]+ \|$/gm)].map(([, label]) => label);
    expect(explained).toEqual([...used].sort());
  });

  it('names follow the conventions of Prometheus', () => {
    for (const [name, { kind, help }] of Object.entries(METRICS)) {
      expect(name).toMatch(/^(selat|process|nodejs)_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(help).not.toMatch(/\.$/);
    }
  });

  it('what a gateway answers is the table, each with help and type', () => {
    const typed = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]);
    expect(typed).toEqual(Object.entries(METRICS).map(([name, { kind }]) => [name, kind]));
    for (const { name, labels } of samplesOf(text)) {
      const row =
        METRICS[name.replace(/_(bucket|sum|count)$/, '') as keyof typeof METRICS] ??
        METRICS[name as keyof typeof METRICS];
      expect([...(row?.labels ?? []), ...(name.endsWith('_bucket') ? ['le'] : [])].sort()).toEqual(
        Object.keys(labels).sort(),
      );
    }
  });
});

describe('OPS-9: the numbers are those of what happened', () => {
  it('acts, receipts and failures', () => {
    expect(metric(text, 'selat_acts_committed_total', { act: 'selat.v1.Listing', direction: 'out' })).toBe(1);
    expect(metric(text, 'selat_acts_committed_total', { act: 'selat.v1.Listing', direction: 'in' })).toBe(2);
    expect(metric(text, 'selat_receipts_given_total', { verdict: 'REFUSED', reason: 'LISTING_REVISION' })).toBe(1);
    expect(metric(text, 'selat_receipts_given_total', { verdict: 'ACCEPTED', reason: '' })).toBe(3);
    const failed = (peer: string, kind: string, reason: string) =>
      metric(text, 'selat_submissions_failed_total', { peer, kind, reason });
    expect(failed('szdex.example', 'invalid', 'DOCUMENT_NOT_CANONICAL')).toBe(1);
    expect(failed('third.example', 'deferred', 'AGREEMENT_NOT_IN_FORCE')).toBe(1);
  });

  it('log, batches and store', async () => {
    const { body } = await world.my.get('/node');
    const { size } = body['log'] as { size: number };
    expect(metric(text, 'selat_log_entries')).toBe(size);
    expect(metric(text, 'selat_log_head_lag_entries')).toBe(0);
    expect(metric(text, 'selat_log_head_timestamp_seconds')).toBeCloseTo(Date.now() / 1_000, -3);
    expect(metric(text, 'selat_commit_batch_acts_sum')).toBeGreaterThan(5);
    expect(metric(text, 'selat_commit_duration_seconds_count')).toBe(metric(text, 'selat_commit_batch_acts_count'));
    expect(metric(text, 'selat_store_bytes')).toBeGreaterThan(50_000);
    expect(metric(text, 'selat_metrics_complete')).toBe(1);
  });

  it('deliveries by peer', async () => {
    const peer = 'szdex.example';
    const { body } = await world.my.get('/outbox');
    const due = body.items.filter((item) => item['peer'] === peer).length;
    expect(due).toBeGreaterThan(1);
    expect(metric(text, 'selat_outbox_deliveries', { peer, state: 'due' })).toBe(due);
    expect(metric(text, 'selat_outbox_deliveries', { peer, state: 'failed' })).toBe(0);
    expect(metric(text, 'selat_outbox_oldest_timestamp_seconds', { peer, state: 'due' })).toBeCloseTo(
      Date.now() / 1_000,
      -3,
    );
    expect(metric(text, 'selat_peer_reachable', { peer })).toBe(0);
    expect(metric(text, 'selat_delivery_failures_total', { peer, reason: 'PEER_UNREACHABLE' })).toBeGreaterThan(0);
  });

  it('calls and requests by pattern, with their codes', () => {
    const submit = { method: '/selat.v1.FederationService/Submit' };
    expect(metric(text, 'selat_grpc_request_duration_seconds_count', { ...submit, code: 'OK' })).toBe(4);
    expect(metric(text, 'selat_grpc_request_duration_seconds_count', { ...submit, code: 'INVALID_ARGUMENT' })).toBe(1);
    expect(metric(text, 'selat_grpc_request_duration_seconds_count', { ...submit, code: 'UNAVAILABLE' })).toBe(1);
    const requests = (route: string, code: string) =>
      metric(text, 'selat_http_request_duration_seconds_count', { method: 'GET', route, code });
    expect(requests('none', '404')).toBe(1);
    expect(metric(text, 'selat_http_request_duration_seconds_count', { route: '/api/v1/listings/publish' })).toBe(1);
    expect(samplesOf(text).filter(({ labels }) => labels['route']?.includes('nothing-here'))).toEqual([]);
  });

  it('the end of certificates, and the build', () => {
    const day = 86_400;
    for (const credential of ['tls-certificate', 'tls-ca']) {
      const end = metric(text, 'selat_credential_expiry_timestamp_seconds', { credential }) ?? 0;
      expect(end).toBeGreaterThan(Date.now() / 1_000 + 30 * day);
    }
    expect(metric(text, 'selat_build_info', { version: '0.1.0' })).toBe(1);
    expect(metric(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
    expect(metric(text, 'process_start_time_seconds')).toBeLessThan(Date.now() / 1_000);
  });

  it('of this gateway alone, though another runs in the same process', async () => {
    const theirs = await scrape(other);
    expect(metric(theirs, 'selat_acts_committed_total', { act: 'selat.v1.Listing', direction: 'in' })).toBeUndefined();
    expect(theirs).not.toContain('third.example');
  });
});

describe('OPS-10: no label says what is confidential', () => {
  it('no secret, no participant, no title, no exchange that is not pinned', async () => {
    const token = readFileSync(world.my.made.officer.tokenFile, 'utf8').trim();
    const titles = messageOf<{ product: { titles: { text: string }[] } }>(await listing(world.szdex, 'x')).product
      .titles;
    const { body } = await world.my.get('/participants');
    const ids = body.items.map(({ id }) => id);
    expect([titles.length > 0, ids.length > 0]).toEqual([true, true]);
    for (const hidden of [
      token,
      PASSPHRASE,
      ...titles.map(({ text: title }) => title),
      ...ids,
      'szdex.example/p/',
      '/o/',
    ]) {
      expect(text).not.toContain(hidden);
    }
    const peers = new Set(samplesOf(text).flatMap(({ labels }) => labels['peer'] ?? []));
    expect([...peers].sort()).toEqual(['szdex.example', 'third.example']);
  });
});
