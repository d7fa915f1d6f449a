import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiLimiter, type Listener, openApi } from '../../src/api/index.js';
import { openLogger } from '../../src/logging/index.js';
import { recordedUseCases, TOKENS } from './recorded-use-cases.js';
import { AT, random } from './serve-api.js';

const clock = { now: 1_771_819_200_000 };
let api: Listener;

beforeAll(async () => {
  const limiter = new ApiLimiter({ requestsPerSecond: 2, wrongTokensPerMinute: 3 }, () => clock.now);
  const logger = openLogger({ level: 'silent', destination: { write: () => undefined } });
  const { useCases } = recordedUseCases();
  api = await openApi({ useCases, listen: AT, logger, random, bodyBytes: 65_536, limiter });
});
afterAll(() => api?.close());

async function ask(token: string) {
  const response = await fetch(`http://${api.address}/api/v1/peers`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { error?: { reason: string; facts: Record<string, string> } };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), error: body.error };
}

const guess = (at: number) => `selat_${String(at).padEnd(43, 'z')}`;

describe('OPS-6: an officer who asks too much is told when to ask again', () => {
  it('with 429 and Retry-After; other officers go on', async () => {
    const { auditor = '', reviewer = '' } = TOKENS;
    for (let at = 0; at < 4; at += 1) expect((await ask(auditor)).status).toBe(200);
    const refused = await ask(auditor);
    expect(refused).toMatchObject({
      ...{ status: 429, retryAfter: '1' },
      error: { reason: 'API_RATE_EXCEEDED', facts: { limit: '2', observed: '5', retryAfterMs: '500' } },
    });
    expect((await ask(reviewer)).status).toBe(200);
    clock.now += 500;
    expect((await ask(auditor)).status).toBe(200);
  });
});

describe('OPS-7: unknown tokens are looked up only so often', () => {
  it('for an address; who is at work goes on, and a right token that nobody has used yet waits too', async () => {
    const { auditor = '', finance = '' } = TOKENS;
    for (let at = 0; at < 3; at += 1) expect((await ask(guess(at))).status).toBe(401);
    const refused = await ask(guess(3));
    expect(refused).toMatchObject({ status: 429, error: { reason: 'API_RATE_EXCEEDED', facts: { limit: '3' } } });
    expect(refused.error?.facts['observed']).toBe('6');
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await ask(finance)).status).toBe(429);
    clock.now += 1_000;
    expect((await ask(auditor)).status).toBe(200);
    clock.now += 20_000;
    expect((await ask(finance)).status).toBe(200);
  });
});
