/** Reads the requirements out of the chapters of docs/spec: id, sentence, and the text beside it that says why. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One requirement where it is stated. */
export interface Requirement {
  readonly id: string;
  /** File of the chapter without `.md`, such as `documents`. */
  readonly chapter: string;
  /** Title of the chapter, such as `Documents`. */
  readonly title: string;
  /** The one sentence with its MUST. */
  readonly sentence: string;
  /** What stands below it, up to the next requirement or heading; Markdown, may be empty. */
  readonly text: string;
}

/** One row of the table of reasons. */
export interface Reason {
  readonly name: string;
  /** Requirement that demands the refusal. */
  readonly requirement: string;
  /** What the caller can do. */
  readonly fix: string;
}

/** What the suite knows of the specification. */
export interface Spec {
  /** By id. */
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly reasons: readonly Reason[];
}

const STATED = /^\*\*([A-Z]{3}-\d+)\.\*\* (.*)$/;
const REASON_ROW = /^\| `([A-Z][A-Z0-9_]+)` \| [a-z]+ \| ([A-Z]{3}-\d+) \| (.*) \|$/;

function readChapter(chapter: string, markdown: string): Requirement[] {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? chapter;
  const found: Requirement[] = [];
  let open: { readonly id: string; readonly sentence: string; readonly text: string[] } | undefined;
  const close = () => {
    if (open !== undefined) found.push({ ...open, chapter, title, text: open.text.join('\n').trim() });
    open = undefined;
  };
  for (const line of markdown.split('\n')) {
    const stated = STATED.exec(line);
    if (stated !== null || /^#{1,6} /.test(line)) close();
    if (stated !== null) open = { id: stated[1] ?? '', sentence: stated[2] ?? '', text: [] };
    else open?.text.push(line);
  }
  close();
  return found;
}

/** Reads all chapters of a folder. @throws Error where the folder has none */
export function readSpec(folder: string): Spec {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const chapters = files.sort().map((name) => ({
    chapter: name.replace(/\.md$/, ''),
    markdown: readFileSync(join(folder, name), 'utf8'),
  }));
  const stated = chapters.flatMap(({ chapter, markdown }) => readChapter(chapter, markdown));
  const errors = chapters.find(({ chapter }) => chapter === 'errors')?.markdown ?? '';
  const reasons = errors.split('\n').flatMap((line): Reason[] => {
    const [, name, requirement, fix] = REASON_ROW.exec(line) ?? [];
    return name === undefined || requirement === undefined ? [] : [{ name, requirement, fix: fix ?? '' }];
  });
  if (stated.length === 0) throw new Error(`${folder} states no requirement`);
  return { requirements: new Map(stated.map((one) => [one.id, one])), reasons };
}

/**
 * Finds the chapters: docs/spec of the repository where the package lies in one, else the copy that its build packed.
 * @param packageDir folder of this package
 */
export function findSpec(packageDir: string): Spec {
  const folders = [join(packageDir, '../docs/spec'), join(packageDir, 'dist/chapters')];
  const folder = folders.find((one) => existsSync(join(one, 'errors.md')));
  if (folder === undefined) throw new Error(`neither ${folders.join(' nor ')} holds the chapters of the specification`);
  return readSpec(folder);
}
