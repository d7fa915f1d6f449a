import { SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HTTP_STATUS, openApi, openHealth } from '../../src/api/index.js';
import { TOKENS } from './recorded-use-cases.js';
import { AT, random, serveApi } from './serve-api.js';

let served: Awaited<ReturnType<typeof serveApi>>;
let send: typeof served.send;
let call: typeof served.call;

beforeAll(async () => {
  served = await serveApi();
  ({ send, call } = served);
});
afterAll(() => served.api.close());

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

  it('lists the codes of a short registry', async () => {
    const body = JSON.stringify({ reason: 'NOPE' });
    const path = '/api/v1/listings/my.example%2Fl%2Fbirths/suspend';
    const { body: answer } = await send('POST', path, { token, body, headers: json });
    expect(answer.error.message).toMatch(/reason: is no code of registry listing-reason: .*QUALITY/);
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
    served.failing.error = new SelatError(
      reason,
      'cannot do it: facts say why',
      { a: '1' },
      { cause: new Error('inner') },
    );
    const answer = await call('GET /grants', token);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ reason, message: 'cannot do it: facts say why', facts: { a: '1' } });
    expect(Object.keys(answer.body.error).sort()).toEqual(['facts', 'fix', 'message', 'reason', 'requirement']);
  });

  it('answers what is deferred with 503 and the time to wait', async () => {
    served.failing.error = new SelatError('BUSY', 'cannot now', { retryAfterMs: '2500' });
    const answer = await call('GET /grants', token);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  });

  it('answers a bug with 500, "internal error" and an id, and logs the error under that id', async () => {
    served.failing.error = new TypeError('secret detail of the inside');
    const { status, body } = await call('GET /grants', token);
    expect([status, body.error.reason, body.error.message]).toEqual([500, 'INTERNAL', 'internal error']);
    expect(JSON.stringify(body)).not.toContain('secret detail');
    expect(served.log.find((line) => line.includes(body.error.facts['incident'] ?? '-'))).toContain('secret detail');
  });
});

describe('API-1: logs and headers give nothing away', () => {
  it('logs method and path of a request, never its token, query or body', async () => {
    await send('GET', '/api/v1/listings?after=planted-query', { token: TOKENS['operator'] });
    await call('POST /officers', TOKENS['operator']);
    const text = served.log.join('');
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
    const at = { host: '127.0.0.1', port: Number(served.api.address.split(':')[1]) };
    const again = openApi({ useCases: served.useCases, listen: at, logger: served.logger, random, bodyBytes: 1 });
    await expect(again).rejects.toMatchObject({
      reason: 'LISTEN_FAILED',
      facts: { key: 'api.listen', code: 'EADDRINUSE' },
    });
  });

  it('is healthy while it answers and ready while every check holds', async () => {
    const checks = [{ name: 'store', ok: true }];
    const health = await openHealth({ listen: AT, logger: served.logger, checks: async () => checks });
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
