import { inspect } from 'node:util';
import { SelatError } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { findDatabases } from '../../src/config/databases.js';
import { parseConfig, parseConfigWithoutKeys, readSecrets, Secrets } from '../../src/config/index.js';
import { configSchema, FIXES } from '../../src/config/schema.js';

const FILE = '/srv/node/selat.yaml';
const ENV = { SELAT_KEY_PASSPHRASE: 'planted passphrase of the test' };

const GOOD = `exchange:
  id: szdex.example
  jurisdiction: CN
  environment: SANDBOX
  legalEntity:
    names:
      zh-CN: 示例数据交易所
      en: Example Data Exchange
    country: CN
federation:
  listen: 127.0.0.1:7443
  advertise: localhost:7443
api:
  listen: 127.0.0.1:7480
metrics:
  listen: 127.0.0.1:7490
store:
  file: data/selat.sqlite
log:
  shard: 1
  headDir: head
keys:
  dir: keys
tls:
  certificate: tls/gateway.pem
  ca: tls/ca.pem
`;

function refused(text: string, env: Record<string, string> = ENV): string {
  try {
    parseConfig(text, env, FILE);
  } catch (error) {
    if (error instanceof SelatError && error.reason === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('CFG-1: a configuration is read whole or refused with every mistake', () => {
  it('reads the file that init writes, with paths from the folder of the file and defaults for what may be left out', () => {
    const { config } = parseConfig(GOOD, ENV, FILE);
    expect(config).toMatchObject({
      dir: '/srv/node',
      exchange: { id: 'szdex.example', environment: 'SANDBOX', legalEntity: { externalIds: [] } },
      federation: { listen: { host: '127.0.0.1', port: 7443 }, advertise: 'localhost:7443' },
      store: { file: '/srv/node/data/selat.sqlite' },
      log: { shard: 1, headDir: '/srv/node/head' },
      keys: { dir: '/srv/node/keys' },
      limits: { bodyBytes: 8 * 1024 * 1024, stopMs: 10_000 },
      logLevel: 'info',
    });
    expect(config.store).not.toHaveProperty('maxPages');
  });

  it('names every mistake at once, each with its line, key, problem and fix', () => {
    const text = GOOD.replace('SANDBOX', 'TEST')
      .replace('jurisdiction: CN', 'jurisdiction: china')
      .replace('127.0.0.1:7480', '127.0.0.1:99999')
      .replace('  shard: 1\n', '')
      .replace('headDir: head', 'headdir: head')
      .replace('dir: keys', 'dir: [keys]');
    const message = refused(text, {
      SELAT_LOG_LEVEL: 'loud',
      SELAT_DATABASE_URL: 'mysql://u:planted@db.example/selat',
    });
    expect(message).toContain('it has 10 mistakes');
    expect(message).toContain('line 3: exchange.jurisdiction is not two capital letters');
    expect(message).toContain('line 4: exchange.environment is not one of SANDBOX, LIVE');
    expect(message).toContain('line 14: api.listen is not host:port with a port from 0 to 65535');
    expect(message).toMatch(/line \d+: log\.shard is missing\n +fix: write the number of the log/);
    expect(message).toMatch(/log\.headdir is no known key\n +fix: spell it log\.headDir/);
    expect(message).toMatch(/line \d+: keys\.dir is no string/);
    expect(message).toMatch(/SELAT_DATABASE_URL is no URL of PostgreSQL\n +fix: write postgres:/);
    expect(message).toContain('SELAT_LOG_LEVEL is "loud"');
    expect(message).toContain('SELAT_KEY_PASSPHRASE is not set');
    expect(message.match(/fix: /g)).toHaveLength(10);
  });

  it.each([
    ['an empty file', '', 'exchange is missing'],
    ['broken YAML', `${GOOD}\n  - : [`, 'is not YAML'],
    ['a key that stands twice', `${GOOD}keys:\n  dir: other\n`, 'is not YAML'],
    ['an alias', GOOD.replace('dir: keys', 'dir: &a keys').replace('headDir: head', 'headDir: *a'), 'has an alias'],
    ['a list', '- a\n', 'the file is no object'],
    [
      'two servers on one port',
      GOOD.replace('7490', '7480'),
      'metrics.listen is 127.0.0.1:7480, and api.listen has this port',
    ],
    [
      'port 0 for peers',
      GOOD.replace('listen: 127.0.0.1:7443', 'listen: 127.0.0.1:0'),
      'federation.listen is not host:port',
    ],
    ['no name', GOOD.replace(/names:\n.*\n.*\n/, 'names: {}\n'), 'names no language'],
    ['a shard that is no number', GOOD.replace('shard: 1', 'shard: one'), 'log.shard is no'],
  ])('refuses %s', (_, text, problem) => {
    expect(refused(text)).toContain(problem);
  });

  it('lets the environment choose head folder and log level, and refuses two passphrases', () => {
    const { config } = parseConfig(GOOD, { ...ENV, SELAT_HEAD_DIR: '/heads', SELAT_LOG_LEVEL: 'debug' }, FILE);
    expect(config.log.headDir).toBe('/heads');
    expect(config.logLevel).toBe('debug');
    expect(refused(GOOD, { ...ENV, SELAT_KEY_PASSPHRASE_FILE: '/run/secret' })).toContain('unset one of the two');
    expect(parseConfigWithoutKeys(GOOD, {}, FILE).exchange.id).toBe('szdex.example');
  });

  it('has a fix for every key', () => {
    const keys: string[] = [];
    const walk = (schema: z.core.$ZodType, prefix: string): void => {
      const { def } = schema._zod;
      if ('innerType' in def) walk(def.innerType as z.core.$ZodType, prefix);
      if (!('shape' in def)) return;
      for (const [key, child] of Object.entries(def.shape as z.core.$ZodShape)) {
        keys.push(prefix + key);
        walk(child, `${prefix}${key}.`);
      }
    };
    walk(configSchema, '');
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => FIXES[key] === undefined)).toEqual([]);
  });
});

describe('CFG-1: the databases that the environment names are checked without telling their passwords', () => {
  const store = 'postgres://selat:planted-secret@db.example/selat';
  it.each([
    ['no URL', { SELAT_DATABASE_URL: 'planted-secret' }, 'SELAT_DATABASE_URL is no URL'],
    ['another engine', { SELAT_DATABASE_URL: 'mysql://u:planted-secret@db.example/x' }, 'is no URL of PostgreSQL'],
    ['no database', { SELAT_DATABASE_URL: 'postgres://u:planted-secret@db.example' }, 'names no database'],
    ['a head alone', { SELAT_HEAD_DATABASE_URL: store }, 'is set, and SELAT_DATABASE_URL is not'],
    [
      'a head beside the data',
      { SELAT_DATABASE_URL: store, SELAT_HEAD_DATABASE_URL: store.replace('selat:', 'other:') },
      'SELAT_HEAD_DATABASE_URL names the database of SELAT_DATABASE_URL',
    ],
  ])('refuses %s', (_, env, problem) => {
    const message = refused(GOOD, { ...ENV, ...env });
    expect(message).toContain(problem);
    expect(message).not.toContain('planted-secret');
  });

  it('keeps them, and their passwords as written and as meant, with the secrets', () => {
    const env = { ...ENV, SELAT_DATABASE_URL: 'postgres://selat:planted%20%E6%95%B0@db.example/selat' };
    expect(JSON.stringify(parseConfig(GOOD, env, FILE))).not.toContain('planted%20');
    const secrets = new Secrets('passphrase', findDatabases(env));
    expect(secrets.databases).toEqual({ store: env.SELAT_DATABASE_URL });
    expect(secrets.values).toEqual(['passphrase', 'planted%20%E6%95%B0', 'planted 数']);
    expect(inspect(secrets, { depth: 9, showHidden: true })).not.toContain('planted');
  });
});

describe('CFG-1: a passphrase is in no configuration, JSON or inspector', () => {
  it('keeps the passphrase in a type that prints as redacted', async () => {
    const parsed = parseConfig(GOOD, ENV, FILE);
    const secrets = await readSecrets(parsed.passphrase);
    expect(secrets.keyPassphrase).toBe(ENV.SELAT_KEY_PASSPHRASE);
    for (const text of [JSON.stringify(parsed), inspect(parsed, { depth: 9, showHidden: true }), `${secrets}`]) {
      expect(text).not.toContain('planted');
    }
  });

  it('names a passphrase file that cannot be read', async () => {
    await expect(readSecrets({ kind: 'file', path: '/nowhere/passphrase' })).rejects.toThrow(
      'cannot read passphrase file /nowhere/passphrase: ENOENT',
    );
  });
});
