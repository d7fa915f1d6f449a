/** The statements of one admitted Change beside its leaves and its receipt. Pure. */
import type { DigestHex, Instant } from '@selat/sdk/model';
import type { Change, DocumentWrite, ReceiptGot, RowWrite } from '../domain/change.js';
import { listingSubject } from '../domain/listing/listing-row.js';
import type { LogContext, PlannedAct } from '../log/plan-batch.js';
import { documentKey, type Snapshot } from './admit.js';
import { encodeSignatures } from './signatures.js';
import type { Value } from './statements.js';
import { itemStep, type Step } from './step.js';

/** Gives out ids that grow. */
export interface IdSource {
  /** The first of `count` ids in a row; 1 without `count`. */
  id(count?: number): number;
  attempt(): number;
}

/** One Change with its places. */
export interface ChangePlan {
  readonly change: Change;
  /** Its own leaves, in order. */
  readonly leaves: readonly PlannedAct[];
  readonly context: LogContext;
  readonly ids: IdSource;
  readonly found: Snapshot;
  /** The clock: deliveries are due at once also where log time runs ahead of it. */
  readonly now: Instant;
}

/** More ids than a table has rows: the number of rows that a backfill queues is known only afterwards. */
const BACKFILL_IDS = 1_000_000_000;
/** More ids than an exchange has peers. */
const BROADCAST_IDS = 1_000_000;

/** Documents first, because evidence and deliveries refer to them. */
export function stepsOfChange(plan: ChangePlan): Step[] {
  const { evidence = [], outboxFailures = [], attempt } = plan.change;
  const { ids } = plan;
  const steps = [...documentSteps(plan), ...(plan.change.rows ?? []).map(rowStep)];
  for (const { subject, digest, by } of evidence) {
    const values = { subject, document_digest: digest, by_exchange: by, seq: ids.id() };
    steps.push({ statement: 'evidence.insert', values });
  }
  steps.push(...deliverySteps(plan), ...(plan.change.receiptsGot ?? []).flatMap((got) => gotSteps(got, plan)));
  for (const { id, reason, message, nextAt } of outboxFailures) {
    const state = nextAt === undefined ? 'failed' : 'due';
    const values = { id, one: 1, next_at_ms: nextAt ?? plan.now, state, last_reason: reason, last_message: message };
    steps.push({ statement: 'outbox.fail', values });
  }
  if (attempt !== undefined) {
    const { peer, at, type, digest = null, reason, message } = attempt;
    const values = { id: ids.attempt(), peer, at_ms: at, type, digest, reason, message };
    steps.push({ statement: 'attempt.insert', values });
  }
  return steps;
}

function documentSteps(plan: ChangePlan): Step[] {
  const { documents = [], receiptsGot = [] } = plan.change;
  const written = new Set([...documents, ...receiptsGot].map(({ digest }) => digest));
  const steps = documents.flatMap((write) => documentWriteSteps(write, plan));
  for (const { documentDigest, index } of plan.leaves) {
    if (documentDigest === null || written.has(documentDigest)) continue;
    steps.push({ statement: 'document.logged', values: { digest: documentDigest, first_leaf: index } });
  }
  return steps;
}

/** A fuller form takes the place of the stored one, which is kept; any other new form is only kept. */
function documentWriteSteps(write: DocumentWrite, plan: ChangePlan): Step[] {
  const { digest, submissionDigest, issuer, form, document, isRefused } = write;
  const { answer } = plan.change;
  const { type, payload } = document;
  const submitter = answer?.submissionDigest === submissionDigest ? answer.submitter : plan.context.exchange;
  const newForm = {
    submission_digest: submissionDigest,
    submitter,
    signatures: encodeSignatures(document.signatures),
    leaf_index: leafOf(plan.leaves, digest, submissionDigest),
  };
  const stored = plan.found.get(documentKey(digest));
  const firstLeaf = stored?.['first_leaf'] ?? leafOf(plan.leaves, digest);
  if (stored === undefined) {
    const values = { digest, type, issuer, form, payload, ...newForm, first_leaf: firstLeaf };
    return [{ statement: 'document.insert', values }];
  }
  const steps: Step[] = [];
  if (stored['form'] === 'offered' && form === 'complete' && isRefused !== true) {
    steps.push({ statement: 'submission.keep', values: { digest } });
    steps.push({ statement: 'document.replace', values: { digest, form, ...newForm, first_leaf: firstLeaf }, rows: 1 });
  } else if (stored['submission_digest'] !== submissionDigest) {
    steps.push({ statement: 'submission.insert', values: { document_digest: digest, ...newForm } });
  }
  return steps;
}

