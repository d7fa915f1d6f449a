/** Runs one case against a subject and says how it ended. */
import type { Case, Step } from '../cases/index.js';
import { BadDocument } from '../wire/index.js';
import { difference } from './difference.js';
import { makeDocument } from './make-document.js';
import type { Outcome } from './outcome.js';
import {
  advance,
  awaitPush,
  type CaseState,
  fetchDocument,
  newState,
  operate,
  pass,
  rawCall,
  submit,
} from './steps.js';
import { runStream } from './stream.js';
import type { Suite } from './suite.js';

/** Where a case ended before its last step. */
export interface CaseEnd {
  /** `failed`: the subject did something else. `broken`: the case could not be run, which says nothing about the subject. */
  readonly verdict: 'failed' | 'broken';
  readonly id: string;
  /** From 1. */
  readonly step: number;
  readonly why: string;
  /** What the step had sent. */
  readonly sent?: { readonly what: string; readonly bytes: Buffer };
}

/** How a case ended. */
export type CaseVerdict = { readonly id: string; readonly verdict: 'passed' } | CaseEnd;

/** Does what a step says. @returns why it differs from what the step expects, and the outcome for later steps */
async function act(
  step: Step,
  suite: Suite,
  known: CaseState,
  earlier: readonly (Outcome | undefined)[],
): Promise<{ readonly why?: string | undefined; readonly outcome?: Outcome }> {
  if (step.stream !== undefined) return { why: await runStream(step.stream, suite, known) };
  if (step.await !== undefined) await awaitPush(step.await, suite, known);
  else if (step.pass !== undefined) await pass(step.pass, suite, known);
  else if (step.advance !== undefined) await advance(step.advance, suite);
  const outcome = await call(step, suite, known);
  if (outcome === undefined || step.expect === undefined) return {};
  return { why: difference(step.expect, outcome, earlier), outcome };
}

async function call(step: Step, suite: Suite, known: CaseState): Promise<Outcome | undefined> {
  if (step.submit !== undefined) return submit(step.submit, suite, known);
  if (step.rawCall !== undefined) return rawCall(step.rawCall, suite, known);
  if (step.operate !== undefined) return operate(step.operate, suite, known);
  return step.fetch === undefined ? undefined : fetchDocument(step.fetch, suite, known);
}

/** Names of the documents that a given one refers to. */
function sourcesOf({ of, changes }: Case['given'][number]): readonly string[] {
  return [...of, ...changes.flatMap(({ setDigest }) => setDigest?.document ?? [])];
}

/** A given document is made when the first step needs it or what it refers to is there; the rest wait for their source. */
function makeReady(given: Case['given'], suite: Suite, known: CaseState): void {
  for (const one of given) {
    const isReady = !known.documents.has(one.name) && sourcesOf(one).every((name) => known.documents.has(name));
    if (isReady) known.documents.set(one.name, makeDocument(one, suite, known.documents));
  }
}

function needsOf({ submit: sent, pass: passed, operate: asked, fetch: wanted, stream }: Step): readonly string[] {
  const streamed = stream?.items.map(({ document }) => document) ?? [];
  return [sent?.document ?? passed?.document ?? asked?.document ?? wanted?.document ?? '', ...streamed];
}

/** A document that counts time from its making is made right before the step that sends it. */
function dueBefore(found: Case, index: number): Case['given'] {
  const wanted = new Set<string>();
  const add = (name: string) => {
    const given = found.given.find((one) => one.name === name);
    if (given === undefined || wanted.has(name)) return;
    for (const source of sourcesOf(given)) add(source);
    wanted.add(name);
  };
  const step = found.steps[index];
  if (step !== undefined) for (const name of needsOf(step)) add(name);
  return found.given.filter(({ name }) => wanted.has(name));
}

function endOf(error: unknown): Pick<CaseEnd, 'verdict' | 'why'> {
  const why = error instanceof Error ? error.message : String(error);
  return { verdict: error instanceof BadDocument ? 'failed' : 'broken', why };
}

/** Runs one case. Never throws for what the subject does. @param onStep is told each step, from 1, before it begins */
export async function runCase(found: Case, suite: Suite, onStep?: (step: number) => void): Promise<CaseVerdict> {
  const { id } = found;
  const known = newState();
  const outcomes: (Outcome | undefined)[] = [];
  for (const [index, step] of found.steps.entries()) {
    onStep?.(index + 1);
    delete known.sent;
    const end = (how: Pick<CaseEnd, 'verdict' | 'why'>): CaseEnd => {
      return { id, step: index + 1, ...how, ...(known.sent === undefined ? {} : { sent: known.sent }) };
    };
    try {
      makeReady(dueBefore(found, index), suite, known);
      const { why, outcome } = await act(step, suite, known, outcomes);
      outcomes.push(outcome);
      if (why !== undefined) return end({ verdict: 'failed', why });
    } catch (error) {
      return end(endOf(error));
    }
  }
  return { id, verdict: 'passed' };
}
