import { randomBytes } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HTTP_STATUS, type Listener, OPERATIONS, openApi, openHealth, operation } from '../../src/api/index.js';
import { OFFICER_ROLES, type OfficerRole } from '../../src/domain/rows.js';
import { openLogger } from '../../src/logging/index.js';
import { recordedUseCases, TOKENS } from './recorded-use-cases.js';
import { SAMPLES } from './samples.js';

const AT = { host: '127.0.0.1', port: 0 };
const random = (bytes: number) => randomBytes(bytes);
const failing: { error: unknown } = { error: new Error('unset') };
const { useCases, calls } = recordedUseCases({
  listGrants: () => {
    throw failing.error;
  },
  descriptor: () => ({ payload: 'e30', signatures: [] }),
});
const log: string[] = [];
const logger = openLogger({ level: 'debug', destination: { write: (line) => log.push(line) } });
let api: Listener;

beforeAll(async () => {
  api = await openApi({ useCases, listen: AT, logger, random, bodyBytes: 65_536 });
});
afterAll(() => api.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly error: {
      reason: string;
      message: string;
      fix: string;
      requirement: string;
      facts: Record<string, string>;
    };
  } & Record<string, unknown>;
}

async function send(
  method: string,
  path: string,
  init: RequestInit & { token?: string | undefined } = {},
): Promise<Answer> {
  const { token, ...rest } = init;
  const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...rest.headers };
  const response = await fetch(`http://${api.address}${path}`, { method, ...rest, headers });
  return { status: response.status, headers: response.headers, body: JSON.parse((await response.text()) || 'null') };
}

function call(key: string, token?: string): Promise<Answer> {
  const sample = SAMPLES[key];
  const [method = '', path = ''] = key.split(' ');
  const filled = path.replace(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(sample?.params?.[name] ?? ''));
  const query = sample?.query === undefined ? '' : `?${new URLSearchParams(sample.query)}`;
  const json = { body: JSON.stringify(sample?.body ?? {}), headers: { 'content-type': 'application/json' } };
  return send(method, `/api/v1${filled}${query}`, { token, ...(method === 'GET' ? {} : json) });
}

const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const TABLE = OPERATIONS.filter(({ path }) => path !== '/openapi.json' && path !== '/grants');
const NAMED = OPERATIONS.map((row) => ({ name: keyOf(row), row }));

describe('API-1: no operation answers without the token of an active officer', () => {
  it.each(NAMED)('$name answers 401 without a token', async ({ row }) => {
    const { status, body, headers } = await call(keyOf(row));
    expect([status, body.error.reason]).toEqual([401, 'TOKEN_INVALID']);
    expect(headers.get('www-authenticate')).toContain('Bearer');
  });

  it.each(['selat_unknown', 'x'.repeat(600), 'has space', ''])('refuses token %j', async (token) => {
    expect((await call('GET /node', token)).status).toBe(401);
  });

  it('refuses another scheme, and reads no body of a stranger', async () => {
    expect((await send('GET', '/api/v1/node', { headers: { authorization: 'Basic b3BlcmF0b3I6eA==' } })).status).toBe(
      401,
    );
    const body = 'x'.repeat(200_000);
    expect(
      (await send('POST', '/api/v1/drafts', { body, headers: { 'content-type': 'application/json' } })).status,
    ).toBe(401);
  });

  it('answers 401, not 404, on unknown paths', async () => {
    for (const path of ['/', '/api/v1/nothing', '/console/', '/metrics'])
      expect((await send('GET', path)).status).toBe(401);
    const { status, body } = await send('DELETE', '/api/v1/node', { token: TOKENS['operator'] });
    expect([status, body.error.reason]).toEqual([404, 'ROUTE_UNKNOWN']);
  });
});

describe('API-2: each operation answers the roles of its row and no other', () => {
  it.each(NAMED)('$name', async ({ row }) => {
    for (const role of OFFICER_ROLES) {
      failing.error = new SelatError('GRANT_UNKNOWN', 'cannot find it');
      const { status, body } = await call(keyOf(row), TOKENS[role]);
      const allowed = row.roles.includes(role);
      if (allowed) expect(status, role).toBe(keyOf(row) === 'GET /grants' ? 404 : 200);
      else expect([status, body.error.reason], role).toEqual([403, 'ROLE_FORBIDDEN']);
    }
  });

  it('reaches every verb of the back office with the officer and the parsed input', async () => {
    for (const row of TABLE) {
      const sample = SAMPLES[keyOf(row)];
      calls.length = 0;
      await call(keyOf(row), TOKENS['operator']);
      expect(calls.at(-1)?.verb, keyOf(row)).toBe(sample?.verb);
      const actor = { id: 'szdex.example/o/operator', role: 'operator' };
      const args = row.method === 'POST' ? [actor, ...(sample?.args ?? [])] : sample?.args;
      expect(calls.at(-1)?.args, keyOf(row)).toEqual(args);
    }
  });

  it('cannot register an operation without a role', () => {
    const roles: readonly OfficerRole[] = [];
    const row = { ...OPERATIONS[0], roles } as unknown as Parameters<typeof operation>[0];
    expect(() => operation(row)).toThrow('names no role');
  });

  it('describes exactly what it serves as OpenAPI', async () => {
    const { body } = await call('GET /openapi.json', TOKENS['auditor']);
    const paths = body['paths'] as Record<string, Record<string, object>>;
    const described = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    const served = OPERATIONS.map(({ method, path }) => `${method} /api/v1${path.replace(/:([a-z]+)/g, '{$1}')}`);
    expect(described.sort()).toEqual(served.sort());
  });
});

