/** Runs one case against a subject and says how it ended. */
import type { Case, Step } from '../cases/index.js';
import { BadDocument } from '../wire/index.js';
import { makeDocument } from './make-document.js';
import { difference, type Outcome } from './outcome.js';
import { awaitPush, type CaseState, newState, operate, pass, rawCall, submit } from './steps.js';
import type { Suite } from './suite.js';

/**
 * `passed`: every step led to what the case expects. `failed`: the subject did something else, at `step` (from 1).
 * `broken`: the case could not be run, which says nothing about the subject.
 */
export type CaseVerdict =
  | { readonly id: string; readonly verdict: 'passed' }
  | { readonly id: string; readonly verdict: 'failed'; readonly step: number; readonly why: string }
  | { readonly id: string; readonly verdict: 'broken'; readonly step: number; readonly why: string };

async function act(step: Step, suite: Suite, known: CaseState): Promise<Outcome | undefined> {
  if (step.submit !== undefined) return submit(step.submit, suite, known);
  if (step.rawCall !== undefined) return rawCall(step.rawCall, suite);
  if (step.operate !== undefined) return operate(step.operate, suite, known);
  if (step.await !== undefined) await awaitPush(step.await, suite, known);
  else if (step.pass !== undefined) await pass(step.pass, suite, known);
  else throw new Error('the step says nothing');
  return undefined;
}

/** A given document is made when the first step needs it or what it refers to is there; the rest wait for their source. */
function makeReady(given: Case['given'], suite: Suite, known: CaseState): void {
  for (const one of given) {
    const isReady = !known.documents.has(one.name) && one.of.every((name) => known.documents.has(name));
    if (isReady) known.documents.set(one.name, makeDocument(one, suite, known.documents));
  }
}

function needsOf({ submit: sent, pass: passed, operate: asked }: Step): string {
  return sent?.document ?? passed?.document ?? asked?.document ?? '';
}

/** A document that counts time from its making is made right before the step that sends it. */
function dueBefore(found: Case, index: number): Case['given'] {
  const wanted = new Set<string>();
  const add = (name: string) => {
    const given = found.given.find((one) => one.name === name);
    if (given === undefined || wanted.has(name)) return;
    for (const source of given.of) add(source);
    wanted.add(name);
  };
  const step = found.steps[index];
  if (step !== undefined) add(needsOf(step));
  return found.given.filter(({ name }) => wanted.has(name));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs one case. Never throws for what the subject does. */
export async function runCase(found: Case, suite: Suite): Promise<CaseVerdict> {
  const { id } = found;
  const known = newState();
  const outcomes: (Outcome | undefined)[] = [];
  for (const [index, step] of found.steps.entries()) {
    const at = { id, step: index + 1 };
    try {
      makeReady(dueBefore(found, index), suite, known);
      const outcome = await act(step, suite, known);
      outcomes.push(outcome);
      if (outcome === undefined || step.expect === undefined) continue;
      const why = difference(step.expect, outcome, outcomes);
      if (why !== undefined) return { ...at, verdict: 'failed', why };
    } catch (error) {
      const isTheirs = error instanceof BadDocument;
      return { ...at, verdict: isTheirs ? 'failed' : 'broken', why: messageOf(error) };
    }
  }
  return { id, verdict: 'passed' };
}
