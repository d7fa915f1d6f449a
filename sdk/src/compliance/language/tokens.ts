/** Splits an expression of the pack language into tokens. [CMP-2] */
import { SelatError } from '../../errors/index.js';

export type TokenKind = 'name' | 'integer' | 'string' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The name, the digits, the content of the string, or the symbol. */
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
}

/** Longest expression, characters. */
const MAX_CHARS = 4096;

const TOKEN =
  /\s*(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<integer>-?\d+)|"(?<string>[^"\\]*)"|(?<symbol>&&|\|\||==|!=|<=|>=|[<>!()[\],.]))/y;

/** @throws SelatError PACK_INVALID, fact `column`, for anything that is no token of the language */
export function tokenize(text: string): readonly Token[] {
  if (text.length > MAX_CHARS) throw problemAt(text, 0, `it has ${text.length} characters, the limit is ${MAX_CHARS}`);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === '') break;
      throw problemAt(text, at, `${JSON.stringify(text.slice(at).trim()[0])} is no part of the language`);
    }
    for (const kind of ['name', 'integer', 'string', 'symbol'] as const) {
      const found = match.groups?.[kind];
      if (found === undefined) continue;
      const length = kind === 'string' ? found.length + 2 : found.length;
      tokens.push({ kind, text: found, at: TOKEN.lastIndex - length });
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

/** What is wrong with an expression, and at which column (1 = first). */
export function problemAt(expression: string, at: number, problem: string): SelatError {
  const column = String(at + 1);
  const message = `cannot read the expression at column ${column}: ${problem}`;
  return new SelatError('PACK_INVALID', message, { column, problem, expression: expression.slice(0, 256) });
}
