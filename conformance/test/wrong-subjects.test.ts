/** Subjects that are wrong on purpose: the runner must see it, and say what is wrong. */
import { randomBytes } from 'node:crypto';
import { SignedDocument } from '@selat/proto/selat/v1/document.js';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { suiteCases, suiteSpec } from '../src/cli/package-files.js';
import {
  closeSuite,
  makePeer,
  openSuite,
  type PeerOnDisk,
  ReceiptLedger,
  readSubject,
  type SuitePeer,
  toJwsJson,
} from '../src/run/index.js';
import { type CaseResult, planRun, runPlan, runPlanned } from '../src/runner/index.js';
import type { OpenRun, SubjectFile } from '../src/setup/index.js';
import { type Answer, receiptOver, startWrongSubject, type WrongSubjectOptions } from './support/wrong-subject.js';

const NOW = () => Date.now();
const WORLD = { now: NOW, wall: NOW, random: (bytes: number) => randomBytes(bytes) };
const CASES = suiteCases();
const SPEC = suiteSpec();

let subjectPeer: SuitePeer;
let suitePeer: SuitePeer;
const closers: (() => void)[] = [];

beforeAll(async () => {
  [subjectPeer, suitePeer] = await Promise.all([makePeer('unknown', WORLD), makePeer('good', WORLD)]);
});

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function onDisk(descriptor: PeerOnDisk['descriptor']): PeerOnDisk {
  return { ...suitePeer, descriptor, address: '127.0.0.1:0' };
}

type Behaviour = Pick<WrongSubjectOptions, 'onSubmit'> & Partial<WrongSubjectOptions>;

const FILE: SubjectFile = {
  path: 'subject.yaml',
  dir: '.',
  descriptor: '',
  profiles: ['core', 'listing', 'grant'],
  features: [],
  caseLimitS: 20,
  knownFailing: [],
};

/** Starts a subject that behaves so, and a run against it. */
async function open(behaviour: Behaviour, file: SubjectFile): Promise<OpenRun> {
  const options = { peer: subjectPeer, world: WORLD, callerCaPem: suitePeer.tls.caPem, ...behaviour };
  const wrong = await startWrongSubject(options);
  closers.push(wrong.close);
  const subject = await readSubject(toJwsJson(wrong.descriptor));
  const peer = onDisk(wrong.descriptor);
  const operate = () => Promise.reject(new Error('nobody operates a wrong subject'));
  const suite = await openSuite(
    { subject, world: WORLD, operate, ledger: new ReceiptLedger() },
    { good: peer, rogue: peer, newcomer: peer, unknown: peer },
  );
  closers.push(() => closeSuite(suite));
  return { file, nonce: 'x', suite, suiteFor: () => suite, close: () => Promise.resolve() };
}

/** Runs one case against a subject that behaves so. */
async function judge(id: string, behaviour: Behaviour, file: SubjectFile = FILE): Promise<CaseResult> {
  const run = await open(behaviour, file);
  const [planned] = planRun(CASES, { file, only: [id] });
  if (planned === undefined) throw new Error(`no case is named ${id}`);
  return runPlanned(planned, run, SPEC);
}

const accept = (): Answer => ({ receipt: {} });
const FLIPPED = 'documents/flipped-payload';
const REPLAYED = 'receipts/replay-refused';

