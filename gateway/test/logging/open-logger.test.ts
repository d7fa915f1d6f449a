import { randomBytes } from 'node:crypto';
import { SelatError } from '@selat/sdk/errors';
import { generatePrivateKey } from '@selat/sdk/keys';
import { generateTlsKey } from '@selat/sdk/keys/certificates';
import { describe, expect, it } from 'vitest';
import { newApiToken, Secrets } from '../../src/config/index.js';
import { openLogger } from '../../src/logging/index.js';

const random = (bytes: number) => randomBytes(bytes);
const PASSPHRASE = 'planted "passphrase" of the test';

function open(secrets: readonly string[] = []) {
  const lines: string[] = [];
  const logger = openLogger({ level: 'debug', destination: { write: (line) => lines.push(line) }, secrets });
  return { logger, lines, text: () => lines.join('') };
}

describe('API-1: no log line holds a secret', () => {
  const token = newApiToken(random);

  it.each([
    ['an API token in a message', token, `refused ${token}`, {}],
    ['an API token in a nested header', token, 'request', { req: { headers: { authorization: `Bearer ${token}` } } }],
    ['a foreign bearer token in text', 'abcdefgh12345678', 'header Bearer abcdefgh12345678', {}],
    ['a password under its name', 'hunter-two', 'login', { input: [{ Password: 'hunter-two' }] }],
    ['a token under its name', 'short-token', 'login', { token: 'short-token' }],
    ['secrets that are no text', '"data"', 'key', { privateKey: { data: [1, 2, 3] } }],
    [
      'a passphrase held as Secrets',
      'planted',
      'start',
      { secrets: new Secrets(PASSPHRASE), deep: [new Secrets(PASSPHRASE)] },
    ],
  ])('keeps out %s', (_, secret, message, members) => {
    const { logger, text } = open();
    logger.info(members, message);
    expect(text()).toContain('[redacted]');
    expect(text()).not.toContain(secret);
  });

  it('keeps out private keys in PEM, in base64 and as a JWK', async () => {
    const { logger, text } = open();
    const pem = await generateTlsKey();
    const inside = pem.split('\n')[3] ?? '';
    logger.error({ err: new Error(`cannot parse ${pem}`) }, `key was ${pem}`);
    for (const alg of ['Ed25519', 'ES256', 'SGD_SM3_SM2'] as const) {
      const der = generatePrivateKey(alg, random).toPkcs8();
      logger.error({ bytes: der, text: der.toString('base64') });
      expect(text()).not.toContain(der.toString('base64').slice(30, 60));
    }
    logger.error(
      JSON.parse('{"jwk":{"kty":"OKP"}}'),
      '{"kty":"OKP","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}',
    );
    expect(text()).not.toContain('nWGxne');
    expect(inside).toHaveLength(64);
    expect(text()).not.toContain(inside);
  });

  it('keeps out a known value wherever it stands, also escaped and in the cause of an error', () => {
    const { logger, text } = open([PASSPHRASE]);
    const cause = new Error(`tried ${PASSPHRASE}`);
    logger.warn({ err: new SelatError('KEYSTORE_LOCKED', 'cannot open keys', { tried: PASSPHRASE }, { cause }) });
    logger.child({ note: PASSPHRASE }).info(PASSPHRASE);
    expect(text()).not.toContain('planted');
    expect(text()).toContain('KEYSTORE_LOCKED');
  });
});

describe('ERR-1: a log line says what happened in fields', () => {
  it('is one JSON object with level, time and message, and the reason of an error', () => {
    const { logger, lines } = open();
    logger.info({ peer: 'my.example', size: 3 }, 'peer pinned');
    logger.error({ err: new SelatError('GRANT_UNKNOWN', 'cannot find grant x', { id: 'x' }) }, 'request failed');
    logger.trace('not written at level debug');
    const [first, second, ...rest] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ level: 'info', msg: 'peer pinned', peer: 'my.example', size: 3 });
    expect(first.time).toBeTypeOf('number');
    expect(second.err).toEqual({
      reason: 'GRANT_UNKNOWN',
      message: 'cannot find grant x',
      requirement: 'GRT-1',
      facts: { id: 'x' },
    });
    expect(rest).toEqual([]);
  });
});
