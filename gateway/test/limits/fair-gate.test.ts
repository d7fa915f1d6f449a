import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairGate } from '../../src/federation/limits/index.js';

/** A gate whose work ends when the test says so; `started` names what began, in order. */
function manual(slots: number) {
  const gate = new FairGate(slots);
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const enter = (peer: string, name: string, bytes = 1_024) =>
    gate.inTurn(peer, bytes, () => {
      started.push(name);
      return new Promise<void>((resolve) => void ends.push(resolve));
    });
  /** Ends everything in work, and what starts then, until nothing is left. */
  const drain = async () => {
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { gate, started, enter, drain };
}

describe('OPS-5: undecided documents of peers are taken by turns', () => {
  it('one document of a quiet peer waits for what is in work and one turn, not for the flood', async () => {
    const { started, enter, drain, gate } = manual(4);
    const flood = Array.from({ length: 1_000 }, (_, at) => enter('loud.example', `loud ${at}`));
    const quiet = enter('quiet.example', 'quiet');
    expect(gate.inWork).toBe(4);
    expect(gate.waiting).toBe(997);
    await drain();
    await Promise.all([...flood, quiet]);
    expect(started.indexOf('quiet')).toBeLessThan(4 + 8);
    expect(started.filter((name) => name !== 'quiet')).toEqual(flood.map((_, at) => `loud ${at}`));
    expect([gate.inWork, gate.waiting]).toEqual([0, 0]);
  });

  it('a turn is measured in bytes: large documents do not buy more than small ones', async () => {
    const { started, enter, drain } = manual(1);
    const large = Array.from({ length: 40 }, () => enter('large.example', 'large', 16_384));
    const small = Array.from({ length: 160 }, () => enter('small.example', 'small', 4_096));
    await drain();
    await Promise.all([...large, ...small]);
    const firstHalf = started.slice(0, 100);
    expect(firstHalf.filter((name) => name === 'large').length).toBeGreaterThanOrEqual(18);
    expect(firstHalf.filter((name) => name === 'large').length).toBeLessThanOrEqual(22);
  });

  it('whatever arrives, each peer keeps its order, nothing is lost, and nobody waits for more than its share', async () => {
    const arrivals = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 20_000 })), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 5 }), async (list, slots) => {
        const { gate, started, enter, drain } = manual(slots);
        const all = list.map(([peer, bytes], at) => enter(peer, `${peer} ${at}`, bytes));
        expect(gate.inWork).toBeLessThanOrEqual(slots);
        await drain();
        await Promise.all(all);
        for (const peer of ['a', 'b', 'c']) {
          const mine = (names: string[]) => names.filter((name) => name.startsWith(peer));
          expect(mine(started)).toEqual(mine(list.map(([name], at) => `${name} ${at}`)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('work that fails gives its place back', async () => {
    const gate = new FairGate(1);
    await expect(gate.inTurn('a.example', 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.inTurn('b.example', 1, async () => 'served')).resolves.toBe('served');
  });
});
