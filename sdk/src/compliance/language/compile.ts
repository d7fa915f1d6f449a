/** Checks a tree against the names in scope and makes a function of it. */
import { comparison } from './comparison.js';
import type { Context } from './context.js';
import { callFunction } from './functions.js';
import { latestOf, someOf } from './members.js';
import { findName, type Level, valueAt } from './scope.js';
import { type Expr, parseExpression } from './syntax.js';
import { problemAt } from './tokens.js';
import { BOOL, DAY, fieldsOf, INT, nameOf, STRING, type Type, typeOf } from './types.js';
import { and, asTruth, fieldPath, isPlace, not, or, type Scalar, type Truth, Unknown, type Value } from './values.js';

/** An expression that is known to be sound. */
export interface Expression {
  readonly text: string;
  readonly type: Type;
  /** Every path that it reads, ascending; `[]` stands for each member of a list. [CMP-3] */
  readonly reads: readonly string[];
  /** Numbers of its comparisons, in order. */
  readonly atoms: readonly number[];
  /** Codes of which it asks whether they are held. */
  readonly asks: readonly string[];
  /** A name in it that means something only where there is a leg; absent = none. */
  readonly ofLeg?: string;
  /** Where it is no more than a place in the facts. */
  readonly path?: string;
  /** Where it is no more than a literal. */
  readonly literal?: Part['literal'];
  readonly run: (context: Context) => Value;
}

/** A named expression of the pack. */
export type Definition = Omit<Expression, 'text'>;

/** A part of a tree with its type; `path` where it is a place in the facts. */
export interface Part {
  readonly type: Type;
  readonly path?: string;
  readonly literal?: Scalar | readonly Scalar[] | undefined;
  /** The list of which it is the number of members. */
  readonly sizeOf?: string;
  readonly run: (context: Context) => Value;
}

/** What the compiler knows of the pack so far. */
export interface Environment {
  readonly level: Level;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly tables: ReadonlySet<string>;
  readonly calendars: ReadonlySet<string>;
  /** Gives each comparison of the pack its number. */
  readonly nextAtom: () => number;
}

/** @param wanted absent = any type. @throws SelatError PACK_INVALID, fact `column` */
export function compileExpression(text: string, wanted: Type | undefined, environment: Environment): Expression {
  const compiler = new Compiler(text, environment);
  const part = compiler.part(parseExpression(text));
  if (wanted !== undefined && part.type.kind !== wanted.kind) {
    throw problemAt(text, 0, `it gives ${nameOf(part.type)} where ${nameOf(wanted)} is needed`);
  }
  const { type, run, path, literal } = part;
  return {
    ...{ text, type, run, reads: [...compiler.reads].sort(), atoms: [...compiler.atoms], asks: [...compiler.asks] },
    ...(compiler.ofLeg === undefined ? {} : { ofLeg: compiler.ofLeg }),
    ...(path === undefined ? {} : { path }),
    ...(literal === undefined ? {} : { literal }),
  };
}

/** Compiles the nodes of one expression; functions call it back for their arguments. */
export class Compiler {
  readonly text: string;
  readonly environment: Environment;
  readonly reads = new Set<string>();
  readonly atoms = new Set<number>();
  readonly asks = new Set<string>();
  ofLeg: string | undefined;
  readonly #variables: { readonly name: string; readonly type: Type; readonly path: string }[] = [];

  constructor(text: string, environment: Environment) {
    this.text = text;
    this.environment = environment;
  }

  problem(at: number, problem: string) {
    return problemAt(this.text, at, problem);
  }

  part(expr: Expr): Part {
    switch (expr.kind) {
      case 'literal':
        return { type: literalType(expr.value), literal: expr.value, run: () => expr.value };
      case 'list':
        return this.#list(expr.items, expr.at);
      case 'name':
        return this.#name(expr.name, expr.at);
      case 'member':
        return this.#member(this.part(expr.of), expr.name, expr.at);
      case 'not': {
        const of = this.#truth(expr.of);
        return { type: BOOL, run: (context) => not(of(context)) };
      }
      case 'logic':
        return this.#logic(expr);
      case 'compare':
        return comparison(this, expr);
      case 'call':
        return callFunction(this, expr.name, expr.args, expr.at);
      case 'exists':
      case 'latest':
        return this.#overMembers(expr);
    }
  }

  /** Makes a truth that can be turned round by its number. */
  atom(run: (context: Context) => Truth): Part {
    const number = this.environment.nextAtom();
    this.atoms.add(number);
    return { type: BOOL, run: (context) => (context.flip === number ? not(run(context)) : run(context)) };
  }

  /** Notes that a path is read. */
  read(path: string): void {
    this.reads.add(path);
  }

  /** Notes that a code is asked for. */
  ask(code: string, forLeg: boolean): void {
    this.asks.add(code);
    if (forLeg) this.ofLeg ??= `held("${code}", leg)`;
  }

