/**
 * Gives the Changes of one batch their leaves and the receipts they owe, as pure data: the same tail, Changes, time and
 * random bytes give the same bytes. Normative text: docs/spec/receipts.md, RCP-1 to RCP-4 and RCP-11; docs/spec/log.md, LOG-1 to LOG-3.
 */
import { type LeafRequest, type LogTail, type PlannedLeaf, planBatch } from '@selat/sdk/log';
import type { DigestHex, ExchangeId, Instant } from '@selat/sdk/model';
import type { Change, LeafWrite } from '../domain/change.js';
import { type GivenAnswer, type PlannedReceipt, planReceipts } from './plan-receipts.js';

/** Whose log it is. */
export interface LogContext {
  readonly exchange: ExchangeId;
  readonly env: 'SANDBOX' | 'LIVE';
  /** Name of the log: `<exchange>/log/<shard>`. */
  readonly origin: string;
}

/** What a batch is planned from. */
export interface BatchInput {
  readonly context: LogContext;
  readonly tail: LogTail;
  /** Changes that will be applied, in order. */
  readonly changes: readonly Change[];
  /** Log time of every act in the batch; not before that of the tail. */
  readonly time: Instant;
  /** The clock, at most `time`. */
  readonly now: Instant;
  /** Fresh random bytes, at least `randomBytesFor(changes)`. */
  readonly random: Buffer;
  /** Time of a leaf that an answer of these Changes names as its first. */
  readonly leafTime: (index: number) => Instant | undefined;
}

/** A sealed leaf with what this exchange keeps beside it. */
export interface PlannedAct extends PlannedLeaf {
  readonly act: string;
  readonly direction: LeafWrite['direction'];
  readonly officer: string | null;
  readonly secondOfficer: string | null;
  readonly about: string | null;
  readonly documentDigest: DigestHex | null;
  readonly submissionDigest: DigestHex | null;
}

/** What a batch adds to the log and owes to submitters. */
export interface LogPlan {
  /** In the order of the log. */
  readonly acts: readonly PlannedAct[];
  /** Indexes of each Change's leaves, in the order of the Changes. */
  readonly leafIndexes: readonly (readonly number[])[];
  readonly receipts: readonly PlannedReceipt[];
  readonly tail: LogTail;
}

const SALT_BYTES = 32;
const NONCE_BYTES = 16;

/** Most random bytes that a batch of these Changes uses. */
export function randomBytesFor(changes: readonly Change[]): number {
  return changes.reduce(
    (sum, { leaves = [], answer }) => sum + leaves.length * SALT_BYTES + (answer ? NONCE_BYTES : 0),
    0,
  );
}

/**
 * Plans one batch; the arguments stay as they were.
 * @throws SelatError LEAF_MALFORMED, and any reason of the canonical form that a receipt's item would break
 */
export function planLogBatch(input: BatchInput): LogPlan {
  const { changes, tail, time, context } = input;
  const draw = drawFrom(input.random);
  const wanted = changes.flatMap(({ leaves = [], officer = null, secondOfficer = null }) =>
    leaves.map((leaf) => ({ leaf, officers: { officer, secondOfficer } })),
  );
  const plan = planBatch(
    tail,
    wanted.map(({ leaf }) => toRequest(leaf, context.env, time, draw(SALT_BYTES))),
  );
  const acts = plan.leaves.map((planned, i): PlannedAct => {
    const { leaf, officers } = wanted[i] as (typeof wanted)[number];
    const { act, direction, about = null, documentDigest = null, submissionDigest = null } = leaf;
    return { ...planned, act, direction, ...officers, about, documentDigest, submissionDigest };
  });
  const leafIndexes = indexesOf(changes, tail.size);
  const answers = changes.flatMap((change, i) => answerOf(change, leafIndexes[i] ?? [], input));
  const receipts = planReceipts({
    context,
    now: input.now,
    answers,
    chains: plan.tail.chains,
    nonce: () => draw(NONCE_BYTES),
  });
  return { acts, leafIndexes, receipts, tail: plan.tail };
}

function drawFrom(random: Buffer): (bytes: number) => Buffer {
  let used = 0;
  return (bytes) => {
    used += bytes;
    if (used > random.length) throw new RangeError(`a batch needs more than ${random.length} random bytes`);
    return random.subarray(used - bytes, used);
  };
}

function toRequest(leaf: LeafWrite, env: string, timeMs: Instant, salt: Buffer): LeafRequest {
  const { act, direction, chain, documentDigest, submissionDigest } = leaf;
  return {
    act,
    direction,
    chain,
    env,
    timeMs,
    salt,
    ...(documentDigest === undefined ? {} : { documentDigest: Buffer.from(documentDigest, 'hex') }),
    ...(submissionDigest === undefined ? {} : { submissionDigest: Buffer.from(submissionDigest, 'hex') }),
  };
}

function indexesOf(changes: readonly Change[], size: number): number[][] {
  let next = size;
  return changes.map(({ leaves = [] }) => leaves.map(() => next++));
}

/** An answer points at its own first leaf, or at that of the same document, whose time it then bears. */
function answerOf({ answer }: Change, own: readonly number[], { time, leafTime }: BatchInput): GivenAnswer[] {
  if (answer === undefined) return [];
  const logIndex = answer.firstLeaf ?? own[0];
  const at = answer.firstLeaf === undefined ? time : leafTime(answer.firstLeaf);
  if (logIndex === undefined || at === undefined) {
    throw new Error(`the answer to submission ${answer.submissionDigest} points at no leaf of the log`);
  }
  return [{ ...answer, logIndex, time: at }];
}
