/** Which cases a run has, in which order, and which of them it skips and why. */
import { type Case, demandsOf, FEATURES } from '../cases/index.js';
import type { SubjectFile } from '../setup/index.js';
import { toOperatorVerb } from '../subject/index.js';

/** One case of a run. */
export interface PlannedCase {
  readonly found: Case;
  /** Why it does not run; absent = it runs. */
  readonly skip?: string;
  /** Why it is known to fail; it runs all the same. */
  readonly knownFailing?: string;
}

/** A run that cannot be planned. */
export class BadPlan extends Error {
  override readonly name = 'BadPlan';
}

/** What of a run decides about its cases. */
export interface PlanOptions {
  readonly file: Pick<SubjectFile, 'path' | 'profiles' | 'features' | 'operator' | 'harness' | 'knownFailing'>;
  /** Only cases of this profile; absent = all. */
  readonly profile?: string;
  /** Only these cases, by id or by the beginning of it up to a slash; empty = all. */
  readonly only?: readonly string[];
}

function skipOf({ profile, needs, lacks }: Case, demands: ReturnType<typeof demandsOf>, file: PlanOptions['file']) {
  const { profiles, features, operator, harness } = file;
  if (!profiles.includes(profile)) return `the subject does not claim profile ${profile}`;
  const absent = needs.find((name) => !features.includes(name));
  if (absent !== undefined) return `the subject does not declare feature ${absent}: ${FEATURES[absent] ?? ''}`;
  const present = lacks.find((name) => features.includes(name));
  if (present !== undefined) return `the subject declares feature ${present}, and the case is about builds without it`;
  if (demands.verbs.length > 0 && operator === undefined) return 'no program acts for the operator of the subject';
  const unable = demands.verbs.map(toOperatorVerb).find((verb) => operator?.verbs.includes(verb) !== true);
  if (unable !== undefined) return `the operator of the subject does not do ${unable}`;
  return demands.harness && harness === undefined ? 'the subject has no harness that moves its clock' : undefined;
}

function isWanted(id: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((one) => id === one || id.startsWith(`${one.replace(/\/$/, '')}/`));
}

function requireKnown(cases: readonly Case[], { file, only = [] }: PlanOptions): void {
  const ids = new Set(cases.map(({ id }) => id));
  const gone = file.knownFailing.find((one) => !ids.has(one.case));
  if (gone !== undefined) throw new BadPlan(`${file.path}: knownFailing names ${gone.case}, which is no case`);
  const strange = only.find((one) => !cases.some(({ id }) => isWanted(id, [one])));
  if (strange !== undefined) throw new BadPlan(`no case is named ${strange}; see selat-conformance list`);
}

/** The order of every run: by id, and last those that move the clock far, since what others rest on may be over then. */
export function inOrder(cases: readonly Case[]): readonly Case[] {
  const late = (found: Case) => Number(demandsOf(found).harness);
  return [...cases].sort((a, b) => late(a) - late(b) || (a.id < b.id ? -1 : 1));
}

/** Plans a run. @throws BadPlan */
export function planRun(cases: readonly Case[], options: PlanOptions): readonly PlannedCase[] {
  requireKnown(cases, options);
  const { file, profile, only = [] } = options;
  const wanted = cases.filter((found) => isWanted(found.id, only) && (profile ?? found.profile) === found.profile);
  return inOrder(wanted).map((found): PlannedCase => {
    const skip = skipOf(found, demandsOf(found), file);
    const known = file.knownFailing.find((one) => one.case === found.id)?.why;
    return { found, ...(skip === undefined ? {} : { skip }), ...(known === undefined ? {} : { knownFailing: known }) };
  });
}
