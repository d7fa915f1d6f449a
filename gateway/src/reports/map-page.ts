/** A data map as one HTML file. */
import { LANGUAGES, type Language } from '@selat/sdk/compliance';
import type { LineProblem } from '../datamap/asset-facts.js';
import { columnOf } from '../datamap/columns.js';
import { type AssetClass, CLASSES, codesIn, type DataMap, type MappedAsset } from '../datamap/make-map.js';
import { questionOf } from '../facts/questions.js';
import type { PackBook } from '../packs/pack-book.js';
import { html, type Markup } from './html.js';
import { MAP_WORDS } from './map-words.js';
import { printPage } from './page.js';
import { codesPart, needPart, rulePart, type Speech, saidPart } from './shared-parts.js';
import { placeName, WORDS } from './words.js';

const TONE: Readonly<Record<AssetClass, string>> = { MUST_STAY: 'stay', MOVES_WITH: 'moves', FREE: 'free' };

/** @param file name of the inventory @param language shown first */
export function printMapPage(map: DataMap, file: string, book: PackBook, language: Language): string {
  const per = <T>(make: (language: Language) => T) =>
    Object.fromEntries(LANGUAGES.map((one) => [one, make(one)])) as Readonly<Record<Language, T>>;
  return printPage({
    language,
    title: per((one) => `${MAP_WORDS[one].title}: ${file}`),
    body: per((one) => mapBody(map, { language: one, book })),
  });
}

function mapBody(map: DataMap, speech: Speech): Markup {
  const { language } = speech;
  const words = MAP_WORDS[language];
  const groups = CLASSES.map((name) => ({ name, assets: map.assets.filter((one) => one.class === name) }));
  const counts = groups.map(({ name, assets }) => {
    return html`<li class="${TONE[name]}"><b>${assets.length}</b><a href="#${name}-${language}">${words.className[name]}</a><br><span>${words.classMeans[name]}</span></li>`;
  });
  return html`<p class="aside">${WORDS[language].lawOf(map.asOf)}</p>
<ul class="counts">${counts}</ul>
${problemsPart(map.problems, speech)}
${groups.map(({ name, assets }) => groupPart(name, assets, speech))}
${rulesPart(map.assets, speech)}
${codesPart(codesIn(map.assets), words.codes, speech)}
${map.assumed.length === 0 ? undefined : html`<p class="box">${words.assumed}</p>`}`;
}

function problemsPart(problems: readonly LineProblem[], { language }: Speech): Markup | undefined {
  if (problems.length === 0) return undefined;
  const words = MAP_WORDS[language];
  const lines = new Set(problems.map(({ line }) => line)).size;
  const rows = problems.map(({ line, column, problem }) => {
    return html`<li lang="en">${words.line} ${line}: ${column === undefined ? undefined : html`<code>${column}</code> `}${problem}</li>`;
  });
  return html`<div class="box"><p class="stay"><strong>${words.wrongLines(lines)}</strong></p><ul class="plain">${rows}</ul></div>`;
}

function groupPart(name: AssetClass, assets: readonly MappedAsset[], speech: Speech): Markup {
  const words = MAP_WORDS[speech.language];
  const rows = assets.map((asset) => assetRow(asset, speech));
  const heads = [words.dataSet, words.route, words.decided, words.next].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  const table = html`<div class="scroll"><table class="wide"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section aria-labelledby="${name}-${speech.language}">
<h2 class="${TONE[name]}" id="${name}-${speech.language}">${words.className[name]} (${assets.length})</h2>
<p class="means">${words.classMeans[name]}</p>
${assets.length === 0 ? html`<p>${words.noneHere}</p>` : table}</section>`;
}

/** Rules that decided on a data set; what cannot be told yet is told by its missing facts. */
function decidingOf({ explained, outcome }: MappedAsset) {
  const places = explained.legs.flatMap((leg) => leg.places).filter(({ verdict }) => verdict.outcome === outcome);
  return places.flatMap(({ jurisdiction, deciding }) =>
    deciding.filter(({ effect }) => effect !== 'open').map((rule) => ({ jurisdiction, rule })),
  );
}

/** Each rule that decided on something, once, with what it says. */
function rulesPart(assets: readonly MappedAsset[], speech: Speech): Markup | undefined {
  const deciding = new Map(assets.flatMap(decidingOf).map((one) => [`${one.jurisdiction} ${one.rule.id}`, one]));
  if (deciding.size === 0) return undefined;
  const { book, language } = speech;
  const rows = [...deciding]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { jurisdiction, rule }]) => {
      const title = saidPart(book.title(jurisdiction, rule.id, language), speech);
      const explanation = saidPart(book.explanation(jurisdiction, rule.id, language), speech);
      const articles = rule.citations.join('; ');
      return html`<dt><code>${rule.id}</code></dt><dd><span class="article">${articles}</span>: ${title}<br>${explanation}</dd>`;
    });
  return html`<h2>${MAP_WORDS[language].rules}</h2><dl>${rows}</dl>`;
}

function assetRow(asset: MappedAsset, speech: Speech): Markup {
  const { id, name, from, to } = asset;
  const { language } = speech;
  const rules = decidingOf(asset).map(({ rule, jurisdiction }) => rulePart(rule, jurisdiction, speech, false));
  return html`<tr><th scope="row">${name ?? id}${name === undefined ? undefined : html`<br><code>${id}</code>`}</th>
<td class="route">${placeName(from, language)}<br>→ ${placeName(to, language)}</td>
<td><ul>${rules.length === 0 ? WORDS[language].effect.open : rules}</ul></td>
<td>${stepsPart(asset, speech)}</td></tr>`;
}

/** What to do next with one data set. */
function stepsPart(
  { outcome, needs, missingFacts, duties, validUntil, explained }: MappedAsset,
  speech: Speech,
): Markup {
  const { language } = speech;
  const [words, own] = [WORDS[language], MAP_WORDS[language]];
  const jurisdiction = explained.legs[0]?.from ?? '';
  if (outcome === 'DENY') return html`${own.leaveIt}${dutyList(duties, words.dutiesBefore, jurisdiction, speech)}`;
  if (outcome === 'PERMIT') {
    const until = validUntil === undefined ? undefined : html`<p>${words.until(validUntil)}</p>`;
    return html`<p>${own.free}</p>${until}${dutyList(duties, words.duties, jurisdiction, speech)}`;
  }
  const steps = [
    ...needs.map(({ anyOf }) => needPart(anyOf, jurisdiction, speech)),
    ...columnsFor(missingFacts, language).map(([column, question]) => {
      return html`<li>${own.fillIn} <code>${column}</code>: ${question}</li>`;
    }),
  ];
  return html`<ol>${steps}</ol>`;
}

function dutyList(duties: readonly string[], title: string, jurisdiction: string, speech: Speech): Markup | undefined {
  if (duties.length === 0) return undefined;
  const items = duties.map((code) => {
    return html`<li><code>${code}</code> ${saidPart(speech.book.codeTitle(jurisdiction, code, speech.language), speech)}</li>`;
  });
  return html`<p class="aside">${title}</p><ul>${items}</ul>`;
}

/** Columns to fill in with their questions, each once. */
function columnsFor(facts: readonly string[], language: Language): readonly (readonly [string, string])[] {
  const key = ({ en: 'en', 'zh-CN': 'zh', 'ms-MY': 'ms' } as const)[language];
  return [...new Map(facts.map((fact) => [columnOf(fact)?.[key] ?? fact, questionOf(fact, language) ?? '']))];
}
