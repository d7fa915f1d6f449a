import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Listing } from '@selat/proto/selat/v1/listing.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTraceParent, printTraceParent } from '../../src/telemetry/index.js';
import { exampleDrafts } from '../support/example-drafts.js';
import { admit, publish } from '../support/hand-world.js';
import { makeNode, runNode, type TestNode, tempFolder } from '../support/running-node.js';
import { accept, drained, propose, until } from '../support/two-nodes.js';

interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/** A collector on loopback: keeps every span that gateways export to it. */
class Collector {
  readonly spans: Span[] = [];
  readonly requests: string[] = [];
  #server: Server | undefined;

  async open(): Promise<string> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.requests.push(`${request.method} ${request.url}`);
        this.#keep(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server?.close(() => resolve());
      this.#server?.closeAllConnections();
    });
  }

  #keep(body: {
    resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Omit<Span, 'service'>[] }[] }[];
  }) {
    for (const { resource, scopeSpans } of body.resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => ({ ...span, service })));
    }
  }
}

const attributeOf = ({ attributes }: Span, name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue;

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

let collector: Collector;
let szdex: TestNode;
let my: TestNode;
let folder: { dir: string; remove: () => Promise<void> };

beforeAll(async () => {
  collector = new Collector();
  folder = await tempFolder();
  const endpoint = await collector.open();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '50' };
  const [a, b] = await Promise.all([makeNode(folder.dir, 'szdex'), makeNode(folder.dir, 'my')]);
  [szdex, my] = [await runNode(a, { env }), await runNode(b, { env: { ...env, OTEL_SERVICE_NAME: 'the other side' } })];
  await propose(szdex, my);
  await accept(my, szdex);
  const [draft] = exampleDrafts('shenzhen');
  const { product } = Listing.decode(Buffer.from(draft?.payload ?? '', 'base64'));
  await admit(szdex, product?.provider.split('/').at(-1) ?? '');
  await admit(my, 'buyer');
});
afterAll(async () => {
  await Promise.all([szdex, my].map((node) => node?.gateway.stop()));
  await collector?.close();
  await folder?.remove();
});

/** szdex.example publishes a listing, and my.example asks for a grant on it. */
async function requestGrant(): Promise<void> {
  await publish(szdex, 1);
  await drained(szdex);
  const { body: listings } = await my.get('/listings?exchange=szdex.example&limit=1');
  const { body: listing } = await my.get(`/listings/${encodeURIComponent(listings.items[0]?.id ?? '')}`);
  const [terms] = listing.terms;
  const places = terms?.places.includes('ZZ') ? ['MY'] : terms?.places.slice(0, 1);
  const asked = { listing: listing.id, termsId: terms?.id, consumer: 'my.example/p/buyer', places };
  const scope = { actions: terms?.actions.slice(0, 1), purposes: terms?.purposes.slice(0, 1) };
  const requested = await my.post('/grants', { ...asked, ...scope });
  expect(requested.body).toMatchObject({ state: 'requested' });
}

