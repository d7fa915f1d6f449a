import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isStated } from '../../test/spec.js';
import { problemOf } from '../src/cases/check-case.js';
import { type Case, demandsOf, loadCases, parseCase, reasonsOf } from '../src/cases/index.js';
import { BUILDERS, PEER_NAMES } from '../src/run/index.js';
import { SELAT_VERBS } from '../src/selat/index.js';
import { findSpec, pairsOfAll, statedPairs } from '../src/spec/index.js';
import { toOperatorVerb, VERBS } from '../src/subject/index.js';
import { NON_CANONICAL } from '../src/wire/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CASES = loadCases(join(ROOT, 'cases'));
const EMPTY = {};

function wrong(says: (found: Case) => string | undefined): string[] {
  return CASES.flatMap((found) => {
    const what = says(found);
    return what === undefined ? [] : [`conformance/cases/${found.id}.yaml: ${what}`];
  });
}

describe('CNF-11: case files follow their schema', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'selat-cases-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are there, each under an id that is its path', () => {
    expect(CASES.length).toBeGreaterThan(100);
  });

  it.each([
    ['an unknown member', 'id: a/b\nexpects: 1', 'a/b.yaml:2: Case has no member expects; it has id, title, proves'],
    [
      'an unknown member deep inside',
      'id: a/b\nsteps:\n  - submit: { dokument: x }',
      ':3: Submit has no member dokument',
    ],
    ['a list that is none', 'proves: DOC-1', 'a/b.yaml:1: proves is no list'],
    ['a number where text is due', 'id: a/b\ntitle: 7', 'a/b.yaml:2: title is no string; put it into quotes'],
    ['a step that says nothing', 'steps:\n  - {}', 'a/b.yaml:2: Step needs exactly one action'],
    ['a step that says two things', 'steps:\n  - { submit: {}, pass: {} }', 'it has submit and pass'],
    ['YAML that is none', 'id: a/b\n  x: [', 'a/b.yaml:2: '],
  ])('are refused, with file and line, for %s', (_what, text, message) => {
    expect(() => parseCase(text, 'a/b.yaml')).toThrow(message);
  });

  it('have code that is what the generator writes', () => {
    const run = spawnSync(process.execPath, [join(ROOT, 'scripts/generate.mjs'), '--out', join(scratch, 'gen')]);
    expect(run.stderr.toString()).toBe('');
    for (const file of readdirSync(join(scratch, 'gen'))) {
      const [made, kept] = [join(scratch, 'gen', file), join(ROOT, 'src/gen', file)].map((path) =>
        readFileSync(path, 'utf8'),
      );
      expect(kept, `conformance/src/gen/${file} is stale; run node conformance/scripts/generate.mjs`).toBe(made);
    }
  });

  it('have a schema that buf lints', () => {
    const run = spawnSync(join(ROOT, '../node_modules/.bin/buf'), ['lint'], {
      cwd: join(ROOT, 'proto'),
      encoding: 'utf8',
    });
    expect(run.stdout + run.stderr).toBe('');
  });
});

