/** Reads docs/spec/documents.md for the tests that recompute what it states. */
import { readFileSync } from 'node:fs';

export const SPEC = readFileSync(new URL('../../../docs/spec/documents.md', import.meta.url), 'utf8');

/** Lines of the fenced block with that tag. */
export function block(tag: string): string[] {
  const text = new RegExp(`^\`\`\`${tag}\\n(.*?)^\`\`\``, 'ms').exec(SPEC)?.[1];
  if (text === undefined) throw new Error(`docs/spec/documents.md has no block ${tag}`);
  return text.trimEnd().split('\n');
}

/** What stands last in the line that begins with these words. */
export function stated(tag: string, ...words: string[]): string {
  const line = block(tag).find((each) => each.split(/ {2,}/).slice(0, words.length).join() === words.join());
  return line?.split(/ {2,}/).at(-1) ?? '';
}

/** Cells of each row of the table under a heading, without backticks. */
export function table(heading: string, columns: number): string[][] {
  const section = SPEC.slice(SPEC.indexOf(`\n## ${heading}\n`)).slice(1);
  const end = section.indexOf('\n## ');
  return [...section.slice(0, end < 0 ? undefined : end).matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.replaceAll('`', '').split(' | '))
    .filter((cells) => cells.length === columns);
}