function leafOf(leaves: readonly PlannedAct[], document: DigestHex, submission?: DigestHex): number | null {
  const found = leaves.find(
    (leaf) => leaf.documentDigest === document && (submission === undefined || leaf.submissionDigest === submission),
  );
  return found?.index ?? null;
}

function rowStep({ table, row, expectedVersion }: RowWrite): Step {
  const columns = row as unknown as Readonly<Record<string, Value>>;
  const statement = expectedVersion === 0 ? (`${table}.insert` as const) : (`${table}.replace` as const);
  return { statement, values: { ...columns, version: expectedVersion + 1 }, rows: 1 };
}

const urgencyOf = (isUrgent: boolean | undefined): number => (isUrgent === true ? 0 : 1);

function deliverySteps({ change, context, ids, now }: ChangePlan): Step[] {
  const queued = (change.outbox ?? []).map(({ peer, digest, submissionDigest, isUrgent }): Step => {
    const values = {
      id: ids.id(),
      peer,
      document_digest: digest,
      submission_digest: submissionDigest,
      attempts: 0,
      next_at_ms: now,
      state: 'due',
      last_reason: null,
      last_message: null,
      urgency: urgencyOf(isUrgent),
    };
    return { statement: 'outbox.insert', values };
  });
  const backfilled = (change.backfill ?? []).flatMap((peer): Step[] => {
    const shared = { self: context.exchange, peer, now, urgency: 1 };
    return [
      { statement: 'outbox.backfill-orders', values: { ...shared, urgency: 0, base: ids.id(BACKFILL_IDS) } },
      {
        statement: 'outbox.backfill-participants',
        values: { ...shared, type: 'selat.v1.ParticipantRecord', base: ids.id(BACKFILL_IDS) },
      },
      {
        statement: 'outbox.backfill-listings',
        values: { ...shared, subject: listingSubject(''), withdrawn: 'withdrawn', base: ids.id(BACKFILL_IDS) },
      },
      { statement: 'outbox.backfill-attestations', values: { ...shared, base: ids.id(BACKFILL_IDS) } },
    ];
  });
  const broadcast = (change.broadcast ?? []).map(({ digest, submissionDigest, toPinned, isUrgent }): Step => {
    const named = { document_digest: digest, submission_digest: submissionDigest };
    const values = { ...named, now, urgency: urgencyOf(isUrgent), base: ids.id(BROADCAST_IDS) };
    return { statement: toPinned === true ? 'outbox.broadcast-pinned' : 'outbox.broadcast', values };
  });
  return [...queued, ...broadcast, ...backfilled];
}

/** Whatever the verdict, an answered submission is not sent again. */
function gotSteps({ peer, digest, document, items }: ReceiptGot, { context }: ChangePlan): Step[] {
  const { type, payload } = document;
  const receipt = { digest, direction: 'got', peer, type, payload, signatures: encodeSignatures(document.signatures) };
  return [
    { statement: 'receipt.insert', values: receipt },
    ...items.flatMap((item): Step[] => [
      itemStep(item, peer, context.exchange, digest),
      { statement: 'outbox.settle', values: { peer, submission_digest: item.submissionDigest } },
    ]),
  ];
}
