/** Colours, on a terminal that shows them; plain text anywhere else. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const wrap = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string) => text;

export const PLAIN: Style = { bold: plain, dim: plain, good: plain, bad: plain };
export const COLOURED: Style = { bold: wrap(1), dim: wrap(2), good: wrap(32), bad: wrap(31) };
