import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../src/compliance/evaluate/context-of.js';
import { Holdings } from '../../src/compliance/evaluate/holdings.js';
import { placesOf } from '../../src/compliance/evaluate/leg-places.js';
import { type PackSource, parseFacts, requirePack } from '../../src/compliance/index.js';
import { Unknown } from '../../src/compliance/language/values.js';
import { SelatError } from '../../src/errors/index.js';
import { rule } from './small-pack.js';

interface Vector {
  readonly id: string;
  readonly expression: string;
  readonly leg?: number;
  readonly asOf?: string;
  readonly value?: unknown;
  readonly missing?: readonly string[];
  readonly reads?: readonly string[];
  readonly refused?: true;
  readonly note?: string;
}

const FILE = new URL('../../../docs/spec/vectors/pack-language.json', import.meta.url);
const { facts, pack, vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly pack: Pick<PackSource, 'calendars' | 'tables' | 'definitions'>;
  readonly vectors: readonly Vector[];
};

const HEADER = {
  ...{ id: 'cn', version: '1.0.0', jurisdiction: 'CN', effectiveFrom: '2020-01-01', packLanguage: 1 },
  ...{ utcOffsetMinutes: 480, takesEffectMs: 0, instruments: [], rules: [] },
};

/** A pack whose last definition is the expression. */
const packOf = (is: string) =>
  requirePack({ ...HEADER, ...pack, definitions: [...pack.definitions, { name: 'asked', is }] });

/** One rule that fires where the expression is true: reading it needs no more than the pack. */
function packWith(when: string) {
  return requirePack({ ...HEADER, ...pack, rules: [rule({ id: 'R', applies: 'true', when, outcome: 'PERMIT' })] });
}

function valueIn({ expression, leg = 0, asOf }: Vector): unknown {
  const compiled = packOf(expression);
  const read = parseFacts(facts, asOf);
  const context = contextOf(compiled, read, new Holdings(compiled), {}, placesOf(read, leg, 'CN'));
  return compiled.valueOf('asked', context);
}

const named = (all: readonly Vector[]) => all.map((one) => [`${one.id}: ${one.expression}`, one] as const);

describe('CMP-12: an expression has the value that the vectors state', () => {
  it('there are sixty of them and more', () => {
    expect(vectors.length).toBeGreaterThan(100);
  });

  it.each(named(vectors.filter(({ refused }) => refused !== true)))('%s', (_, vector) => {
    const value = valueIn(vector);
    expect(value instanceof Unknown ? 'unknown' : value).toEqual(vector.value);
    if (value instanceof Unknown) expect([...new Set(value.paths)].sort()).toEqual(vector.missing);
  });
});

describe('CMP-3: reads are what an expression reads', () => {
  it.each(named(vectors.filter(({ reads }) => reads !== undefined)))('%s', (_, { expression, reads }) => {
    expect(packWith(expression).rules[0]?.reads).toEqual(reads);
  });
});

describe('CMP-2: what leaves the language is refused', () => {
  it.each(named(vectors.filter(({ refused }) => refused === true)))('%s', (_, { expression }) => {
    expect(() => packWith(expression)).toThrow(SelatError);
  });
});
