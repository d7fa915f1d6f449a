/** Builders of rule packs and their texts. The suite's peers are exchanges of Singapore; their law here is invented. */
import { type Builder, type BuilderInput, base64, DAY_MS, first, head } from './builder.js';
import type { Json } from './changes.js';
import { digestOf } from './known-document.js';

/** A pack that permits everything. */
function pack(input: BuilderInput, fields: { readonly [name: string]: Json }): Json {
  const { suite } = input;
  return {
    head: head(input, 'everyone'),
    id: 'suite',
    version: '1.0.0',
    jurisdiction: 'SG',
    effectiveFrom: '2026-01-01',
    packLanguage: 1,
    utcOffsetMinutes: 480,
    takesEffectMs: String(suite.world.now() + DAY_MS),
    rules: [
      {
        id: 'SUITE-1',
        level: 'LEG',
        applies: 'true',
        when: 'true',
        outcome: 'PERMIT',
        citations: ['Conformance suite'],
        support: 'T',
      },
    ],
    ...fields,
  };
}

const TYPE = 'selat.v1.RulePack';

/** The next version of a pack that nobody made. */
const successor: Builder = (input) => ({
  type: TYPE,
  message: pack(input, { version: '2.0.0', supersedes: base64(input.suite.world.random(32)) }),
});

/** Texts of a pack in `of`, else of one that nobody made. */
const texts: Builder = (input) => {
  const of = input.of.length === 0 ? input.suite.world.random(32) : digestOf(first(input));
  const ruleTexts = [
    { ruleId: 'SUITE-1', language: 'en', title: 'Everything', explanation: 'Everything is permitted.' },
  ];
  return { type: 'selat.v1.PackCatalogue', message: { head: head(input, 'everyone'), pack: base64(of), ruleTexts } };
};

/** Builder by name. */
export const PACK_BUILDERS: Readonly<Record<string, Builder>> = {
  'rule-pack': (input) => ({ type: TYPE, message: pack(input, {}) }),
  'rule-pack-successor': successor,
  'pack-catalogue': texts,
};
