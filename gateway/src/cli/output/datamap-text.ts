/** A data map for a person at a terminal, within 80 columns. */
import type { Language } from '@selat/sdk/compliance';
import type { LineProblem } from '../../datamap/asset-facts.js';
import { columnOf } from '../../datamap/columns.js';
import { type AssetClass, CLASSES, codesIn, type DataMap, type MappedAsset } from '../../datamap/make-map.js';
import type { PackBook } from '../../packs/pack-book.js';
import { MAP_WORDS } from '../../reports/map-words.js';
import { WORDS } from '../../reports/words.js';
import { printSaid, type Telling } from './preflight-text.js';
import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { wrap } from './wrap.js';

export function printMap(map: DataMap, file: string, telling: Telling): string {
  const { style, language } = telling;
  const words = MAP_WORDS[language];
  const groups = CLASSES.map((name) => ({ name, assets: map.assets.filter((one) => one.class === name) }));
  const counts = groups.map(({ name, assets }) => `${words.className[name]} ${assets.length}`);
  return [
    `${style.bold(wrap(counts.join(', '), MAX_COLUMNS, '  '))}\n${style.dim(WORDS[language].lawOf(map.asOf))}\n`,
    ...groups.filter(({ assets }) => assets.length > 0).map(({ name, assets }) => printGroup(name, assets, telling)),
    namesOf(map, telling),
    map.assumed.length === 0 ? '' : `\n${wrap(words.assumed, MAX_COLUMNS, '')}\n`,
    map.problems.length === 0 ? '' : `\n${printLineProblems(map.problems, file, style)}`,
  ].join('');
}

function printGroup(name: AssetClass, assets: readonly MappedAsset[], telling: Telling): string {
  const { style, language } = telling;
  const words = MAP_WORDS[language];
  const head = `${words.className[name]} (${assets.length})`;
  const shown = name === 'FREE' ? style.good(head) : style.bad(head);
  const means = wrap(`${head}  ${words.classMeans[name]}`, MAX_COLUMNS, '  ').slice(head.length);
  return `\n${shown}${style.dim(means)}\n${assets.map((asset) => printAsset(asset, telling)).join('')}`;
}

function printAsset(asset: MappedAsset, { style, language, book }: Telling): string {
  const words = WORDS[language];
  const { id, name, from, to, needs, missingFacts, duties, validUntil, explained } = asset;
  const title = name === undefined ? '' : `  ${oneLine(name)}`;
  const head = wrap(`  ${oneLine(id)}${title}  ${from} -> ${to}`, MAX_COLUMNS, '    ');
  const places = explained.legs.flatMap((leg) => leg.places).filter(({ verdict }) => verdict.outcome === asset.outcome);
  const rules = places.flatMap(({ jurisdiction, deciding }) =>
    deciding.filter(isTelling).map((rule) => ({ jurisdiction, rule })),
  );
  const lines = [
    ...rules.map(({ jurisdiction, rule }) => {
      const said = printSaid(book.title(jurisdiction, rule.id, language), words);
      return `${rule.id}  ${rule.citations.join('; ')}: ${said}`;
    }),
    ...needs.map(({ anyOf }) => `${words.needed}: ${anyOf.join(` ${words.or} `)}`),
    ...(missingFacts.length === 0 || asset.outcome === 'DENY'
      ? []
      : [`${words.missing}: ${columnsOf(missingFacts, language)}`]),
    ...(asset.outcome !== 'PERMIT' || duties.length === 0 ? [] : [`${words.duties}: ${duties.join(', ')}`]),
    ...(validUntil === undefined ? [] : [words.until(validUntil)]),
  ];
  return `${head.replace(oneLine(id), style.bold(oneLine(id)))}\n${lines.map((line) => `${wrap(`    ${line}`, MAX_COLUMNS, '      ')}\n`).join('')}`;
}

/** A rule that nobody can tell yet is told by its missing facts. */
const isTelling = ({ effect }: { readonly effect: string }) => effect !== 'open';

/** Columns to fill in, in the words of the header. */
export function columnsOf(facts: readonly string[], language: Language): string {
  const key = ({ en: 'en', 'zh-CN': 'zh', 'ms-MY': 'ms' } as const)[language];
  return [...new Set(facts.map((fact) => columnOf(fact)?.[key] ?? fact))].join(', ');
}

/** What the codes mean that the map names, each once. */
function namesOf({ assets }: DataMap, { style, language, book }: Telling): string {
  const codes = codesIn(assets);
  if (codes.length === 0) return '';
  const lines = codes.map((code) => `${wrap(`  ${code}  ${meaningOf(code, language, book)}`, MAX_COLUMNS, '    ')}\n`);
  return `\n${style.bold(MAP_WORDS[language].codes)}\n${lines.join('')}`;
}

function meaningOf(code: string, language: Language, book: PackBook): string {
  const words = WORDS[language];
  const guidance = book.guidance('', code, language);
  const title = printSaid(book.codeTitle('', code, language), words);
  return guidance.text === '' ? title : `${title}. ${printSaid(guidance, words)}`;
}

/** `assets.csv:7: column "grade" is "GENERL", no code of data-grade`. */
export function printLineProblem({ line, column, problem }: LineProblem, file: string): string {
  return `${file}:${line}: ${column === undefined ? '' : `column "${oneLine(column)}" `}${oneLine(problem)}`;
}

function printLineProblems(problems: readonly LineProblem[], file: string, style: Style): string {
  const lines = problems.map((problem) => `${wrap(printLineProblem(problem, file), MAX_COLUMNS, '    ')}\n`);
  return `${style.bad(`${problems.length} mistake${problems.length === 1 ? '' : 's'}; their lines are not in the map`)}\n${lines.join('')}`;
}
