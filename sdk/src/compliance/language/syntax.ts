/** Reads an expression into a tree. Precedence, loosest first: `||`, `&&`, comparison and `in`, `!`, member. [CMP-2] */
import { problemAt, type Token, tokenize } from './tokens.js';
import type { Scalar } from './values.js';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

/** A node; `at` = characters before it. */
export type Expr = { readonly at: number } & (
  | { readonly kind: 'literal'; readonly value: Scalar }
  | { readonly kind: 'list'; readonly items: readonly Scalar[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'not'; readonly of: Expr }
  | { readonly kind: 'logic'; readonly operator: '&&' | '||'; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly kind: 'exists'; readonly list: Expr; readonly variable: string; readonly body: Expr }
  | { readonly kind: 'latest'; readonly list: Expr; readonly variable: string; readonly body: Expr; readonly day: Expr }
);

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
/** Deepest nesting of parentheses, `!`, `exists` and `latest`. */
const MAX_DEPTH = 32;

/** @throws SelatError PACK_INVALID, fact `column` */
export function parseExpression(text: string): Expr {
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  whole(): Expr {
    const expr = this.#or();
    if (this.#peek().kind !== 'end') throw this.#unexpected('the end, `&&`, `||` or a comparison');
    return expr;
  }

  #or(): Expr {
    return this.#chain('||', () => this.#chain('&&', () => this.#comparison()));
  }

  #chain(operator: '&&' | '||', operand: () => Expr): Expr {
    let left = operand();
    while (this.#isSymbol(operator)) {
      const { at } = this.#take();
      left = { kind: 'logic', operator, left, right: operand(), at };
    }
    return left;
  }

  #comparison(): Expr {
    const left = this.#unary();
    const token = this.#peek();
    if (!COMPARISONS.has(token.text) || (token.kind !== 'symbol' && token.kind !== 'name')) return left;
    this.#take();
    return { kind: 'compare', operator: token.text as Comparison, left, right: this.#unary(), at: token.at };
  }

  #unary(): Expr {
    if (!this.#isSymbol('!')) return this.#members(this.#primary());
    const { at } = this.#take();
    return { kind: 'not', of: this.#nested(at, () => this.#unary()), at };
  }

  #members(first: Expr): Expr {
    let expr = first;
    while (this.#isSymbol('.')) {
      this.#take();
      const { text: name, at } = this.#name();
      const isOverMembers = (name === 'exists' || name === 'latest') && this.#isSymbol('(');
      expr = isOverMembers ? this.#overMembers(name, expr, at) : { kind: 'member', of: expr, name, at };
    }
    return expr;
  }

  #overMembers(kind: 'exists' | 'latest', list: Expr, at: number): Expr {
    this.#symbol('(');
    const variable = this.#name().text;
    this.#symbol(',');
    const body = this.#nested(at, () => this.#or());
    if (kind === 'latest') this.#symbol(',');
    const day = kind === 'latest' ? this.#nested(at, () => this.#or()) : undefined;
    this.#symbol(')');
    return day === undefined
      ? { kind: 'exists', list, variable, body, at }
      : { kind: 'latest', list, variable, body, day, at };
  }

  #primary(): Expr {
    const token = this.#take();
    const { at } = token;
    if (token.kind === 'integer') return { kind: 'literal', value: this.#integer(token), at };
    if (token.kind === 'string') return { kind: 'literal', value: token.text, at };
    if (token.kind === 'name') return this.#named(token);
    if (token.text === '[') return { kind: 'list', items: this.#items(), at };
    if (token.text !== '(') throw this.#unexpected('a value', token);
    const expr = this.#nested(at, () => this.#or());
    this.#symbol(')');
    return expr;
  }

  #named({ text, at }: Token): Expr {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at };
    if (!this.#isSymbol('(')) return { kind: 'name', name: text, at };
    this.#take();
    const args: Expr[] = [];
    while (!this.#isSymbol(')')) {
      args.push(this.#nested(at, () => this.#or()));
      if (!this.#isSymbol(')')) this.#symbol(',');
    }
    this.#take();
    return { kind: 'call', name: text, args, at };
  }

  #items(): readonly Scalar[] {
    const items: Scalar[] = [];
    while (!this.#isSymbol(']')) {
      const token = this.#take();
      if (token.kind === 'integer') items.push(this.#integer(token));
      else if (token.kind === 'string') items.push(token.text);
      else throw this.#unexpected('a literal', token);
      if (!this.#isSymbol(']')) this.#symbol(',');
    }
    this.#take();
    return items;
  }

  #integer({ text, at }: Token): number {
    const value = Number(text);
    if (Math.abs(value) > 2_147_483_647) throw problemAt(this.#text, at, `${text} is beyond 2147483647`);
    return value;
  }

  #nested(at: number, read: () => Expr): Expr {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw problemAt(this.#text, at, `it is nested deeper than ${MAX_DEPTH}`);
    const expr = read();
    this.#depth -= 1;
    return expr;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: this.#text.length };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #isSymbol(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'symbol' && token.text === text;
  }

  #symbol(text: string): void {
    if (!this.#isSymbol(text)) throw this.#unexpected(`\`${text}\``);
    this.#take();
  }

  #name(): Token {
    if (this.#peek().kind !== 'name') throw this.#unexpected('a name');
    return this.#take();
  }

  #unexpected(wanted: string, token = this.#peek()) {
    const found = token.kind === 'end' ? 'it ends' : `${JSON.stringify(token.text)} stands`;
    return problemAt(this.#text, token.at, `${found} where ${wanted} is expected`);
  }
}
