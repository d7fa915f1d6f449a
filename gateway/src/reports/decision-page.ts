/** Decisions on flows as one HTML file. */

import type { Explained, LegNote, PlaceNote } from '@selat/sdk/compliance';
import { LANGUAGES, type Language } from '@selat/sdk/compliance';
import type { PackBook } from '../packs/pack-book.js';
import { nextSteps } from '../preflight/next-steps.js';
import { html, type Markup } from './html.js';
import { IDLE_WORDS, idleLine } from './idle-words.js';
import { MAP_WORDS } from './map-words.js';
import { printPage } from './page.js';
import { codesPart, factPart, needPart, rulePart, type Speech, saidPart, TONE } from './shared-parts.js';
import { placeName, WORDS } from './words.js';

/** @param file name of the facts @param language shown first */
export function printDecisionPage(
  decisions: readonly Explained[],
  file: string,
  book: PackBook,
  language: Language,
): string {
  const per = <T>(make: (language: Language) => T) =>
    Object.fromEntries(LANGUAGES.map((one) => [one, make(one)])) as Readonly<Record<Language, T>>;
  return printPage({
    language,
    title: per((one) => `${WORDS[one].title} ${file}`),
    body: per((one) => body(decisions, { language: one, book })),
  });
}

function body(decisions: readonly Explained[], speech: Speech): Markup {
  const codes = decisions.flatMap((one) => {
    const { needs } = nextSteps(one);
    const places = [...one.legs.flatMap((leg) => leg.places), ...(one.listing?.places ?? [])];
    return [...needs.flatMap(({ anyOf }) => anyOf), ...places.flatMap(({ verdict }) => verdict.duties)];
  });
  const named = [...new Set(codes)].sort();
  return html`${decisions.map((one, i) => decisionPart(one, decisions.length === 1 ? undefined : i + 1, speech))}
${codesPart(named, MAP_WORDS[speech.language].codes, speech)}`;
}

function decisionPart(explained: Explained, number: number | undefined, speech: Speech): Markup {
  const words = WORDS[speech.language];
  const { outcome, asOf, description, legs, listing } = explained;
  return html`<section>
<h2 class="${TONE[outcome]}">${number === undefined ? undefined : `${number}. `}${outcome}: ${words.outcome[outcome]}</h2>
<p>${description} <span class="aside">${words.lawOf(asOf)}</span></p>
<div class="box"><h3>${words.next}</h3>${nextPart(explained, speech)}</div>
${legs.map((leg) => legPart(leg, speech))}
${listing === undefined ? undefined : html`<h3>${words.listing}</h3>${listing.places.map((place) => placePart(place, speech))}`}
</section>`;
}

function nextPart(explained: Explained, speech: Speech): Markup {
  const words = WORDS[speech.language];
  const { needs, facts, until, canBeAskedAgain } = nextSteps(explained);
  if (explained.outcome === 'DENY') return html`<p>${canBeAskedAgain ? words.nextDenyUntil : words.nextDeny}</p>`;
  if (explained.outcome === 'PERMIT') return html`<p>${words.nextPermit(until)}</p>`;
  const questions =
    facts.length === 0
      ? undefined
      : html`<li>${words.find(facts.length)}<ul>${facts.map(({ path }) => factPart(path, speech))}</ul></li>`;
  return html`<ol>${needs.map(({ anyOf, places }) => needPart(anyOf, places[0]?.jurisdiction ?? '', speech))}${questions}</ol>`;
}

function legPart({ index, from, to, mode, recipient, places }: LegNote, speech: Speech): Markup {
  const { language } = speech;
  const words = WORDS[language];
  const how = [mode, recipient === undefined ? undefined : words.to(recipient)]
    .filter((one) => one !== undefined)
    .join(', ');
  return html`<h3>${words.leg(index + 1)}: ${placeName(from, language)} → ${placeName(to, language)}</h3>
<p class="aside">${how}</p>${places.map((place) => placePart(place, speech))}`;
}

function placePart(place: PlaceNote, speech: Speech): Markup {
  const { language, book } = speech;
  const words = WORDS[language];
  const { jurisdiction, verdict, deciding, met, needs, idle, missing, attached } = place;
  const rows: readonly (readonly [string, Markup | undefined])[] = [
    [words.because, listPart(deciding.map((rule) => rulePart(rule, jurisdiction, speech, rule.effect !== 'open')))],
    [words.met, listPart(met.map((rule) => rulePart(rule, jurisdiction, speech, false)))],
    [words.needed, listPart(needs.map(({ anyOf }) => html`<li><code>${anyOf.join(` ${words.or} `)}</code></li>`))],
    [IDLE_WORDS[language].title, listPart(idle.map((one) => html`<li>${idleLine(one, language)}</li>`))],
    [words.missing, listPart(missing.map(({ path }) => html`<li><code>${path}</code></li>`))],
    [
      verdict.outcome === 'DENY' ? words.dutiesBefore : words.duties,
      listPart([
        ...verdict.duties.map(
          (code) =>
            html`<li><code>${code}</code> ${saidPart(book.codeTitle(jurisdiction, code, language), speech)}</li>`,
        ),
        ...attached
          .filter(({ duties }) => duties.length === 0)
          .map((rule) => rulePart(rule, jurisdiction, speech, false)),
      ]),
    ],
  ];
  const told = rows
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => html`<dt>${name}</dt><dd>${part}</dd>`);
  const until = verdict.validUntil === undefined ? undefined : html`<p>${words.until(verdict.validUntil)}</p>`;
  const nothing = deciding.length === 0 ? html`<p class="aside">${words.nothing}</p>` : undefined;
  return html`<div class="box"><p><strong>${placeName(jurisdiction, language)}</strong> <span class="outcome ${TONE[verdict.outcome]}">${verdict.outcome}</span></p>
${nothing}<dl>${told}</dl>${until}</div>`;
}

function listPart(items: readonly Markup[]): Markup | undefined {
  return items.length === 0 ? undefined : html`<ul class="plain">${items}</ul>`;
}
