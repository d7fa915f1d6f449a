import { REASONS } from '@selat/sdk/errors';
import { describe, expect, it } from 'vitest';
import { expectNone, type Finding, HAND_WRITTEN, matchesOf, read } from './repository-files.js';
import { CHAPTERS, isStated, LATER, STATED } from './spec.js';

/** Citations of a requirement that no chapter states. */
function unstated(paths: readonly string[], pattern: RegExp): Finding[] {
  return paths.flatMap((path) =>
    matchesOf(path, pattern).flatMap(({ line, match }) =>
      [...match[0].matchAll(/[A-Z]{3}-\d+/g)]
        .filter(([id]) => !isStated(id))
        .map(([id]) => ({
          path,
          line,
          what: `cites ${id}, which docs/spec does not state; correct the id or state the requirement`,
        })),
    ),
  );
}

describe('the specification says each thing once', () => {
  it('states every requirement in one place', () => {
    const first = new Map(STATED.map(({ id, path, line }) => [id, `${path}:${line}`] as const).reverse());
    const again = STATED.filter(({ id, path, line }) => first.get(id) !== `${path}:${line}`);
    expectNone(
      again.map(({ id, path, line }) => ({
        path,
        line,
        what: `states ${id} again (first at ${first.get(id)}); give it the next free number`,
      })),
    );
  });

  it('states each requirement in one sentence with one MUST', () => {
    const wrong = STATED.filter(
      ({ sentence }) => (sentence.match(/\bMUST\b/g) ?? []).length !== 1 || !sentence.trimEnd().endsWith('.'),
    );
    expectNone(
      wrong.map(({ id, path, line }) => ({
        path,
        line,
        what: `${id} is not one sentence with one MUST on one line; split it or reword it`,
      })),
    );
  });

  it('keeps the requirements of a prefix in one chapter', () => {
    const astray = STATED.filter(
      ({ id, path }) => CHAPTERS[id.slice(0, 3)] !== undefined && path !== `docs/spec/${CHAPTERS[id.slice(0, 3)]}.md`,
    );
    expectNone(
      astray.map(({ id, path, line }) => ({
        path,
        line,
        what: `states ${id}, which belongs into docs/spec/${CHAPTERS[id.slice(0, 3)]}.md`,
      })),
    );
  });

  it('never says "MUST not" or "MAY not"', () => {
    const texts = HAND_WRITTEN.filter((path) => /\.(?:md|proto)$/.test(path) && path !== 'CONTRIBUTING.md');
    expectNone(
      texts.flatMap((path) =>
        matchesOf(path, /\b(?:MUST|SHALL|SHOULD) not\b|\bMAY (?:not|NOT)\b/g).map(({ line, match }) => ({
          path,
          line,
          what: `says "${match[0]}"; write MUST NOT, or say who MUST refuse what`,
        })),
      ),
    );
  });
});

describe('every refusal, field and test names a requirement that is stated', () => {
  it('ERR-2: gives each reason of the error table the requirement that demands it', () => {
    const lines = read('sdk/src/errors/reasons.ts').split('\n');
    const wrong = Object.entries(REASONS).filter(([, { requirement }]) => !isStated(requirement));
    expectNone(
      wrong.map(([reason, { requirement }]) => ({
        path: 'sdk/src/errors/reasons.ts',
        line: lines.findIndex((line) => line.includes(`  ${reason}:`)) + 1,
        what: `${reason} names ${requirement}, which docs/spec does not state; correct the id or state the requirement`,
      })),
    );
  });

  it('cites only stated requirements in .proto files', () => {
    expectNone(
      unstated(
        HAND_WRITTEN.filter((path) => path.endsWith('.proto')),
        /\[[A-Z]{3}-\d+(?:, [A-Z]{3}-\d+)*\]/g,
      ),
    );
  });

  it('cites only stated requirements in code and in the titles of tests', () => {
    const code = HAND_WRITTEN.filter((path) => path.endsWith('.ts'));
    expectNone(unstated(code, /\[[A-Z]{3}-\d+(?:, [A-Z]{3}-\d+)*\]/g));
    expectNone(
      unstated(code, /(?:describe|it)(?:\.each\([^)]*\))?\(\s*['`"][A-Z]{3}-\d+(?:(?:,| and) [A-Z]{3}-\d+)*:/g),
    );
  });

  it('knows every prefix that is used', () => {
    const used = new Set([
      ...Object.values(REASONS).map(({ requirement }) => requirement.slice(0, 3)),
      ...STATED.map(({ id }) => id.slice(0, 3)),
    ]);
    expect([...used].filter((prefix) => !(prefix in CHAPTERS) && !LATER.includes(prefix))).toEqual([]);
  });
});