describe('cases say what they prove', () => {
  it('name at least one requirement, each stated in docs/spec', () => {
    expect(wrong(({ proves }) => (proves.length === 0 ? 'proves nothing; name a requirement' : undefined))).toEqual([]);
    expect(wrong(({ proves }) => proves.find((id) => !isStated(id))?.concat(' is not stated in docs/spec'))).toEqual(
      [],
    );
  });

  it('use builders, peers and encodings that are there', () => {
    const peers = new Set<string>(['', ...PEER_NAMES]);
    const builders = new Set(['countersigned', ...Object.keys(BUILDERS)]);
    expect(wrong(({ given }) => given.find(({ builder }) => !builders.has(builder))?.builder)).toEqual([]);
    expect(
      wrong(({ given, steps }) =>
        [...given.map(({ by }) => by), ...steps.map(({ submit }) => submit?.by ?? '')].find((by) => !peers.has(by)),
      ),
    ).toEqual([]);
    const forms = CASES.flatMap(({ steps }) =>
      steps.flatMap(({ submit }) => submit?.mutations.map(({ nonCanonical }) => nonCanonical?.form) ?? []),
    );
    expect(new Set(forms.filter((form) => form !== undefined))).toEqual(new Set(Object.keys(NON_CANONICAL)));
  });

  it('use verbs that the operator of this gateway does', () => {
    const verbs = new Set(Object.keys(VERBS));
    expect(
      wrong((found) =>
        demandsOf(found)
          .verbs.map(toOperatorVerb)
          .find((verb) => !verbs.has(verb)),
      ),
    ).toEqual([]);
    expect([...verbs].filter((verb) => !SELAT_VERBS.includes(verb))).toEqual([]);
  });

  it.each([
    ['no sentence', { title: 'short' }, 'its title is no sentence'],
    ['no requirement', { proves: [] }, 'it proves nothing'],
    ['an unknown profile', { profile: 'all' }, 'its profile is all'],
    ['no step', { steps: [] }, 'it has no steps'],
    ['an unknown feature', { needs: ['magic'] }, 'it names feature magic'],
    ['a step that expects nothing', { steps: [{ ...EMPTY, fetch: { document: 'x', by: '' } }] }, 'without saying what'],
    ['a wait that expects', { steps: [{ ...EMPTY, advance: { byS: 1 }, expect: { ok: {} } }] }, 'and sends nothing'],
  ])('are refused with %s', (_what, change, problem) => {
    const [any] = CASES;
    if (any === undefined) throw new Error('there are cases');
    expect(problemOf({ ...any, ...change })).toContain(problem);
  });
});

/** Pairs without a case, each with why none can exist (yet). */
interface Unproven {
  readonly pair: string;
  readonly why: string;
}

const UNPROVEN: readonly Unproven[] = parse(readFileSync(join(ROOT, 'unproven.yaml'), 'utf8'));

describe('every refusal that a peer can be told has its case', () => {
  const stated = statedPairs(findSpec(ROOT));
  const proven = new Set(pairsOfAll(CASES));
  const excused = new Set(UNPROVEN.map(({ pair }) => pair));

  it('CNF-6: each pair of requirement and reason that docs/spec states is proven by a case, or excused with a reason', () => {
    const missing = stated.filter((pair) => !proven.has(pair) && !excused.has(pair));
    const advice = missing.map((pair) => {
      const [requirement, reason] = pair.split(' ');
      return `${pair}: add a case to conformance/cases with \`proves: [${requirement}]\` whose step expects reason ${reason}; where no peer can be told it, add the pair with a reason to conformance/unproven.yaml`;
    });
    expect(advice).toEqual([]);
  });

  it('excuses only pairs that are stated, are not proven, and say why', () => {
    expect(UNPROVEN.filter(({ pair }) => !stated.includes(pair))).toEqual([]);
    expect(UNPROVEN.filter(({ pair }) => proven.has(pair))).toEqual([]);
    expect(UNPROVEN.filter(({ why }) => why.length < 20)).toEqual([]);
  });

  it('expects only reasons of the table', () => {
    const known = new Set(findSpec(ROOT).reasons.map(({ name }) => name));
    expect(wrong((found) => reasonsOf(found).find((reason) => !known.has(reason)))).toEqual([]);
  });

  it('replays: accepted and refused ones, and other signature bytes', () => {
    const replays = CASES.flatMap(({ steps }) => steps.flatMap(({ expect: wanted }) => wanted?.receipt ?? []));
    expect(new Set(replays.filter(({ sameAsStep }) => sameAsStep > 0).map(({ verdict }) => verdict))).toEqual(
      new Set(['ACCEPTED', 'REFUSED']),
    );
    expect(replays.some(({ leafOfStep }) => leafOfStep > 0)).toBe(true);
  });
});
