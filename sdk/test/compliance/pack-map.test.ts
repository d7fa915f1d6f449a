import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageOf, LANGUAGES } from '../../src/compliance/index.js';
import { casesOf, PACK_IDS, readPack } from './shipped-packs.js';

const authored = new Map(PACK_IDS.map((id) => [id, readPack(id)]));

/** Sections of the digest of the law that each pack stands for, and how their rows are named. */
const DIGEST = new URL('../../../../shared/legal/digest.md', import.meta.url);
const SECTIONS = [
  { id: 'cn', from: '## 1. ', to: '## 2. ' },
  { id: 'my', from: '## 2. ', to: '## 3. ' },
  { id: 'sg', from: '## 3. ', to: '## 4. ' },
].filter(({ id }) => authored.has(id));

function sectionOf(from: string, to: string): string {
  const text = readFileSync(DIGEST, 'utf8');
  return text.slice(text.indexOf(`\n${from}`), text.indexOf(`\n${to}`));
}

/** Ids of the rows of its tables. */
function rowsOf(from: string, to: string): readonly string[] {
  const section = sectionOf(from, to);
  return [...section.matchAll(/^\| ([A-Z]{2}-[A-Z0-9-]+) \|/gm)].map(([, row = '']) => row);
}

describe.skipIf(!existsSync(DIGEST)).each(SECTIONS)(
  'CMP-1: every row of the digest of the law has a rule in pack $id, or a reason why not',
  ({ id, from, to }) => {
    const { pack, notEncoded } = authored.get(id) ?? readPack(id);
    const encoded = new Set(pack.rules.flatMap(({ digest }) => digest));
    const left = new Set(notEncoded.map(({ row }) => row));

    it('no row is forgotten', () => {
      expect(rowsOf(from, to).length).toBeGreaterThan(15);
      expect(rowsOf(from, to).filter((row) => !encoded.has(row) && !left.has(row))).toEqual([]);
    });

    it('no row is both', () => {
      expect([...left].filter((row) => encoded.has(row))).toEqual([]);
    });

    it('no rule names a row that does not exist', () => {
      const section = sectionOf(from, to);
      expect([...encoded, ...left].filter((row) => !section.includes(row))).toEqual([]);
    });
  },
);

describe.each(PACK_IDS)('FCT-14: the cases of pack %s try every rule', (id) => {
  const { pack, ruleTexts } = authored.get(id) ?? readPack(id);

  it('each fires in one case and nearly fires in another', () => {
    const bare = coverageOf(pack, casesOf(id)).filter(
      ({ fires, nearlyFires }) => fires.length === 0 || nearlyFires.length === 0,
    );
    expect(bare.map(({ ruleId, effectiveFrom }) => [ruleId, effectiveFrom])).toEqual([]);
  });

  it.skipIf(ruleTexts.length === 0)('each speaks every language', () => {
    const spoken = new Set(ruleTexts.map(({ ruleId, language }) => `${ruleId} ${language}`));
    const wanted = pack.rules.flatMap((rule) => LANGUAGES.map((language) => `${rule.id} ${language}`));
    expect(wanted.filter((text) => !spoken.has(text))).toEqual([]);
  });
});
