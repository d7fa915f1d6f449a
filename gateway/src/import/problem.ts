import { SelatError } from '@selat/sdk/errors';

/** Something that the reader of a catalogue must know. A `note` keeps nothing back; an `error` keeps its file or record back. */
export interface Problem {
  readonly severity: 'error' | 'note';
  /** File name as it was given. */
  readonly file: string;
  /** Line in the file, from 1; absent where the problem is the file as a whole. */
  readonly line?: number;
  /** Path in the file, such as `terms[0].price.model`. */
  readonly path?: string;
  /** What is wrong, and what to write instead; lower case, no full stop. */
  readonly message: string;
}

/** One line for a person: `terms.yaml:12: terms[0].price.model: expected one of ...`. */
export function describeProblem({ file, line, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, path, message].filter((part) => part !== undefined && part !== '').join(': ');
}

/** Every mistake of a file as one error. @returns SelatError IMPORT_INVALID; facts: file, count, and `mistake<n>` from 1 */
export function toImportError(file: string, problems: readonly Problem[]): SelatError {
  const lines = problems.filter(({ severity }) => severity === 'error').map(describeProblem);
  const facts = Object.fromEntries(lines.map((line, index) => [`mistake${index + 1}`, line]));
  return new SelatError('IMPORT_INVALID', `cannot read ${file}: ${lines.join('; ')}`, {
    file,
    count: String(lines.length),
    ...facts,
  });
}

/** Path in the form that people read: `fields[2].name`. */
export function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
