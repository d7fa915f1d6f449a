import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverageOf, differences, evaluateFlow, LANGUAGES, parseCases, parsePack } from '@selat/sdk/compliance';
import { describe, expect, it } from 'vitest';
import { ROOT, readGuide } from './run-guide.js';

/** The files that the guide writes: each block of YAML that names one, joined in their order. */
const written = new Map<string, string>();
for (const { text } of readGuide('rule-packs.md').blocks('yaml')) {
  const [, name, content] = /^# (\S+\.yaml)\n(.*)$/s.exec(text) ?? [];
  if (name !== undefined) written.set(name, `${written.get(name) ?? ''}${content}`);
}
const files = [...written].map(([name, text]) => ({ name, text }));

function authored() {
  const read = parsePack(files.filter(({ name }) => !name.startsWith('cases/')));
  if ('findings' in read) throw new Error(JSON.stringify(read.findings));
  return read.authored;
}
const cases = files.filter(({ name }) => name.startsWith('cases/')).flatMap(parseCases);

describe('CMP-1: whoever follows the guide has a pack for another jurisdiction', () => {
  it.each(files.map(({ name, text }) => [name, text] as const))('with %s as it ships', (name, text) => {
    expect(readFileSync(join(ROOT, 'gateway/examples/packs/th', name), 'utf8')).toBe(text);
  });

  it('that says everything in three languages', () => {
    const { pack, ruleTexts } = authored();
    const said = new Set(ruleTexts.map(({ ruleId, language }) => `${ruleId} ${language}`));
    const missing = pack.rules.flatMap(({ id }) => LANGUAGES.map((language) => `${id} ${language}`));
    expect(missing.filter((text) => !said.has(text))).toEqual([]);
  });

  it.each(cases.map((one) => [`${one.id}: ${one.title}`, one] as const))('whose case comes out, %s', (_, one) => {
    expect(differences(one.expect, evaluateFlow([authored().pack], one.facts))).toEqual([]);
  });

  it('of which each rule fires in one case and nearly fires in another', () => {
    const { pack } = authored();
    const lacking = coverageOf(pack, cases).filter(({ fires, nearlyFires }) => fires.length * nearlyFires.length === 0);
    expect(lacking).toEqual([]);
  });
});
