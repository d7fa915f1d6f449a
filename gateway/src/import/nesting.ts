/**
 * Deepest nesting of a file; a record has four levels. Deeper text is refused before any parser sees it: parsers recurse, and
 * one that runs out of stack inside a regular expression ends the process instead of throwing.
 */
export const MAX_NESTING = 64;

/** Most spaces before the first word of a line of YAML: each level takes at least one. */
const MAX_INDENT = 256;

/** Where a text nests too deep, or undefined. Pure; one pass. */
export function nestingFault(
  text: string,
  form: 'json' | 'yaml',
): { readonly line: number; readonly message: string } | undefined {
  const offset =
    form === 'json' ? deepBracket(text.replace(/"(?:[^"\\]|\\.)*"/gs, blank)) : (deepBlock(text) ?? deepBracket(text));
  if (offset === undefined) return undefined;
  const line = text.slice(0, offset).split('\n').length;
  return { line, message: `nests deeper than ${MAX_NESTING} levels; a record has four` };
}

/** Keeps offsets and drops brackets that stand in text. */
function blank(quoted: string): string {
  return '"'.repeat(quoted.length);
}

function deepBracket(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) return at;
  }
  return undefined;
}

/** Lists in lists on one line (`- - -`), or a line indented beyond any real file. */
function deepBlock(text: string): number | undefined {
  const found = text.search(new RegExp(`^ *(?:[-?:][ ]+){${MAX_NESTING}}|^ {${MAX_INDENT}}`, 'm'));
  return found < 0 ? undefined : found;
}
