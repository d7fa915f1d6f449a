/** A pack as the document that its publisher signs, and back. Expressions cross as text and are checked on arrival. [CMP-1] */
import type { PackRule, RulePack } from '@selat/proto/selat/v1/compliance.js';
import { SelatError } from '../../errors/index.js';
import { type Pack, type Rule, requirePack } from './compile-pack.js';
import type { PackSource, Period, RuleLevel, RuleOutcome, RuleSource, Support } from './pack-source.js';

/** A pack without its head, which its issuer adds. */
export type RulePackBody = Omit<RulePack, 'head'>;

/** @param supersedes document digest of the version before; empty for the first */
export function toRulePack({ source, rules }: Pack, supersedes: Uint8Array = new Uint8Array()): RulePackBody {
  return {
    id: source.id,
    version: source.version,
    jurisdiction: source.jurisdiction,
    ...wirePeriod(source),
    packLanguage: source.packLanguage,
    utcOffsetMinutes: source.utcOffsetMinutes,
    takesEffectMs: BigInt(source.takesEffectMs),
    supersedes: Buffer.from(supersedes),
    rules: [...rules].sort(byIdAndDay).map(wireRule),
    calendars: source.calendars.map((calendar) => ({
      ...calendar,
      weekend: [...calendar.weekend].sort(),
      holidays: [...calendar.holidays].sort(),
      workingDays: [...calendar.workingDays].sort(),
    })),
    tables: source.tables.map(({ rows, ...table }) => ({
      ...table,
      rows: rows.map(({ value, ...period }) => ({ value, ...wirePeriod(period) })),
    })),
    definitions: source.definitions.map((definition) => ({ ...definition })),
    instruments: source.instruments.map(({ citations, ...one }) => ({
      ...one,
      ...wirePeriod(one),
      citations: [...citations],
    })),
  };
}

/** @throws SelatError PACK_INVALID where an expression leaves the language, or `reads` is not what the expressions read [CMP-3] */
export function readRulePack(body: RulePackBody): Pack {
  const pack = requirePack(toSource(body));
  const stated = new Map(body.rules.map((rule) => [keyOf(rule.id, rule.effectiveFrom), rule.reads]));
  for (const { id, effectiveFrom, reads } of pack.rules) {
    const listed = stated.get(keyOf(id, effectiveFrom ?? ''));
    if (listed?.join(' ') !== reads.join(' ')) throw wrongReads(pack, id, reads);
  }
  return pack;
}

function wrongReads({ source }: Pack, id: string, reads: readonly string[]): SelatError {
  const message = `cannot use pack ${source.id} ${source.version}: rule ${id} reads ${reads.join(', ') || 'nothing'}, and says otherwise`;
  return new SelatError('PACK_INVALID', message, { pack: source.id, rule: id, reads: reads.join(' ') });
}

const keyOf = (id: string, from: string) => `${id} ${from}`;

function byIdAndDay(a: Rule, b: Rule): number {
  return keyOf(a.id, a.effectiveFrom ?? '') < keyOf(b.id, b.effectiveFrom ?? '') ? -1 : 1;
}

function wirePeriod({ effectiveFrom = '', effectiveTo = '' }: Period) {
  return { effectiveFrom, effectiveTo };
}

function period({ effectiveFrom, effectiveTo }: { effectiveFrom: string; effectiveTo: string }): Period {
  return { ...(effectiveFrom === '' ? {} : { effectiveFrom }), ...(effectiveTo === '' ? {} : { effectiveTo }) };
}

function wireRule(rule: Rule): PackRule {
  const { id, level, outcome, support, signOff } = rule;
  return {
    ...{ id, level, outcome, support, ...wirePeriod(rule) },
    reads: [...rule.reads],
    applies: rule.applies.text,
    when: rule.when.text,
    needs: rule.needs.map((codes) => ({ anyOf: [...codes].sort() })),
    duties: [...rule.duties],
    validUntil: rule.validUntil?.text ?? '',
    citations: [...rule.citations],
    signOff: signOff === undefined ? undefined : { note: '', ...signOff },
  };
}

function toSource(body: RulePackBody): PackSource {
  return {
    ...{ id: body.id, version: body.version, jurisdiction: body.jurisdiction, packLanguage: body.packLanguage },
    ...period(body),
    effectiveFrom: body.effectiveFrom,
    utcOffsetMinutes: body.utcOffsetMinutes ?? 0,
    takesEffectMs: Number(body.takesEffectMs),
    rules: body.rules.map(ruleSource),
    calendars: body.calendars,
    tables: body.tables.map(({ id, citation, rows }) => ({
      ...{ id, citation },
      rows: rows.map((row) => ({ value: row.value, ...period(row) })),
    })),
    definitions: body.definitions,
    instruments: body.instruments.map(({ code, counts, until, citations, ...days }) => ({
      ...{ code, counts, until, citations },
      ...period(days),
    })),
  };
}

/** Codes were checked against their registries when the document was gated. */
function ruleSource(rule: PackRule): RuleSource {
  const { id, applies, when, validUntil, duties, citations, signOff } = rule;
  return {
    ...{ id, applies, when, duties, citations, ...period(rule) },
    level: rule.level as RuleLevel,
    outcome: rule.outcome as RuleOutcome,
    support: rule.support as Support,
    needs: rule.needs.map(({ anyOf }) => anyOf),
    ...(validUntil === '' ? {} : { validUntil }),
    ...(signOff === undefined ? {} : { signOff: signOffOf(signOff) }),
    digest: [],
  };
}

function signOffOf({ officer, day, note }: { officer: string; day: string; note: string }) {
  return note === '' ? { officer, day } : { officer, day, note };
}
