import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differences, type Expectation, evaluateFlow, parseFacts } from '../../src/compliance/index.js';
import { casesOf, PACK_IDS, readPack } from './shipped-packs.js';

const packs = PACK_IDS.map((id) => readPack(id).pack);

const SHARED = new URL('../../../../shared/legal/cases.json', import.meta.url);
interface SharedCase {
  readonly id: string;
  readonly asOf: string;
  readonly summary: string;
  readonly facts: unknown;
  readonly expect: Expectation;
}
const shared: readonly SharedCase[] = existsSync(SHARED) ? JSON.parse(readFileSync(SHARED, 'utf8')) : [];

describe.skipIf(shared.length === 0)(
  'FCT-11: the worked decisions of the legal reference come out as they are stated',
  () => {
    it.each(shared.map((one) => [`${one.id} ${one.summary}`, one] as const))('%s', (_, one) => {
      expect(differences(one.expect, evaluateFlow(packs, parseFacts(one.facts, one.asOf)))).toEqual([]);
    });
  },
);

describe.each(PACK_IDS)('FCT-14: the cases that travel with pack %s come out as they are stated', (id) => {
  it.each(casesOf(id).map((one) => [`${one.id}: ${one.title}`, one] as const))(
    '%s',
    (_, { facts, expect: expected }) => {
      expect(differences(expected, evaluateFlow(packs, facts))).toEqual([]);
    },
  );
});