describe('CNF-4: a subject that does something else is failed, with what it did', () => {
  it('sees a subject that accepts everything', async () => {
    const { verdict, why, step } = await judge(FLIPPED, { onSubmit: accept });
    expect([verdict, step]).toEqual(['failed', 1]);
    expect(why).toContain('expected error UNAUTHENTICATED SIGNATURE_INVALID, got receipt ACCEPTED');
    expect(why).toContain('DOC-4: A receiver MUST refuse a document unless each of its signatures verifies');
    expect(why).toMatch(/sent: selat\.v1\.Listing, \d+ bytes: 0a[0-9a-f]+/);
  });

  it.each([
    [
      'answers INTERNAL with the right words',
      { code: 'INTERNAL', message: 'cannot verify: SIGNATURE_INVALID' },
      'got error INTERNAL without ErrorInfo (cannot verify: SIGNATURE_INVALID): the gRPC code is another one',
    ],
    [
      'answers the right code without ErrorInfo',
      { code: 'UNAUTHENTICATED', message: 'bad signature' },
      'the failure carries no ErrorInfo',
    ],
    [
      'answers the right code with another reason',
      { code: 'UNAUTHENTICATED', message: 'x', reason: 'KEY_UNKNOWN' },
      'got error UNAUTHENTICATED KEY_UNKNOWN (x): the reason is another one',
    ],
    [
      'answers the right reason under another code',
      { code: 'INVALID_ARGUMENT', message: 'x', reason: 'SIGNATURE_INVALID' },
      'the gRPC code is another one',
    ],
    [
      'answers in another domain',
      { code: 'UNAUTHENTICATED', message: 'x', reason: 'SIGNATURE_INVALID', domain: 'other.v1' },
      'the domain of its ErrorInfo is other.v1, expected is selat.v1',
    ],
    [
      'says that sending again helps',
      { code: 'UNAUTHENTICATED', message: 'x', reason: 'SIGNATURE_INVALID', isRetryable: true },
      'it says when to try again, and nothing cures it',
    ],
    [
      'tells more than a failure may',
      { code: 'UNAUTHENTICATED', message: 'x'.repeat(1_500), reason: 'SIGNATURE_INVALID' },
      'the failure says more than ERR-4 allows',
    ],
  ] as const)('sees a subject that %s', async (_what, failure, expected) => {
    const { verdict, why } = await judge(FLIPPED, { onSubmit: () => ({ failure }) });
    expect(verdict).toBe('failed');
    expect(why).toContain(expected);
  });

  it('sees a deferral that does not say when to try again', async () => {
    const failure = { code: 'UNAVAILABLE', message: 'x', reason: 'KEY_UNKNOWN' } as const;
    const { verdict, why } = await judge('documents/unknown-key', { onSubmit: () => ({ failure }) });
    expect([verdict, why.split('\n')[0]?.includes('it carries no RetryInfo')]).toEqual(['failed', true]);
  });

  it('sees a fact that is missing', async () => {
    const { verdict } = await judge('transport/wrong-protocol-facts', { onSubmit: accept });
    expect(verdict).toBe('failed');
  });

  it('CNF-8: fails a subject that never answers, when the time of the case is over', async () => {
    const { verdict, why } = await judge(FLIPPED, { onSubmit: () => 'never' }, { ...FILE, caseLimitS: 0.3 });
    expect([verdict, why.split('\n')[0]]).toEqual([
      'failed',
      'step 1 of 2 (submit listing; bit 0 of the last byte of the payload is inverted): the case did not end within 0.3 s',
    ]);
  });

  it('CNF-8: fails the cases that a stopped run never came to, and names them', async () => {
    const plan = planRun(CASES, { file: FILE, only: ['documents'] });
    const run = await open({ onSubmit: accept }, FILE);
    const results = await runPlan(plan, run, SPEC, { isOver: () => true });
    expect(results.map(({ id }) => id)).toEqual(plan.map(({ found }) => found.id));
    expect(new Set(results.map(({ verdict, why }) => `${verdict}: ${why}`))).toEqual(
      new Set(['failed: it never ran: the run was stopped before it']),
    );
  });

  it('sees a subject that lets callers without a certificate in', async () => {
    const { verdict, why } = await judge('transport/no-certificate', { onSubmit: accept, isOpen: true });
    expect(verdict).toBe('failed');
    expect(why).toContain('expected no connection, got an answer without failure');
  });
});

