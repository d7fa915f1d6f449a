/** Checks one pack as its author would: its files, its texts, and the cases that travel with it. */
import { basename } from 'node:path';
import {
  type AuthoredPack,
  coverageOf,
  differences,
  evaluateFlow,
  type Finding,
  LANGUAGES,
  type Language,
  type Pack,
  parsePack,
  type RuleCoverage,
  readCases,
  type WorkedCase,
} from '@selat/sdk/compliance';
import { type PackFolder, packFoldersIn, readPackFolder } from './pack-folders.js';

/** Rules and codes without a text in a language. */
export interface MissingTexts {
  readonly language: Language;
  readonly rules: readonly string[];
  readonly codes: readonly string[];
}

export interface PackSummary {
  readonly id: string;
  readonly version: string;
  readonly jurisdiction: string;
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  readonly takesEffect: string;
  /** Rules by outcome. */
  readonly rules: Readonly<Record<string, number>>;
  readonly definitions: number;
  readonly instruments: number;
  readonly tables: readonly { readonly id: string; readonly rows: number }[];
  readonly calendars: readonly { readonly id: string; readonly coversFrom: string; readonly coversTo: string }[];
  readonly missingTexts: readonly MissingTexts[];
  readonly notEncoded: number;
}

export interface FailedCase {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly differences: readonly string[];
}

export interface PackCheck {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** Absent where the pack cannot be read. */
  readonly summary?: PackSummary;
  readonly cases: { readonly run: number; readonly failed: readonly FailedCase[] };
  readonly coverage?: readonly RuleCoverage[];
  /** Packs beside it that the cases were run with, and those that could not be read. */
  readonly beside: { readonly used: readonly string[]; readonly unreadable: readonly string[] };
}

/**
 * @param others folder of the packs for the other jurisdictions
 * @throws SelatError USAGE where a folder cannot be read
 */
export function checkPack(folder: PackFolder, others: string, withCoverage: boolean): PackCheck {
  const strays = folder.strays.map((file) => ({
    file,
    line: 1,
    problem: 'is not read: the files of a pack end in .yaml',
  }));
  const read = parsePack(folder.files);
  const none = { run: 0, failed: [] };
  if ('findings' in read) {
    const findings = inOrder([...read.findings, ...strays]);
    return { ok: false, findings, cases: none, beside: { used: [], unreadable: [] } };
  }
  const { authored } = read;
  const beside = packsBeside(authored.pack, others);
  const packs = [authored.pack, ...beside.packs];
  const files = folder.cases.map(readCases);
  const cases = files.flatMap((file) => file.cases);
  const inCases = [...files.flatMap((file) => file.findings), ...sameIds(cases)];
  const findings = inOrder([...authored.remarks, ...strays, ...inCases]);
  const failed = cases.flatMap((one) => failureOf(one, packs));
  return {
    ok: findings.length === 0 && failed.length === 0,
    findings,
    summary: summaryOf(authored),
    cases: { run: cases.length, failed },
    ...(withCoverage ? { coverage: coverageOf(authored.pack, cases) } : {}),
    beside: { used: beside.packs.map(({ source }) => source.id), unreadable: beside.unreadable },
  };
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Packs of other jurisdictions: a case may cross several. One that is being written too must not stop the check of this one. */
function packsBeside({ source }: Pack, others: string) {
  const read = packFoldersIn(others).map((dir) => {
    const parsed = parsePack(readPackFolder(dir, basename(dir)).files);
    return { dir, pack: 'authored' in parsed ? parsed.authored.pack : undefined };
  });
  const packs = read
    .flatMap(({ pack }) => pack ?? [])
    .filter((pack) => pack.source.jurisdiction !== source.jurisdiction);
  const unreadable = read.filter(({ dir, pack }) => pack === undefined && basename(dir) !== source.id);
  return { packs, unreadable: unreadable.map(({ dir }) => basename(dir)) };
}

function sameIds(cases: readonly WorkedCase[]): Finding[] {
  return cases.flatMap(({ id, file, line }, i) => {
    const first = cases.findIndex((one) => one.id === id);
    const above = cases[first];
    if (first === i || above?.file === file) return [];
    return [{ file, line, problem: `case ${id} stands at ${above?.file}:${above?.line} already` }];
  });
}

function failureOf({ id, title, file, line, facts, expect }: WorkedCase, packs: readonly Pack[]): FailedCase[] {
  const differs = differences(expect, evaluateFlow(packs, facts));
  return differs.length === 0 ? [] : [{ id, title, file, line, differences: differs }];
}

/** What a pack holds. */
export function summaryOf({ pack, ruleTexts, codeTexts, notEncoded }: AuthoredPack): PackSummary {
  const { id, version, jurisdiction, effectiveFrom, effectiveTo, takesEffectMs, tables, calendars } = pack.source;
  const rules: Record<string, number> = { PERMIT: 0, NEEDS: 0, DENY: 0, DUTY: 0 };
  for (const { outcome } of pack.rules) rules[outcome] = (rules[outcome] ?? 0) + 1;
  const ids = [...new Set(pack.rules.map((rule) => rule.id))];
  const codes = [...new Set(pack.rules.flatMap(({ needs, duties }) => [...needs.flat(), ...duties]))].sort();
  const missingTexts = LANGUAGES.map((language) => ({
    language,
    rules: ids.filter((rule) => !ruleTexts.some((text) => text.ruleId === rule && text.language === language)),
    codes: codes.filter((code) => !codeTexts.some((text) => text.code === code && text.language === language)),
  }));
  return {
    ...{ id, version, jurisdiction, effectiveFrom },
    ...(effectiveTo === undefined ? {} : { effectiveTo }),
    takesEffect: new Date(takesEffectMs).toISOString(),
    rules,
    definitions: pack.definitions,
    instruments: pack.source.instruments.length,
    tables: tables.map((table) => ({ id: table.id, rows: table.rows.length })),
    calendars: calendars.map((calendar) => ({
      id: calendar.id,
      coversFrom: calendar.coversFrom,
      coversTo: calendar.coversTo,
    })),
    missingTexts: missingTexts.filter((missing) => missing.rules.length + missing.codes.length > 0),
    notEncoded: notEncoded.length,
  };
}