  #truth(expr: Expr): (context: Context) => Truth {
    const { type, run } = this.part(expr);
    if (type.kind !== 'bool') throw this.problem(expr.at, `${nameOf(type)} stands where a truth is needed`);
    return (context) => asTruth(run(context));
  }

  #list(items: readonly Scalar[], at: number): Part {
    const kinds = new Set(items.map((item) => typeof item));
    if (kinds.size > 1) throw this.problem(at, 'the list mixes texts and counts');
    return { type: { kind: 'list', of: kinds.has('number') ? INT : STRING }, literal: items, run: () => items };
  }

  #name(name: string, at: number): Part {
    const depth = this.#variables.findLastIndex((variable) => variable.name === name);
    const variable = this.#variables[depth];
    if (variable !== undefined) {
      return { ...variable, run: ({ variables }) => variables[depth] ?? new Unknown([]) };
    }
    const defined = this.environment.definitions.get(name);
    if (defined !== undefined) return this.#defined(name, defined, at);
    const found = findName(this.environment.level, name);
    if (found === undefined) throw this.problem(at, `${name} is neither a fact nor a definition above`);
    const { type, read, run } = found;
    if (findName('LISTING', name) === undefined) this.ofLeg ??= name;
    if (read === undefined || type.kind === 'message') return this.#leaf(type, read, run);
    return this.#leaf(type, read, (context) => noted(context, read, run(context)));
  }

  #defined(name: string, { type, path, literal, run, reads, atoms, asks, ofLeg }: Definition, at: number): Part {
    if (ofLeg !== undefined && this.environment.level === 'LISTING') {
      throw this.problem(at, `${name} reads ${ofLeg}, and the listing gate has no leg`);
    }
    for (const read of reads) this.reads.add(read);
    for (const atom of atoms) this.atoms.add(atom);
    for (const code of asks) this.asks.add(code);
    this.ofLeg ??= ofLeg;
    return { type, run, literal, ...(path === undefined ? {} : { path }) };
  }

  #member(of: Part, name: string, at: number): Part {
    const { type: owner } = of;
    if (owner.kind !== 'message') throw this.problem(at, `${nameOf(owner)} has no field ${name}`);
    const field = fieldsOf(owner.name).get(name);
    if (field === undefined) {
      const known = [...fieldsOf(owner.name).keys()].join(', ');
      throw this.problem(at, `${nameOf(owner)} has no field ${name}, only ${known}`);
    }
    const type = typeOf(field);
    return this.#leaf(type, of.path === undefined ? undefined : `${of.path}.${name}`, (context) => {
      const place = of.run(context);
      if (!isPlace(place)) return new Unknown([]);
      const value = valueAt(place, name, type);
      // The path is made only for those who want it: most of the time nobody does.
      return context.seen === undefined ? value : noted(context, fieldPath(place.path, name), value);
    });
  }

  #leaf(type: Type, path: string | undefined, run: (context: Context) => Value): Part {
    if (path === undefined) return { type, run };
    if (type.kind !== 'message') this.read(path);
    return { type, path, run };
  }

  #logic({ operator, left, right }: Expr & { kind: 'logic' }): Part {
    const [a, b] = [this.#truth(left), this.#truth(right)];
    const [join, decisive] = operator === '&&' ? [and, false] : [or, true];
    return {
      type: BOOL,
      run: (context) => {
        const first = a(context);
        return first === decisive ? decisive : join(first, b(context));
      },
    };
  }

  #overMembers(expr: Expr & { kind: 'exists' | 'latest' }): Part {
    const { list, variable, body, at } = expr;
    const { type, path, run } = this.part(list);
    if (type.kind !== 'list') throw this.problem(at, `${nameOf(type)} has no members`);
    if (type.of.kind !== 'message') throw this.problem(at, 'members of a list of texts are tested with `in`');
    if (findName(this.environment.level, variable) !== undefined || this.environment.definitions.has(variable)) {
      throw this.problem(at, `${variable} has a meaning already; name the variable otherwise`);
    }
    const depth = this.#variables.length;
    this.#variables.push({ name: variable, type: type.of, path: `${path ?? ''}[]` });
    const test = this.#truth(body);
    const day = expr.kind === 'latest' ? this.part(expr.day) : undefined;
    this.#variables.pop();
    if (day === undefined) return { type: BOOL, run: (context) => someOf(context, run(context), depth, test) };
    if (day.type.kind !== 'day') throw this.problem(at, `latest() needs a day, not ${nameOf(day.type)}`);
    return { type: DAY, run: (context) => latestOf(context, run(context), depth, test, day.run) };
  }
}

/** Notes a value that was read. */
export function noted(context: Context, path: string, value: Value): Value {
  context.seen?.set(path, value);
  return value;
}

function literalType(value: Scalar): Type {
  return typeof value === 'boolean' ? BOOL : typeof value === 'number' ? INT : STRING;
}
