/** What a case must say beyond its schema, so that none passes by saying nothing. */
import type { Case, Expect, Step } from '../gen/case.js';
import { FEATURES } from './features.js';

/** Profiles of the protocol that cases are written for, each with what an exchange can do that has it. */
export const PROFILES: Readonly<Record<string, string>> = {
  core: 'documents, keys, agreements, participants, receipts and calls',
  listing: 'listings, their revisions, suspensions and withdrawals',
  grant: 'requests, offers, countersignatures, holds and ends',
};

function sends({ submit, rawCall, operate, fetch }: Step): boolean {
  return (submit ?? rawCall ?? operate ?? fetch) !== undefined;
}

function expectedOf(step: Step): readonly Expect[] {
  const own = step.expect === undefined ? [] : [step.expect];
  return [...own, ...(step.stream?.items ?? []).flatMap((item) => (item.expect === undefined ? [] : [item.expect]))];
}

function stepProblem(step: Step, index: number): string | undefined {
  const at = `step ${index + 1}`;
  if (sends(step) && step.expect === undefined) return `${at} sends without saying what it expects`;
  if (!sends(step) && step.expect !== undefined) return `${at} expects an answer and sends nothing`;
  if (step.stream !== undefined && expectedOf(step).length !== step.stream.items.length)
    return `${at} has an item of the stream without expect`;
  for (const { receipt, error } of expectedOf(step)) {
    if (receipt !== undefined && !['ACCEPTED', 'REFUSED'].includes(receipt.verdict))
      return `${at} expects verdict ${receipt.verdict}, which is neither ACCEPTED nor REFUSED`;
    if (receipt?.verdict === 'REFUSED' && receipt.reason === '') return `${at} expects a refusal without a reason`;
    if (error !== undefined && error.code === '') return `${at} expects an error without its gRPC code`;
  }
  return undefined;
}

/** Reasons that the steps expect, each once, in order. */
export function reasonsOf({ steps }: Case): readonly string[] {
  const all = steps.flatMap(expectedOf).flatMap(({ receipt, error }) => receipt?.reason || error?.reason || []);
  return [...new Set(all)];
}

/** Says what is wrong with a case; undefined = nothing. */
export function problemOf(found: Case): string | undefined {
  const { title, proves, profile, steps, needs, lacks } = found;
  if (!/^\p{Lu}.{10,119}$/u.test(title)) return 'its title is no sentence of 11 to 120 characters';
  if (proves.length === 0) return 'it proves nothing: name at least one requirement of docs/spec in `proves`';
  if (!Object.hasOwn(PROFILES, profile))
    return `its profile is ${profile || 'absent'}; there are ${Object.keys(PROFILES).join(', ')}`;
  if (steps.length === 0) return 'it has no steps';
  const strange = [...needs, ...lacks].find((name) => !Object.hasOwn(FEATURES, name));
  if (strange !== undefined) return `it names feature ${strange}, which src/cases/features.ts does not have`;
  return steps.map(stepProblem).find((problem) => problem !== undefined);
}