describe('API-3: a request that does not fit is refused with every field', () => {
  const token = TOKENS['operator'];
  const json = { 'content-type': 'application/json' };

  it('names each wrong, missing and unknown field', async () => {
    const body = JSON.stringify({ slug: 'UPPER', names: [], country: 'xx', roles: ['provider'], surprise: 1 });
    const { status, body: answer } = await send('POST', '/api/v1/participants', { token, body, headers: json });
    expect([status, answer.error.reason]).toEqual([400, 'REQUEST_INVALID']);
    expect(Object.keys(answer.error.facts).sort()).toEqual(['country', 'names', 'slug', 'the request']);
    expect(answer.error.message).toContain('surprise');
  });

  it.each([
    ['broken JSON', '{"slug":', json, 400],
    ['JSON that is no object', '[1]', json, 400],
    ['another content type', 'slug=a', { 'content-type': 'text/plain' }, 400],
    ['an unknown charset', '{}', { 'content-type': 'application/json; charset=latin9' }, 400],
    ['an unknown content encoding', '{}', { ...json, 'content-encoding': 'rot13' }, 400],
    ['a body above the limit', JSON.stringify({ slug: 'x'.repeat(70_000) }), json, 429],
  ])('refuses %s with a typed error', async (_, body, headers, expected) => {
    const { status, body: answer } = await send('POST', '/api/v1/officers', { token, body, headers });
    expect(status).toBe(expected);
    expect(answer.error.reason).toBe(expected === 429 ? 'LIMIT_EXCEEDED' : 'REQUEST_INVALID');
    expect(answer.error.fix).not.toBe('');
  });

  it('refuses a path that cannot be decoded and a name that stands in path and body', async () => {
    expect((await send('GET', '/api/v1/listings/%E0%A4', { token })).body.error.reason).toBe('REQUEST_INVALID');
    const body = JSON.stringify({ id: 'other' });
    const path = `/api/v1/grants/${encodeURIComponent(`sha256:${'ab'.repeat(32)}`)}/offer`;
    expect((await send('POST', path, { token, body, headers: json })).body.error.message).toContain(
      'id stands in the path',
    );
    expect((await send('GET', '/api/v1/grants?limit=0', { token })).status).toBe(400);
  });
});

describe('ERR-7: a failure is printed by its kind and never with its cause', () => {
  const token = TOKENS['operator'];

  it.each([
    ['GRANT_UNKNOWN', HTTP_STATUS.missing],
    ['DOCUMENT_CHANGED', HTTP_STATUS.conflict],
    ['GRANT_TRANSITION_REFUSED', HTTP_STATUS.refused],
    ['NOT_IN_THIS_BUILD', HTTP_STATUS.unimplemented],
    ['STORE_FULL', 507],
  ] as const)('answers %s with %i', async (reason, status) => {
    failing.error = new SelatError(reason, 'cannot do it: facts say why', { a: '1' }, { cause: new Error('inner') });
    const answer = await call('GET /grants', token);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ reason, message: 'cannot do it: facts say why', facts: { a: '1' } });
    expect(Object.keys(answer.body.error).sort()).toEqual(['facts', 'fix', 'message', 'reason', 'requirement']);
  });

  it('answers what is deferred with 503 and the time to wait', async () => {
    failing.error = new SelatError('BUSY', 'cannot now', { retryAfterMs: '2500' });
    const answer = await call('GET /grants', token);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  });

  it('answers a bug with 500, "internal error" and an id, and logs the error under that id', async () => {
    failing.error = new TypeError('secret detail of the inside');
    const { status, body } = await call('GET /grants', token);
    expect([status, body.error.reason, body.error.message]).toEqual([500, 'INTERNAL', 'internal error']);
    expect(JSON.stringify(body)).not.toContain('secret detail');
    expect(log.find((line) => line.includes(body.error.facts['incident'] ?? '-'))).toContain('secret detail');
  });
});

describe('API-1: logs and headers give nothing away', () => {
  it('logs method and path of a request, never its token, query or body', async () => {
    await send('GET', '/api/v1/listings?after=planted-query', { token: TOKENS['operator'] });
    await call('POST /officers', TOKENS['operator']);
    const text = log.join('');
    expect(text).toMatch(/"path":"\/api\/v1\/listings".*"statusCode":200/);
    for (const secret of ['planted-query', ...Object.values(TOKENS)]) expect(text).not.toContain(secret);
  });

  it('sends no CORS header, no powered-by, and forbids caching, framing and sniffing', async () => {
    const { headers } = await send('GET', '/api/v1/node', {
      token: TOKENS['operator'],
      headers: { origin: 'https://evil.example' },
    });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control') || name === 'x-powered-by')).toEqual(
      [],
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves the own descriptor publicly', async () => {
    const { status, headers, body } = await send('GET', '/.well-known/selat');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/jose+json; charset=utf-8']);
    expect(body).toEqual({ payload: 'e30', signatures: [] });
  });
});

describe('CFG-4: servers say which key to change, and whether they are ready', () => {
  it('names the key of a port that is taken', async () => {
    const at = { host: '127.0.0.1', port: Number(api.address.split(':')[1]) };
    const again = openApi({ useCases, listen: at, logger, random, bodyBytes: 1 });
    await expect(again).rejects.toMatchObject({
      reason: 'LISTEN_FAILED',
      facts: { key: 'api.listen', code: 'EADDRINUSE' },
    });
  });

  it('is healthy while it answers and ready while every check holds', async () => {
    const checks = [{ name: 'store', ok: true }];
    const health = await openHealth({ listen: AT, logger, checks: async () => checks });
    const get = (path: string) => fetch(`http://${health.address}${path}`);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    checks.push({ name: 'log', ok: false });
    const unready = await get('/readyz');
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({ ok: false, checks });
    expect((await get('/other')).status).toBe(404);
    await health.close();
    await expect(get('/healthz')).rejects.toThrow();
  });
});