describe('CNF-5: a receipt counts only where it holds', () => {
  it.each([
    ['is signed by another key', { isForged: true }, 'signature 1 of selat.v1.Receipt names key'],
    ['is addressed to somebody else', { audience: 'other.example' }, 'the receipt is addressed to other.example'],
    ['names another document', { documentDigest: Buffer.alloc(32, 7) }, 'the receipt names another document digest'],
    ['refuses without a reason', { verdict: 'REFUSED' }, 'the receipt refuses without a reason'],
  ])('sees a receipt that %s', async (_what, receipt, expected) => {
    const { verdict, why } = await judge('receipts/replay-accepted', { onSubmit: () => ({ receipt }) });
    expect(verdict).toBe('failed');
    expect(why).toContain(expected);
  });

  it('sees a second receipt for the same submission', async () => {
    const refuse = (): Answer => ({ receipt: { verdict: 'REFUSED', reason: 'LISTING_NOT_OWNED' } });
    const { verdict, step, why } = await judge(REPLAYED, { onSubmit: refuse });
    expect([verdict, step]).toEqual(['failed', 2]);
    expect(why).toContain('expected the receipt of step 1, byte for byte; got another one');
  });

  it('sees a log whose times go backwards', async () => {
    const back = (_sent: SignedDocument, _caller: string, submissions: number): Answer => {
      return { receipt: { timeMs: BigInt(NOW() - submissions * 10_000) } };
    };
    const { verdict, why } = await judge('listings/revision', { onSubmit: back });
    expect(verdict).toBe('failed');
    expect(why).toMatch(/the receipt dates leaf 2 at \d+, and an earlier one leaf 1 at \d+/);
  });

  it('sees a receipt that is no message at all', async () => {
    const stored = SignedDocument.fromPartial({ type: 'selat.v1.Receipt', payload: Buffer.from('0affff', 'hex') });
    const { verdict, why } = await judge('receipts/replay-accepted', { onSubmit: () => ({ stored }) });
    expect(verdict).toBe('failed');
    expect(why).toContain('the receipt cannot be read');
  });

  it('sees a document that comes back in other bytes', async () => {
    const shuffled = (_digest: Buffer, [first]: readonly SignedDocument[]) =>
      first === undefined ? undefined : SignedDocument.fromPartial({ ...first, signatures: first.signatures.slice(1) });
    const { verdict, why } = await judge('receipts/document-returned', { onSubmit: accept, onFetch: shuffled });
    expect(verdict).toBe('failed');
    expect(why).toContain('GetDocument gave other bytes than those of record');
  });

  it('passes a subject that does as the case says', async () => {
    let first: SignedDocument | undefined;
    const behaviour = { peer: subjectPeer, world: WORLD };
    const onSubmit = (sent: SignedDocument, caller: string): Answer => {
      first ??= receiptOver(sent, caller, behaviour, 1, { verdict: 'REFUSED', reason: 'LISTING_NOT_OWNED' });
      return { stored: first };
    };
    expect(await judge(REPLAYED, { onSubmit })).toMatchObject({ verdict: 'passed', why: '' });
  });
});

describe('CNF-7: a known failure is run, and named', () => {
  const knownFailing = [{ case: FLIPPED, why: 'mended in the next release' }];

  it('is known-failing while it fails', async () => {
    const { verdict, why } = await judge(FLIPPED, { onSubmit: accept }, { ...FILE, knownFailing });
    expect(verdict).toBe('known-failing');
    expect(why).toContain('known failing: mended in the next release');
  });

  it('fails the run once it passes', async () => {
    const onSubmit = (_sent: SignedDocument, _caller: string, submissions: number): Answer =>
      submissions === 1
        ? { failure: { code: 'UNAUTHENTICATED', message: 'x', reason: 'SIGNATURE_INVALID' } }
        : { receipt: {} };
    const { verdict, why } = await judge(FLIPPED, { onSubmit }, { ...FILE, knownFailing });
    expect([verdict, why]).toEqual([
      'failed',
      'it passes, and is listed as known failing (mended in the next release): remove it from knownFailing',
    ]);
  });
});
