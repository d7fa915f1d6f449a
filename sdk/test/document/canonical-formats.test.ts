import { SCHEMA } from '@selat/proto/schema.js';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/document/canonical/index.js';

const FORMS: Readonly<Record<string, { good: readonly string[]; bad: readonly string[] }>> = {
  'exchange-id': {
    good: ['my.example', 'a.b', 'xn--fiqs8s.example', `${'a'.repeat(63)}.example`],
    bad: [
      'example',
      'My.example',
      'my.example.',
      '-a.example',
      'a-.example',
      '10.0.0.1',
      `${'a'.repeat(64)}.example`,
      'a..b',
      `${'a.'.repeat(127)}`,
    ],
  },
  'party-id': {
    good: [
      'my.example',
      'my.example/p/acme',
      'my.example/a/pdp',
      'my.example/o/x1',
      'my.example/l/a-b',
      'my.example/d/1',
    ],
    bad: [
      'my.example/q/acme',
      'my.example/p/',
      'my.example/p/Acme',
      'my.example/p/a/b',
      'my.example/p/-a',
      'example/p/a',
      '/p/a',
    ],
  },
  'participant-id': { good: ['my.example/p/a'], bad: ['my.example', 'my.example/l/a'] },
  'authority-id': { good: ['my.example/a/a'], bad: ['my.example', 'my.example/p/a'] },
  'officer-id': { good: ['my.example/o/a'], bad: ['my.example', 'my.example/p/a'] },
  'listing-id': { good: ['my.example/l/a'], bad: ['my.example', 'my.example/p/a'] },
  'product-id': { good: ['my.example/d/a'], bad: ['my.example', 'my.example/p/a'] },
  slug: { good: ['a', 'a-1', '9'.repeat(64)], bad: ['', 'A', 'a_b', '-a', 'a-', 'a'.repeat(65)] },
  chain: { good: ['*', '-', 'my.example'], bad: ['', '**', 'example', 'my.example/p/a'] },
  'log-origin': {
    good: ['my.example/log/live-1', 'my.example/log/sandbox-12'],
    bad: [
      'my.example/log/LIVE-1',
      'my.example/log/live-0',
      'my.example/log/live-01',
      'my.example/log/live',
      'example/log/live-1',
    ],
  },
  country: { good: ['CN', 'MY', 'ZZ'], bad: ['cn', 'CHN', 'C', 'C1'] },
  currency: { good: ['CNY', 'MYR'], bad: ['cny', 'CN', 'YUAN'] },
  language: {
    good: ['en', 'ms-MY', 'zh-CN', 'zh-Hans', 'zh-Hans-CN', 'es-419'],
    bad: ['EN', 'zh_CN', 'zh-cn', 'english', 'en-'],
  },
  day: {
    good: ['2024-02-29', '2000-02-29', '2026-12-31'],
    bad: [
      '2023-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-1-1',
      '0000-01-01',
      '2026-01-01T00:00:00Z',
    ],
  },
  period: {
    good: ['2024', '2024-02', '2024-Q4', '2024-02-29'],
    bad: ['24', '2024-13', '2024-Q5', '2023-02-29', '0000'],
  },
  digest: {
    good: [`sha256:${'0'.repeat(64)}`],
    bad: [`sha256:${'A'.repeat(64)}`, '0'.repeat(64), `sha256:${'0'.repeat(63)}`],
  },
  'https-url': {
    good: ['https://my.example', 'https://my.example:8443/a/b%20c?d=e', 'https://localhost:1/', 'https://[::1]:9/'],
    bad: [
      'http://my.example',
      'https://u@my.example',
      'https://my.example/#a',
      'https://my.example:65536',
      'https://MY.example',
      'https://my.example/a b',
      'https://my.example/%zz',
      'https://',
    ],
  },
  'host-port': {
    good: ['my.example:443', '127.0.0.1:65535', '[::1]:1'],
    bad: ['my.example', 'my.example:0', 'my.example:65536', 'My.example:1', ':1'],
  },
  mime: {
    good: ['application/json', 'application/vnd.a.b+json'],
    bad: ['json', 'Application/json', 'text/plain; charset=utf-8'],
  },
  semver: { good: ['1.0.0', '0.1.0-rc.1+b.2'], bad: ['1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0-01'] },
  code: { good: ['A', 'CN_SA', 'T2_B'], bad: ['a', '_A', 'A_', 'A__B', '1A', 'A-B'] },
  kid: { good: [`${'a'.repeat(42)}A`], bad: [`${'a'.repeat(42)}B`, 'a'.repeat(42), `${'a'.repeat(42)}=`] },
};

describe('DOC-11: closed forms', () => {
  test.each(Object.keys(FORMATS))('%s', (name) => {
    const form = FORMATS[name];
    for (const value of FORMS[name]?.good ?? ['(no example)']) expect(form?.matches(value), value).toBe(true);
    for (const value of ['', ...(FORMS[name]?.bad ?? [])]) expect(form?.matches(value), value).toBe(false);
  });

  test('every form that a .proto file names has its table row', () => {
    const named = Object.values(SCHEMA).flatMap((row) => row.fields.map((field) => field.rules?.format));
    expect([...new Set(named)].filter((name) => name !== undefined && FORMATS[name] === undefined)).toEqual([]);
  });
});
