/** Brings the subject and the suite's peers to where the first case may begin: pinned, agreed, participants on record. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  acceptAgreement,
  type ConnectedPeer,
  fingerprintOf,
  MEMBER,
  offerAgreement,
  recordParticipant,
  type Suite,
  toJwsJson,
  type VerbArguments,
  withAgreement,
} from '../run/index.js';
import { readState, writeState } from './run-state.js';

/** How the two come to agree. */
export interface AgreeOptions {
  /** Folder of the suite. */
  readonly dir: string;
  /** Whether a program acts for the subject's operator; otherwise a person does, and is waited for. */
  readonly hasOperator: boolean;
  /** Longest wait for each agreement, milliseconds. */
  readonly patienceMs: number;
  /** Tells a person what is waited for. */
  readonly say: (line: string) => void;
}

const RETRY_MS = 200;

/** The subject and the suite cannot come to the first case. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

function contactOf({ descriptor }: ConnectedPeer): { readonly descriptor: string; readonly fingerprint: string } {
  return { descriptor: toJwsJson(descriptor), fingerprint: fingerprintOf(descriptor) };
}

/** Tries until it succeeds. @throws NotReady with why it last failed */
async function patiently<T>(attempt: () => Promise<T>, suite: Suite, options: AgreeOptions, what: string): Promise<T> {
  const giveUpAt = suite.world.wall() + options.patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      if (suite.world.wall() > giveUpAt) throw new NotReady(`${what}: ${why}`, { cause });
      await wait(RETRY_MS);
    }
  }
}

async function byOperator(suite: Suite, verb: string, args: VerbArguments): Promise<void> {
  try {
    await suite.operate(verb, args);
  } catch (cause) {
    throw new NotReady(`${verb}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The subject proposes to `good` and `newcomer`, of which only `good` signs; it accepts what `rogue` offers. */
async function agreeAnew(suite: Suite, options: AgreeOptions): Promise<Suite> {
  const { good, newcomer, rogue } = suite.peers;
  const { hasOperator, say } = options;
  if (!hasOperator) say('waiting for the operator of the subject: pin and agree as PIN.txt says');
  if (hasOperator) await byOperator(suite, 'propose-agreement', contactOf(good));
  const first = await patiently(() => acceptAgreement(suite, 'good'), suite, options, 'the subject proposes to good');
  if (hasOperator) await byOperator(first, 'propose-agreement', contactOf(newcomer));
  const accepted = hasOperator ? byOperator(first, 'accept-agreement', contactOf(rogue)) : Promise.resolve();
  const offered = patiently(() => offerAgreement(first, 'rogue', 'hasty-agreement'), first, options, 'rogue offers');
  const [second] = await Promise.all([offered, accepted]);
  return second;
}

async function record(suite: Suite, by: 'good' | 'rogue', options: AgreeOptions): Promise<void> {
  await patiently(() => recordParticipant(suite, by), suite, options, `${by} records a participant`);
}

async function agreeOrRecall(suite: Suite, options: AgreeOptions): Promise<Suite> {
  const subject = suite.subject.fingerprint.toString('hex');
  const known = readState(options.dir, subject);
  if (known !== undefined) {
    const withGood = withAgreement(suite, 'good', Buffer.from(known.good, 'hex'));
    return withAgreement(withGood, 'rogue', Buffer.from(known.rogue, 'hex'));
  }
  const agreed = await agreeAnew(suite, options);
  for (const by of ['good', 'rogue'] as const) await record(agreed, by, options);
  const digest = (by: 'good' | 'rogue') => agreed.peers[by].agreement?.toString('hex') ?? '';
  writeState(options.dir, { subject, good: digest('good'), rogue: digest('rogue') });
  return agreed;
}

/**
 * Agrees, or takes up what an earlier run agreed.
 * @throws NotReady
 */
export async function agree(suite: Suite, options: AgreeOptions): Promise<Suite> {
  const agreed = await agreeOrRecall(suite, options);
  const id = `${suite.subject.exchange}/p/${MEMBER}`;
  if (options.hasOperator) await byOperator(agreed, 'register-participant', { id });
  return agreed;
}
