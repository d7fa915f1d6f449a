import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { isStated } from '../../test/spec.js';
import { type Case, loadCases, parseCase } from '../src/cases/index.js';
import { BUILDERS, PEER_NAMES } from '../src/run/index.js';
import { NON_CANONICAL } from '../src/wire/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CASES = loadCases(join(ROOT, 'cases'));
const reasons = (found: Case) =>
  found.steps.flatMap(({ expect: wanted }) => wanted?.error?.reason ?? wanted?.receipt?.reason ?? []);

function wrong(says: (found: Case) => string | undefined): string[] {
  return CASES.flatMap((found) => {
    const what = says(found);
    return what === undefined ? [] : [`conformance/cases/${found.id}.yaml: ${what}`];
  });
}

describe('case files follow their schema', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'selat-cases-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are there, each under an id that is its path', () => {
    expect(CASES.length).toBeGreaterThan(100);
  });

  it('are refused with unknown members, so that a typing error is no silent pass', () => {
    expect(() => parseCase('id: a/b\nsteps: []\nexpects: 1', 'a/b.yaml')).toThrow('a/b.yaml');
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

  it('have a sentence as title and a known profile', () => {
    expect(
      wrong(({ title }) =>
        /^[A-Z].{10,119}$/.test(title) ? undefined : 'has no sentence of at most 120 characters as title',
      ),
    ).toEqual([]);
    expect(
      wrong(({ profile }) => (['core', 'listing', 'grant'].includes(profile) ? undefined : `has profile ${profile}`)),
    ).toEqual([]);
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

  it('expect something of every step that sends', () => {
    expect(
      wrong(
        ({ steps }) =>
          steps.find((step) => (step.submit ?? step.rawCall) !== undefined && step.expect === undefined) &&
          'sends without expecting',
      ),
    ).toEqual([]);
    expect(
      wrong(
        ({ steps }) =>
          steps.find((step) => step.expect?.receipt?.verdict === 'REFUSED' && step.expect.receipt.reason === '') &&
          'expects a refusal without a reason',
      ),
    ).toEqual([]);
  });
});

describe('every kind of refusal has its case', () => {
  it.each([
    ['tampered', 'SIGNATURE_INVALID'],
    ['expired listing', 'LISTING_NOT_OPEN'],
    ['late countersignature', 'GRANT_OFFER_LATE'],
    ['wrong audience', 'AUDIENCE_MISMATCH'],
    ['wrong environment', 'ENVIRONMENT_MISMATCH'],
    ['unknown key', 'KEY_UNKNOWN'],
    ['revoked key', 'KEY_REVOKED'],
    ['oversized', 'DOCUMENT_TOO_LARGE'],
    ['stripped signature', 'SIGNATURE_STRIPPED'],
    ['non-canonical', 'DOCUMENT_NOT_CANONICAL'],
    ['unknown type', 'DOCUMENT_TYPE_UNKNOWN'],
    ['not in this build', 'NOT_IN_THIS_BUILD'],
    ['clock ahead', 'CLOCK_SKEW'],
    ['wrong role', 'SIGNER_NOT_ALLOWED'],
    ['document of another exchange', 'SUBMITTER_NOT_HOME'],
  ])('%s: %s', (_kind, reason) => {
    expect(CASES.filter((found) => reasons(found).includes(reason)).length).toBeGreaterThan(0);
  });

  it('replays: accepted and refused ones, and other signature bytes', () => {
    const replays = CASES.flatMap(({ steps }) => steps.flatMap(({ expect: wanted }) => wanted?.receipt ?? []));
    expect(new Set(replays.filter(({ sameAsStep }) => sameAsStep > 0).map(({ verdict }) => verdict))).toEqual(
      new Set(['ACCEPTED', 'REFUSED']),
    );
    expect(replays.some(({ leafOfStep }) => leafOfStep > 0)).toBe(true);
  });
});
