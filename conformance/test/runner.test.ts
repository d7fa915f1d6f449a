import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { suiteCases, suiteSpec } from '../src/cli/package-files.js';
import { BadPlan, inOrder, type PlanOptions, planRun, type Report, toJunit } from '../src/runner/index.js';
import { seededRandom } from '../src/runner/seeded-random.js';
import { BadSubjectFile, parseSubjectFile } from '../src/setup/index.js';
import { VERBS } from '../src/subject/index.js';

const CASES = suiteCases();
const SPEC = suiteSpec();
const scratch = mkdtempSync(join(tmpdir(), 'selat-runner-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const FULL: PlanOptions['file'] = {
  path: 'subject.yaml',
  profiles: ['core', 'listing', 'grant'],
  features: ['four-may-wait', 'attestations'],
  operator: { command: ['act'], verbs: Object.keys(VERBS) },
  harness: '127.0.0.1:1',
  knownFailing: [],
};

function skips(file: PlanOptions['file']): Map<string, string> {
  return new Map(planRun(CASES, { file }).flatMap(({ found, skip }) => (skip === undefined ? [] : [[found.id, skip]])));
}

describe('CNF-3: a case is left out for a stated reason, never silently', () => {
  it('runs every case where the subject has everything that one asks for', () => {
    const committing = { ...FULL, features: [...FULL.features, 'status-commitments'] };
    // One case is about a build that lacks status commitments.
    expect([...skips(committing).keys()]).toEqual(['transport/type-not-in-this-build']);
    expect(skips(FULL).has('transport/type-not-in-this-build')).toBe(false);
    expect(planRun(CASES, { file: FULL })).toHaveLength(CASES.length);
  });

  it('names the profile, feature, verb or harness that is missing', () => {
    const { operator: _operator, harness: _harness, ...bare } = FULL;
    expect(skips({ ...FULL, profiles: ['core'] }).get('grants/formed')).toBe(
      'the subject does not claim profile grant',
    );
    expect(skips({ ...FULL, features: ['sync'] }).get('transport/not-in-this-build-sync')).toContain(
      'declares feature sync',
    );
    expect(skips(bare).get('grants/formed')).toBe('no program acts for the operator of the subject');
    expect(skips({ ...bare, operator: FULL.operator ?? { command: [], verbs: [] } }).get('grants/offer-lapsed')).toBe(
      'the subject has no harness that moves its clock',
    );
    const verbs = ['publish-listing'];
    expect(skips({ ...FULL, operator: { command: ['act'], verbs } }).get('grants/formed')).toBe(
      'the operator of the subject does not do offer-grant',
    );
  });

  it('keeps skipped cases in the plan', () => {
    expect(planRun(CASES, { file: { ...FULL, profiles: [] } })).toHaveLength(CASES.length);
  });

  it('refuses a known failure or a wanted case that is no case', () => {
    const knownFailing = [{ case: 'documents/gone', why: 'it is gone' }];
    expect(() => planRun(CASES, { file: { ...FULL, knownFailing } })).toThrow(BadPlan);
    expect(() => planRun(CASES, { file: FULL, only: ['nonsense'] })).toThrow('no case is named nonsense');
  });

  it('takes a folder or a case by name', () => {
    expect(
      planRun(CASES, { file: FULL, only: ['listings/'] }).every(({ found }) => found.id.startsWith('listings/')),
    ).toBe(true);
    expect(planRun(CASES, { file: FULL, only: ['grants/formed'] })).toHaveLength(1);
  });
});

describe('CNF-2: two runs of one nonce do the same', () => {
  it('has one order, in which cases that move the clock come last', () => {
    const order = inOrder(CASES).map(({ id }) => id);
    expect(inOrder([...CASES].reverse()).map(({ id }) => id)).toEqual(order);
    expect(order.slice(-2)).toEqual(['grants/offer-lapsed', 'transport/backlog']);
  });

  it('draws the same bytes for a case from a nonce, whatever other cases draw', () => {
    const [first, again, other] = ['a/b', 'a/b', 'a/c'].map((id) => seededRandom('nonce', id));
    const bytes = first?.(40);
    expect(again?.(40)).toEqual(bytes);
    expect(first?.(40)).not.toEqual(bytes);
    expect(other?.(40)).not.toEqual(bytes);
    expect(seededRandom('other', 'a/b')(40)).not.toEqual(bytes);
  });
});

describe('subject.yaml is checked as a whole', () => {
  const at = (text: string) => parseSubjectFile(text, join(scratch, 'subject.yaml'));
  writeFileSync(join(scratch, 'subject.jws.json'), '{}');

  it('names every mistake with its line', () => {
    const text = [
      'descriptor: gone.json',
      'profiles: [core, all]',
      'feature: []',
      'caseLimitS: soon',
      'harness: nowhere',
      'operator: { command: [node] }',
      'knownFailing: [{ case: a/b }]',
    ].join('\n');
    const lines = (() => {
      try {
        at(text);
        return [];
      } catch (error) {
        return error instanceof BadSubjectFile ? error.message.split('\n') : [];
      }
    })();
    expect(lines.map((line) => line.replace(`${scratch}/`, '').replace(/ENOENT.*/, 'ENOENT')).sort()).toEqual([
      'subject.yaml:1: descriptor: ENOENT',
      'subject.yaml:2: profiles names all; there are core, listing, grant',
      expect.stringContaining('subject.yaml:3: the file has no member feature; it has descriptor'),
      'subject.yaml:4: caseLimitS is no number of seconds above 0',
      expect.stringContaining('subject.yaml:5: harness is not of the form'),
      'subject.yaml:6: operator needs command and verbs',
      'subject.yaml:7: an item of knownFailing needs both case and why',
    ]);
  });

  it('takes defaults for what is not stated', () => {
    const { profiles, features, caseLimitS, knownFailing, operator } = at('descriptor: subject.jws.json');
    expect({ profiles, features, caseLimitS, knownFailing, operator }).toEqual({
      profiles: ['core', 'listing', 'grant'],
      features: [],
      caseLimitS: 60,
      knownFailing: [],
      operator: undefined,
    });
  });
});

describe('CNF-9: a report says the same to people, programs and build servers', () => {
  const frame = { title: 'T', profile: 'core', requirements: ['DOC-4'], reasons: [], ms: 5 };
  const cases: Report['cases'] = [
    { ...frame, id: 'documents/a', verdict: 'passed', why: '' },
    { ...frame, id: 'documents/b', verdict: 'failed', why: 'got <x> & "y"\u0001\nDOC-4: A receiver', step: 1 },
    { ...frame, id: 'grants/c', requirements: ['GRT-2'], verdict: 'skipped', why: 'no operator' },
    { ...frame, id: 'grants/d', requirements: ['GRT-2'], verdict: 'known-failing', why: 'later' },
  ];
  const report: Report = {
    verdict: 'failed',
    counts: { passed: 1, failed: 1, skipped: 1, 'known-failing': 1 },
    pairs: [],
    suite: { version: '0', cases: 4, digest: 'sha256:0' },
    subject: {
      exchange: 'x.example',
      fingerprint: 'sha256:0',
      address: 'h:1',
      env: 'SANDBOX',
      protocol: '1',
      profiles: [],
      features: [],
    },
    profile: '',
    nonce: 'n',
    startedAt: '2026-01-05T12:00:00.000Z',
    ms: 20,
    cases,
  };
  const xml = toJunit(report, SPEC);

  it('writes JUnit whose class names are the chapters of the requirements', () => {
    expect(xml).toContain(
      '<testsuite name="documents" timestamp="2026-01-05T12:00:00" hostname="x.example" tests="2" failures="1"',
    );
    expect(xml).toContain('<testcase classname="documents" name="documents/a: T" time="0.005"/>');
    expect(xml).toContain(
      '<testcase classname="grants" name="grants/c: T" time="0.005"><skipped message="no operator"/></testcase>',
    );
    expect(xml).toContain('<skipped message="known failing: later"/>');
  });

  it('writes XML that any parser reads: what has a meaning there is escaped, what is forbidden replaced', () => {
    expect(xml).toContain('message="got &lt;x&gt; &amp; &quot;y&quot;\uFFFD"');
    const stack: string[] = [];
    for (const [, isEnd, name = '', isEmpty] of xml
      .replace(/^<\?xml.*\?>\n/, '')
      .matchAll(/<(\/?)([a-z]+)(?: [a-z]+="[^"<]*")*(\/?)>/g)) {
      if (isEnd === '/') expect(stack.pop()).toBe(name);
      else if (isEmpty !== '/') stack.push(name);
    }
    expect(stack).toEqual([]);
    expect(xml.replace(/<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>|<\?xml[^?]*\?>/g, '')).not.toMatch(/[<>]/);
  });
});

describe('the suite speaks of the specification that it lies beside', () => {
  it('finds the text of every requirement that a case proves', () => {
    const unknown = CASES.flatMap(({ id, proves }) =>
      proves.filter((one) => !SPEC.requirements.has(one)).map((one) => `${id} ${one}`),
    );
    expect(unknown).toEqual([]);
    expect(SPEC.requirements.get('DOC-8')?.sentence).toMatch(/^A receiver MUST refuse/);
    expect(readFileSync(new URL('../../docs/spec/documents.md', import.meta.url), 'utf8')).toContain('**DOC-8.**');
  });
});
