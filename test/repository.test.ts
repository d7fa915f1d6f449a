import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectNone, FILES, HAND_WRITTEN, lineAt, matchesOf, read } from './repository-files.js';

function member(path: string, name: string): unknown {
  const value: unknown = JSON.parse(read(path));
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

const LOCKED = z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}) });

const WORKSPACES = ['proto', 'sdk', 'gateway', 'conformance'];

describe('a clone is all that is needed', () => {
  it('locks dependencies without naming a registry host', () => {
    const hosts = matchesOf('package-lock.json', /"resolved": "https?:[^"]*"|registry\.[a-z]/g);
    expectNone(
      hosts.map(({ line, match }) => ({
        path: 'package-lock.json',
        line,
        what: `names ${match[0]}; install with the .npmrc of the repository`,
      })),
    );
  });

  // A lockfile made where the packages of other platforms cannot be fetched leaves them out, and `npm ci` refuses it.
  it('locks the packages of every platform', () => {
    const locked = z.object({ packages: z.record(z.string(), LOCKED) }).parse(JSON.parse(read('package-lock.json')));
    const left = Object.entries(locked.packages).flatMap(([owner, { optionalDependencies }]) =>
      Object.keys(optionalDependencies)
        .filter(
          (name) => !(`node_modules/${name}` in locked.packages || `${owner}/node_modules/${name}` in locked.packages),
        )
        .map((name) => ({
          path: 'package-lock.json',
          line: 1,
          what: `has no entry for ${name}, which ${owner} names`,
        })),
    );
    expectNone(left);
  });

  it('names no registry host anywhere else', () => {
    expectNone(
      HAND_WRITTEN.flatMap((path) =>
        matchesOf(path, /\bregistry\.(?:npmjs|npmmirror|yarnpkg)\b/g).map(({ line }) => ({
          path,
          line,
          what: 'names a package registry; leave it to the configuration of the machine',
        })),
      ),
    );
  });

  it('builds when it is installed', () => {
    expect(member('package.json', 'scripts')).toMatchObject({ prepare: expect.stringContaining('build') });
  });

  it('gives every package the version that the changelog opens with', () => {
    const [, newest] = /^## (\d+\.\d+\.\d+\S*)/m.exec(read('CHANGELOG.md')) ?? [];
    const versions = ['package.json', ...WORKSPACES.map((name) => `${name}/package.json`)].map((path) => [
      path,
      member(path, 'version'),
    ]);
    expect(versions).toEqual(versions.map(([path]) => [path, newest]));
  });

  it('gives every package the licence of the repository', () => {
    expect(read('LICENSE')).toContain('Apache License');
    expect(WORKSPACES.map((name) => member(`${name}/package.json`, 'license'))).toEqual(
      WORKSPACES.map(() => 'Apache-2.0'),
    );
  });
});

describe('files are written one way', () => {
  it('ends every text file with one newline', () => {
    const wrong = HAND_WRITTEN.filter((path) => read(path) !== '' && !/[^\n]\n$/.test(read(path)));
    expectNone(
      wrong.map((path) => ({
        path,
        line: lineAt(read(path), read(path).length),
        what: 'does not end with one newline',
      })),
    );
  });

  it('has no carriage return and no byte order mark', () => {
    const wrong = HAND_WRITTEN.filter((path) => read(path).includes('\r\n') || read(path).startsWith('\uFEFF'));
    expectNone(
      wrong.map((path) => ({
        path,
        line: 1,
        what: 'has a carriage return or a byte order mark; save it as UTF-8 with \\n',
      })),
    );
  });

  it('has no merge marker and no note to do something later without its issue', () => {
    const markers = HAND_WRITTEN.flatMap((path) =>
      matchesOf(path, /^(?:<{7}|>{7}) |\b(?:FIXME|XXX:|TODO(?!\w)(?! \(#\d+\)))/gm).map((found) => ({
        path,
        ...found,
      })),
    );
    const allowed = ['CONTRIBUTING.md', 'test/repository.test.ts'];
    expectNone(
      markers
        .filter(({ path }) => !allowed.includes(path))
        .map(({ path, line, match }) => ({ path, line, what: `has "${match[0].trim()}"; do it, or name the issue` })),
    );
  });

  it('names its files in kebab-case', () => {
    const conventional = /(?:^|\/)(?:README|LICENSE|CHANGELOG|CONTRIBUTING|NOTICE|Dockerfile)(?:\.md)?$/;
    const data = /^(?:gateway\/examples|gateway\/demo|conformance\/vectors)\//;
    const wrong = FILES.filter((path) => !conventional.test(path) && !data.test(path) && !/^[a-z0-9_./-]+$/.test(path));
    expectNone(wrong.map((path) => ({ path, line: 1, what: 'is not named in kebab-case' })));
  });
});

describe('the repository speaks of Selat, not of the desk that it was written at', () => {
  // Spelt in parts so that this file does not find itself.
  const words = [
    ['co-authored', '-by'],
    ['generated ', 'with'],
    ['as an ', 'ai\\b'],
    ['language ', 'model (?:wrote|made)'],
    ['\\bclau', 'de\\b'],
    ['\\bco', 'pilot\\b'],
    ['chat', 'gpt'],
    ['\\bprom', 'pts? (?:said|asked|told)'],
    ['/wo', 'rk/'],
    ['/tmp/br', 'ief'],
    ['sub', 'agent'],
  ].map((parts) => parts.join(''));

  it('has no word about how it was made', () => {
    const pattern = new RegExp(words.join('|'), 'gi');
    expectNone(
      HAND_WRITTEN.flatMap((path) =>
        matchesOf(path, pattern).map(({ line, match }) => ({ path, line, what: `says "${match[0]}"; remove it` })),
      ),
    );
  });
});
