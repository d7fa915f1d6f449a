import { SelatError } from '@selat/sdk/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS, operation } from '../../src/api/index.js';
import { OFFICER_ROLES, type OfficerRole } from '../../src/domain/rows.js';
import { QUESTIONS } from './questions.js';
import { MEMBER, MEMBER_TOKEN, TOKENS } from './recorded-use-cases.js';
import { SAMPLES } from './samples.js';
import { serveApi } from './serve-api.js';

let served: Awaited<ReturnType<typeof serveApi>>;
let send: typeof served.send;
let call: typeof served.call;

beforeAll(async () => {
  served = await serveApi();
  ({ send, call } = served);
});
afterAll(() => served.api.close());

const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const TABLE = OPERATIONS.filter(({ path }) => path !== '/openapi.json' && path !== '/grants');
const NAMED = OPERATIONS.filter(({ caller }) => caller !== 'code').map((row) => ({ name: keyOf(row), row }));
const OFFICERS = NAMED.filter(({ row }) => row.caller === 'officer');
const MEMBERS = NAMED.filter(({ row }) => row.caller === 'member');
const CODES = OPERATIONS.filter(({ caller }) => caller === 'code');

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
  it.each(OFFICERS)('$name', async ({ row }) => {
    for (const role of OFFICER_ROLES) {
      served.failing.error = new SelatError('GRANT_UNKNOWN', 'cannot find it');
      const { status, body } = await call(keyOf(row), TOKENS[role]);
      const allowed = row.roles.includes(role);
      if (allowed) expect(status, role).toBe(keyOf(row) === 'GET /grants' ? 404 : 200);
      else expect([status, body.error.reason], role).toEqual([403, 'ROLE_FORBIDDEN']);
    }
    expect((await call(keyOf(row), MEMBER_TOKEN)).status, 'a member').toBe(401);
  });

  it.each(MEMBERS)('$name answers the member that calls, and no officer', async ({ row }) => {
    expect((await call(keyOf(row), MEMBER_TOKEN)).status).toBe(200);
    for (const role of OFFICER_ROLES) expect((await call(keyOf(row), TOKENS[role])).status, role).toBe(401);
  });

  it('answers without a token only where a one-time code is redeemed', async () => {
    expect(CODES.map(keyOf)).toEqual(['POST /enrolments/redeem']);
    expect((await call('POST /enrolments/redeem')).status).toBe(200);
    const body = JSON.stringify({ number: 'x'.repeat(5000) });
    const large = await send('POST', '/api/v1/enrolments/redeem', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([large.status, large.body.error.reason]).toEqual([429, 'LIMIT_EXCEEDED']);
  });

  it('reaches every verb of the back office with the officer and the parsed input', async () => {
    for (const row of TABLE) {
      const sample = SAMPLES[keyOf(row)];
      served.calls.length = 0;
      const role = row.roles.find((each) => each === 'operator') ?? row.roles[0] ?? 'operator';
      await call(keyOf(row), row.caller === 'member' ? MEMBER_TOKEN : TOKENS[role]);
      expect(served.calls.at(-1)?.verb, keyOf(row)).toBe(sample?.verb);
      const officer = { id: `szdex.example/o/${role}`, role };
      const acts = row.method === 'POST' && !QUESTIONS.includes(keyOf(row));
      const by = { officer: acts ? [officer] : [], member: [MEMBER], code: [] }[row.caller];
      const args = [...by, ...(sample?.args ?? [])];
      expect(served.calls.at(-1)?.args, keyOf(row)).toEqual(args);
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
