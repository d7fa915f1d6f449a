import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENGINES, listed, openWorld } from './search-world.js';

const SPEC = readFileSync(new URL('../../../docs/spec/search.md', import.meta.url), 'utf8');
const ROWS = [...SPEC.matchAll(/^\| `([^`]+)` \| ([^|]+) \| (yes|no) \|/gm)].map(
  ([, query = '', text = '', found = '']) => ({ query, text, found }),
);

describe.each(ENGINES)('SRC-1 SRC-2 SRC-3 SRC-4: the example of the chapter ($name)', (engine) => {
  it('is what a search finds', async () => {
    expect(ROWS.length).toBeGreaterThan(10);
    const { add, slugs } = await openWorld(engine);
    await add(...ROWS.map(({ text }, i) => listed(`row${i}`, { descriptions: [text] })));
    for (const [i, { query, text, found }] of ROWS.entries()) {
      const isFound = (await slugs(query)).includes(`row${i}`);
      expect(isFound ? 'yes' : 'no', `${query} in ${text}`).toBe(found);
    }
  });
});
