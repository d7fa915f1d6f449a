/** Text for people, within 80 columns. */

/** Columns that output for people never passes, but where one word alone is longer. */
export const COLUMNS = 80;

/** Breaks text at spaces. @param indent spaces before each line; @param first what stands before the first one instead */
export function wrap(text: string, indent = 0, first = ' '.repeat(indent)): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

/** Paragraphs of Markdown, each wrapped; tables, code and lists keep their lines. */
export function wrapMarkdown(markdown: string, indent: number): string {
  const blocks = markdown.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return blocks
    .map((block) => {
      const isFixed = /^(?:\||```|- |\d+\. )/.test(block);
      return isFixed ? block.replace(/^/gm, ' '.repeat(indent)) : wrap(block, indent);
    })
    .join('\n\n');
}

/** Cuts text that is too long, with an ellipsis. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Rows under a title, columns aligned, the last one cut at the edge. */
export function table(title: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [title, ...rows];
  const widths = title.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const last = title.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const lines = all.map((row) =>
    row
      .map((cell, at) => (at === last ? clip(cell, Math.max(20, COLUMNS - before)) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** `1 case`, `2 cases`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