describe('OPS-11: one request of an officer is one trace over both exchanges', () => {
  it('a grant request: request, use case, commit, delivery, and there receipt and commit', async () => {
    await requestGrant();
    const named = (service: string, name: string, of: readonly Span[] = collector.spans) =>
      of.filter((span) => span.service === service && span.name === name);
    const root = await until(async () => {
      const found = named('the other side', 'POST /api/v1/grants')[0];
      const spans = collector.spans.filter(({ traceId }) => traceId === found?.traceId);
      // Each side exports in its own time.
      const [deliver] = named('the other side', 'deliver', spans);
      const filed = spans.some(
        (span) => deliver !== undefined && span.parentSpanId === deliver.spanId && span.name === 'commit',
      );
      return filed && named('szdex.example', 'commit', spans).length > 0 ? found : undefined;
    });
    const spans = () => collector.spans.filter(({ traceId }) => traceId === root.traceId);
    const [receive] = named('szdex.example', 'receive', spans());
    const chain: string[] = [];
    const parents = new Map(spans().map((span) => [span.spanId, span]));
    for (let at = receive; at !== undefined; at = parents.get(at.parentSpanId ?? ''))
      chain.unshift(`${at.service}: ${at.name}`);
    expect(chain).toEqual([
      'the other side: POST /api/v1/grants',
      'the other side: use case requestGrant',
      'the other side: commit',
      'the other side: deliver',
      'szdex.example: receive',
    ]);
    const [committed] = named('szdex.example', 'commit', spans());
    expect(committed?.parentSpanId).toBe(receive?.spanId);
    expect(attributeOf(receive as Span, 'selat.document.type')).toBe('selat.v1.GrantRequest');
    expect(attributeOf(receive as Span, 'selat.peer')).toBe('my.example');
    // The receipt is filed in the same trace.
    const deliver = named('the other side', 'deliver', spans())[0];
    expect(
      named('the other side', 'commit', spans()).some(({ parentSpanId }) => parentSpanId === deliver?.spanId),
    ).toBe(true);
    expect(new Set(collector.requests)).toEqual(new Set(['POST /v1/traces']));
  });

  it('a trace that the officer brings goes on, and one that is refused names its reason', async () => {
    const traceId = 'a'.repeat(32);
    const headers = { authorization: `Bearer ${await tokenOf(my)}`, traceparent: `00-${traceId}-${'b'.repeat(16)}-01` };
    const url = `http://${my.gateway.apiAddress}/api/v1/grants/sha256:${'0'.repeat(64)}`;
    expect((await fetch(url, { headers })).status).toBe(404);
    const found = await until(async () =>
      collector.spans.find((span) => span.traceId === traceId && span.name.startsWith('use case')),
    );
    expect([found.service, attributeOf(found, 'error.type')]).toEqual(['the other side', 'GRANT_UNKNOWN']);
  });

  it('nobody else names OpenTelemetry, and that file is loaded on demand', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const naming = (what: RegExp) => files.filter((path) => what.test(readFileSync(join(SOURCES, path), 'utf8')));
    expect(naming(/from '@opentelemetry\//)).toEqual(['telemetry/open-tracing.ts']);
    expect(naming(/from '[^']*\/open-tracing\.js'/)).toEqual([]);
    expect(naming(/import\('[^']*\/open-tracing\.js'\)/)).toEqual(['compose/open-telemetry.ts']);
  });
});

async function tokenOf({ made }: TestNode): Promise<string> {
  return (await readFile(made.officer.tokenFile, 'utf8')).trim();
}

describe('OPS-10: no span says what is confidential', () => {
  it('no token, no participant, no title, no path with an id', async () => {
    const text = JSON.stringify(collector.spans);
    const { body } = await szdex.get('/listings?limit=1');
    const [title] = Object.values((body.items[0]?.['titles'] ?? {}) as Record<string, string>);
    expect(title).toBeTruthy();
    for (const hidden of [await tokenOf(my), '/p/', '/o/', 'open-data', title ?? '', 'sha256'])
      expect(text).not.toContain(hidden);
  });
});

describe('OPS-12: a traceparent is text of a stranger', () => {
  const GOOD = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

  it('counts in its one form', () => {
    expect(parseTraceParent(GOOD)).toEqual({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), isSampled: true });
    for (const wrong of [
      ...[
        undefined,
        5,
        Buffer.from(GOOD),
        '',
        `${GOOD} `,
        `${GOOD}-00`,
        GOOD.replace(/^00/, 'ff'),
        GOOD.replace('1', 'G'),
      ],
      ...[
        GOOD.replace(/1{32}/, '0'.repeat(32)),
        GOOD.replace(/2{16}/, '0'.repeat(16)),
        GOOD.toUpperCase().replace('1', 'A'),
      ],
    ]) {
      expect(parseTraceParent(wrong)).toBeUndefined();
    }
  });

  it('whatever it is, it is passed over or comes back as it was, with no flag but the one that is known', () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
    const formed = fc.tuple(hex(32), hex(16), hex(2)).map(([a, b, c]) => `00-${a}-${b}-${c}`);
    fc.assert(
      fc.property(fc.oneof(formed, fc.string({ maxLength: 80 })), (text) => {
        const parsed = parseTraceParent(text);
        if (parsed !== undefined) expect(printTraceParent(parsed).slice(0, 53)).toBe(text.slice(0, 53));
      }),
    );
  });

  it('one that is no traceparent reaches no log and no span', async () => {
    const headers = { authorization: `Bearer ${await tokenOf(my)}`, traceparent: 'planted in a traceparent' };
    expect((await fetch(`http://${my.gateway.apiAddress}/api/v1/node`, { headers })).status).toBe(200);
    const span = await until(async () => collector.spans.find(({ name }) => name === 'GET /api/v1/node'));
    expect(span.parentSpanId ?? '').toBe('');
    expect(JSON.stringify(collector.spans) + my.logs.join('')).not.toContain('planted');
  });
});
