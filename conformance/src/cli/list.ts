/** `selat-conformance list`: the cases, or the features that subjects declare. */
import { type Case, FEATURES, PROFILES } from '../cases/index.js';
import { type Explanation, explainCase } from '../explain/index.js';
import { VERBS } from '../subject/index.js';
import { EXIT, type ExitCode, type Io, Usage } from './io.js';
import { suiteCases, suiteSpec } from './package-files.js';
import { count, table, wrap, wrapMarkdown } from './text.js';

/** Options of `list`. */
export interface ListOptions {
  readonly profile?: string;
  readonly features?: boolean;
  readonly json?: boolean;
}

function listFeatures({ out }: Io, json: boolean): ExitCode {
  if (json) {
    out(`${JSON.stringify({ profiles: PROFILES, features: FEATURES, verbs: VERBS })}\n`);
    return EXIT.done;
  }
  const section = (title: string, rows: Readonly<Record<string, string>>) =>
    [title, ...Object.entries(rows).map(([name, words]) => wrap(words, 24, `  ${name.padEnd(21)} `))].join('\n');
  out(
    `${section('Profiles', PROFILES)}\n\n${section('Features', FEATURES)}\n\n${section('Verbs of the operator', VERBS)}\n`,
  );
  return EXIT.done;
}

/** Lists cases with title, requirements, profile and what they need. */
export function list(io: Io, { profile, features = false, json = false }: ListOptions): ExitCode {
  if (features) return listFeatures(io, json);
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile))
    throw new Usage(`no profile is named ${profile}; there are ${Object.keys(PROFILES).join(', ')}`);
  const spec = suiteSpec();
  const cases = suiteCases().filter((found) => profile === undefined || found.profile === profile);
  if (json) {
    const items = cases.map((found: Case) => {
      const { id, title, needs } = explainCase(found, spec);
      return { id, title, requirements: found.proves, profile: found.profile, needs };
    });
    io.out(`${JSON.stringify({ items })}\n`);
    return EXIT.done;
  }
  const rows = cases.map(({ id, proves, profile: its }) => [id, its, proves.join(', ')]);
  io.out(`${table(['CASE', 'PROFILE', 'PROVES'], rows)}\n${count(cases.length, 'case')}\n`);
  return EXIT.done;
}

function lines(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['', title, ...items];
}

function explanationText(explained: Explanation): string {
  const { id, title, profile, note, needs, given, steps, requirements } = explained;
  return [
    id,
    wrap(title),
    ...lines('What it asks of the subject', [
      wrap(`profile ${profile}${needs.length === 0 ? '' : `; ${needs.join('; ')}`}`, 2),
      ...(note === '' ? [] : [wrap(note, 2)]),
    ]),
    ...lines(
      'Given',
      given.map((one) => wrap(one, 4, '  - ')),
    ),
    ...lines(
      'Steps',
      steps.flatMap(({ does, expects }, index) => [
        wrap(does, 5, `  ${index + 1}. `.padEnd(5)),
        ...(expects === '' ? [] : [wrap(expects, 11, '     -> ')]),
      ]),
    ),
    ...lines(
      'Why',
      requirements.map(({ id: requirement, chapter, sentence, text }) =>
        [wrap(`${requirement} (${chapter}): ${sentence}`, 2), ...(text === '' ? [] : [wrapMarkdown(text, 4)])].join(
          '\n\n',
        ),
      ),
    ),
    '',
  ].join('\n');
}

/** Explains one case. */
export function explain(io: Io, id: string, { json = false }: { readonly json?: boolean }): ExitCode {
  const found = suiteCases().find((one) => one.id === id.replace(/\.yaml$/, ''));
  if (found === undefined) throw new Usage(`no case is named ${id}; see selat-conformance list`);
  const explained = explainCase(found, suiteSpec());
  io.out(json ? `${JSON.stringify(explained)}\n` : explanationText(explained));
  return EXIT.done;
}
