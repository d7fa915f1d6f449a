import { isWide, widthOf } from './width.js';

/** Signs that no line may begin with. */
const CLOSING = /[，。、；：！？）》」』】〉”’…—]/u;
/** Signs that no line may end in. */
const OPENING = /[（《「『【〈“‘]/u;

interface Piece {
  readonly text: string;
  /** Spaces before it, which a line break takes away. */
  readonly gap: string;
}

/**
 * Breaks text between words, and between the characters of scripts without spaces, so that no line is wider than `columns`,
 * except where one word is.
 *
 * @param indent of later lines
 */
export function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  let isFresh = true;
  for (const { text: piece, gap } of piecesOf(text)) {
    const longer = `${line}${gap}${piece}`;
    if (isFresh || widthOf(longer) <= columns) {
      line = longer;
      isFresh = false;
      continue;
    }
    lines.push(line);
    line = `${indent}${piece}`;
  }
  return [...lines, line].join('\n');
}

/** What stays together: words, and single wide characters with the signs that cling to them. */
function piecesOf(text: string): readonly Piece[] {
  const words = text.split(/(?<=\S)( +)/);
  return words.flatMap((word, at) => {
    if (at % 2 === 1) return [];
    const gap = words[at - 1] ?? '';
    return partsOf(word).map((part, i) => ({ text: part, gap: i === 0 ? gap : '' }));
  });
}

function partsOf(word: string): readonly string[] {
  const parts: string[] = [];
  let before = '';
  for (const char of word) {
    const canBreak = (isWide(char) || isWide(before)) && !CLOSING.test(char) && !OPENING.test(before);
    if (parts.length > 0 && !canBreak) parts.push(`${parts.pop() ?? ''}${char}`);
    else parts.push(char);
    before = char;
  }
  return parts.length === 0 ? [''] : parts;
}
