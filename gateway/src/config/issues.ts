/** Mistakes of a configuration: all of them in one error. [CFG-1] */
import { SelatError } from '@selat/sdk/errors';

/** One mistake. */
export interface ConfigIssue {
  /** Path of the key such as `federation.listen`, or the name of an environment variable. */
  readonly key: string;
  /** Line of the file, from 1; absent for environment variables. */
  readonly line?: number;
  /** What is wrong: continues the sentence that `key` begins. */
  readonly problem: string;
  /** What to do, imperative. */
  readonly fix: string;
}

/** One mistake on two lines. */
export function toIssueText({ key, line, problem, fix }: ConfigIssue): string {
  return `${line === undefined ? '' : `line ${line}: `}${key} ${problem}\n      fix: ${fix}`;
}

/** The error that prints every mistake. */
export function configInvalid(file: string, issues: readonly ConfigIssue[], cause?: unknown): SelatError {
  const count = issues.length === 1 ? 'a mistake' : `${issues.length} mistakes`;
  const list = issues.map((issue, index) => `\n  ${index + 1}. ${toIssueText(issue)}`).join('');
  const facts = Object.fromEntries(issues.map(({ key, line, problem }) => [key, `${line ?? '-'}: ${problem}`]));
  return new SelatError('CONFIG_INVALID', `cannot use ${file}: it has ${count}${list}`, { file, ...facts }, { cause });
}
