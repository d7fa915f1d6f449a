/**
 * Turns a batch into the statements that store it. Pure: an engine reads the lookups, runs the steps in order in the
 * same transaction, and keeps the tail when that has committed.
 */
import { encodeFrontier, type LogTail, rootOf } from '@selat/sdk/log';
import type { Instant } from '@selat/sdk/model';
import type { Change } from '../domain/change.js';
import { type LogContext, type LogPlan, planLogBatch } from '../log/plan-batch.js';
import { admit, leafKey, type Snapshot } from './admit.js';
import type { AppliedBatch, Outcome, ProposedBatch } from './batch-writer.js';
import { type ChangePlan, type IdSource, stepsOfChange } from './plan-change.js';
import { itemStep, type Step } from './step.js';

/** All that a writer knows between batches. */
export interface StoreTail {
  readonly log: LogTail;
  /** Time of the newest batch, 0 before the first. */
  readonly time: Instant;
  readonly nextId: number;
  readonly nextAttempt: number;
  readonly fence: number;
}

/** What a batch does, and what is so once it is durable. */
export interface WritePlan {
  readonly steps: readonly Step[];
  readonly tail: StoreTail;
  readonly applied: AppliedBatch;
}

/** How many attempts are kept. */
export const MAX_ATTEMPTS = 10_000;

/**
 * Plans a batch against what the lookups found.
 * @throws SelatError LEAF_MALFORMED, reasons of the canonical form; Error where a Change contradicts itself
 */
export function planWrites(batch: ProposedBatch, context: LogContext, tail: StoreTail, found: Snapshot): WritePlan {
  const verdicts = admit(batch.changes, found);
  const changes = batch.changes.filter((_, i) => verdicts[i] === 'applied');
  const time = Math.max(batch.now, tail.time);
  const leafTime = (index: number) => found.get(leafKey(index))?.['time_ms'] as Instant | undefined;
  const plan = planLogBatch({ context, tail: tail.log, changes, time, now: batch.now, random: batch.random, leafTime });
  const ids = idsFrom(tail);
  const steps = [...leafSteps(plan, time), ...changesSteps({ changes, plan, ids, found, context, now: batch.now })];
  steps.push(...receiptSteps(plan, context), ...chainSteps(plan));
  const next = { log: plan.tail, time, ...ids.next(), fence: tail.fence };
  if (steps.length > 0) steps.push(...trimSteps(tail, next), stateStep(tail, next));
  return {
    steps,
    tail: steps.length > 0 ? next : tail,
    applied: appliedOf({ changes: batch.changes, verdicts, plan, time }),
  };
}

interface Applying extends Omit<ChangePlan, 'change' | 'leaves'> {
  readonly changes: readonly Change[];
  readonly plan: LogPlan;
}

function changesSteps({ changes, plan, ...shared }: Applying): Step[] {
  const start = plan.acts[0]?.index ?? 0;
  return changes.flatMap((change, i) => {
    const leaves = (plan.leafIndexes[i] ?? []).flatMap((index) => plan.acts[index - start] ?? []);
    return stepsOfChange({ change, leaves, ...shared });
  });
}

function leafSteps({ acts }: LogPlan, time: Instant): Step[] {
  return acts.flatMap((act): Step[] => {
    const leaf = {
      idx: act.index,
      entry: act.entry,
      leaf_hash: act.leafHash,
      act: act.act,
      direction: act.direction,
      chain: act.chain,
      chain_sequence: act.chainSequence,
      officer: act.officer,
      second_officer: act.secondOfficer,
      about: act.about,
      time_ms: time,
      document_digest: act.documentDigest,
    };
    return [
      { statement: 'leaf.insert', values: leaf },
      { statement: 'opening.insert', values: { idx: act.index, opening: act.openingBytes } },
    ];
  });
}

function receiptSteps({ receipts }: LogPlan, { exchange }: LogContext): Step[] {
  return receipts.flatMap(({ digest, peer, type, payload, items }): Step[] => {
    const receipt = { digest, direction: 'given', peer, type, payload, signatures: null };
    return [
      { statement: 'receipt.insert', values: receipt, rows: 1 },
      ...items.map((item): Step => ({ ...itemStep(item, exchange, peer, digest), rows: 1 })),
    ];
  });
}

function chainSteps({ acts, tail }: LogPlan): Step[] {
  return [...new Set(acts.map(({ chain }) => chain))].flatMap((chain): Step[] => {
    const head = tail.chains.get(chain);
    if (head === undefined) return [];
    return [{ statement: 'chain_head.put', values: { chain, sequence: head.sequence, leaf_hash: head.hash } }];
  });
}

function trimSteps(before: StoreTail, after: StoreTail): Step[] {
  if (after.nextAttempt === before.nextAttempt) return [];
  return [{ statement: 'attempt.trim', values: { newest_gone: after.nextAttempt - 1 - MAX_ATTEMPTS } }];
}

/** The guard of every batch: nobody else has written since this writer opened the store or wrote last. */
function stateStep(before: StoreTail, after: StoreTail): Step {
  const values = {
    id: 1,
    fence: before.fence,
    expected_size: before.log.size,
    size: after.log.size,
    frontier: encodeFrontier(after.log.frontier),
    previous_frontier: encodeFrontier(before.log.frontier),
    time_ms: after.time,
    next_id: after.nextId,
    next_attempt: after.nextAttempt,
  };
  return { statement: 'log_state.put', values, rows: 1 };
}

function idsFrom(tail: StoreTail): IdSource & { next(): Pick<StoreTail, 'nextId' | 'nextAttempt'> } {
  let { nextId, nextAttempt } = tail;
  return {
    id: (count = 1) => {
      nextId += count;
      return nextId - count;
    },
    attempt: () => nextAttempt++,
    next: () => ({ nextId, nextAttempt }),
  };
}

interface Planned {
  readonly changes: readonly Change[];
  readonly verdicts: readonly Outcome['kind'][];
  readonly plan: LogPlan;
  readonly time: Instant;
}

function appliedOf({ changes, verdicts, plan, time }: Planned): AppliedBatch {
  const receiptOf = new Map(
    plan.receipts.flatMap(({ digest, peer, items }) =>
      items.map((item) => [`${peer} ${item.submissionDigest}`, digest] as const),
    ),
  );
  let at = 0;
  const outcomes = changes.map(({ answer }, i): Outcome => {
    const kind = verdicts[i] ?? 'moved';
    if (kind !== 'applied') return { kind };
    const leafIndexes = plan.leafIndexes[at++] ?? [];
    const receipt = answer && receiptOf.get(`${answer.submitter} ${answer.submissionDigest}`);
    return { kind, leafIndexes, ...(receipt === undefined ? {} : { receipt }) };
  });
  const receipts = plan.receipts.map(({ digest, type, payload }) => ({ digest, type, payload }));
  return { time, outcomes, receipts, size: plan.tail.size, root: rootOf(plan.tail.frontier) };
}
