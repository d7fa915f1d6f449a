/** A decision on one flow for a person at a terminal, within 80 columns. */
import type { Explained, Language, LegNote, Outcome, PlaceNote, RuleNote } from '@selat/sdk/compliance';
import { answerOf, questionOf } from '../../facts/questions.js';
import type { PackBook, Said } from '../../packs/pack-book.js';
import { type NeedStep, nextSteps } from '../../preflight/next-steps.js';
import { IDLE_WORDS, idleLine } from '../../reports/idle-words.js';
import { placeName, WORDS, type Words } from '../../reports/words.js';
import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { widthOf } from './width.js';
import { wrap } from './wrap.js';

/** How a decision is said. */
export interface Telling {
  readonly language: Language;
  readonly book: PackBook;
  readonly style: Style;
  /** What the outcome means; absent = for a flow. */
  readonly headline?: string;
}

export function printDecision(explained: Explained, telling: Telling): string {
  const { style, language } = telling;
  const words = WORDS[language];
  const { outcome, asOf, description, legs, listing } = explained;
  const { headline = words.outcome[outcome] } = telling;
  const head = `${outcome}  ${headline}`;
  const day = words.lawOf(asOf);
  const gap = ' '.repeat(Math.max(2, MAX_COLUMNS - widthOf(head) - widthOf(day)));
  const lines = [
    `${coloured(outcome, style)}  ${style.bold(headline)}${gap}${style.dim(day)}`,
    ...(description === undefined ? [] : [wrap(oneLine(description), MAX_COLUMNS, '')]),
    ...legs.flatMap((leg) => ['', ...printLeg(leg, telling)]),
    ...(listing === undefined ? [] : ['', style.bold(words.listing), ...placesOf(listing.places, telling)]),
    '',
    ...printNext(explained, telling),
  ];
  return `${lines.join('\n')}\n`;
}

export function coloured(outcome: Outcome, style: Style): string {
  return outcome === 'PERMIT' ? style.good(outcome) : style.bad(outcome);
}

function printLeg({ index, from, to, mode, recipient, places }: LegNote, telling: Telling): readonly string[] {
  const { language, style } = telling;
  const words = WORDS[language];
  const how = [mode, recipient === undefined ? undefined : words.to(oneLine(recipient))].filter(
    (one) => one !== undefined,
  );
  const route = `${words.leg(index + 1)}: ${placeName(from, language)} -> ${placeName(to, language)}`;
  const head = [route, ...how].join(', ');
  return [style.bold(wrap(head, MAX_COLUMNS, '  ')), ...placesOf(places, telling)];
}

function placesOf(places: readonly PlaceNote[], telling: Telling): readonly string[] {
  return places.flatMap((place) => printPlace(place, telling));
}

function printPlace(place: PlaceNote, telling: Telling): readonly string[] {
  const { jurisdiction, verdict, deciding, met, needs, idle, missing } = place;
  const { language, style } = telling;
  const words = WORDS[language];
  const deny = verdict.outcome === 'DENY';
  const isDecided = deciding.some(({ effect }) => effect !== 'open');
  return [
    '',
    `  ${style.bold(placeName(jurisdiction, language))}: ${coloured(verdict.outcome, style)}`,
    ...(deciding.length === 0 && verdict.outcome === 'PERMIT' ? [`    ${words.nothing}`] : []),
    ...(deciding.length === 0 ? [] : [label(words.because, telling)]),
    ...deciding.flatMap((rule) => printRule(rule, jurisdiction, telling, rule.effect !== 'open' || !isDecided)),
    ...(met.length === 0
      ? []
      : [label(words.met, telling), ...met.flatMap((rule) => printRule(rule, jurisdiction, telling, false))]),
    ...(needs.length === 0 ? [] : [label(words.needed, telling)]),
    ...needs.map(({ anyOf }) => wrap(`      ${anyOf.join(` ${words.or} `)}`, MAX_COLUMNS, '        ')),
    ...(idle.length === 0 ? [] : [label(IDLE_WORDS[language].title, telling)]),
    ...idle.map((one) => wrap(`      ${oneLine(idleLine(one, language))}`, MAX_COLUMNS, '        ')),
    ...(missing.length === 0 ? [] : [label(words.missing, telling)]),
    ...missing.map(({ path }) => `      ${path}`),
    ...printDuties(place, deny ? words.dutiesBefore : words.duties, telling),
    ...(verdict.validUntil === undefined ? [] : [`    ${style.bold(words.until(verdict.validUntil))}`]),
  ];
}

function label(text: string, { style }: Telling): string {
  return `    ${style.dim(text)}`;
}

/** Id, articles and what it does; below it the texts of the pack. */
function printRule(rule: RuleNote, jurisdiction: string, telling: Telling, isWhole: boolean): readonly string[] {
  const { book, language, style } = telling;
  const words = WORDS[language];
  const articles = rule.citations.length === 0 ? '' : `  ${rule.citations.join('; ')}`;
  const effect = rule.effect === 'asks' ? '' : ` (${words.effect[rule.effect]})`;
  const head = wrap(`      ${rule.id}${articles}${effect}`, MAX_COLUMNS, '        ');
  const title = printSaid(book.title(jurisdiction, rule.id, language), words);
  const said = isWhole ? printSaid(book.explanation(jurisdiction, rule.id, language), words) : '';
  return [
    boldly(rule.id, head, style),
    wrap(`        ${title}${rule.isWeak ? ` [${words.weak}]` : ''}`, MAX_COLUMNS, '        '),
    ...(said === '' ? [] : [style.dim(wrap(`        ${said}`, MAX_COLUMNS, '        '))]),
  ];
}

/** Marks the first word after the text was laid out, since a terminal's codes take no columns. */
function boldly(word: string, text: string, style: Style): string {
  return text.replace(word, style.bold(word));
}

/** A text, or that there is none and what English says. */
export function printSaid({ text, isMissing }: Said, words: Words): string {
  if (!isMissing) return oneLine(text);
  return `[${words.noText}]${text === '' ? '' : ` ${oneLine(text)}`}`;
}

function printDuties(
  { jurisdiction, verdict, attached }: PlaceNote,
  title: string,
  telling: Telling,
): readonly string[] {
  const { book, language } = telling;
  const words = WORDS[language];
  const codes = verdict.duties.map((code) => {
    const from = attached.filter(({ duties }) => duties.includes(code)).flatMap(({ citations }) => citations);
    const articles = from.length === 0 ? '' : ` (${[...new Set(from)].join('; ')})`;
    return `${code}  ${printSaid(book.codeTitle(jurisdiction, code, language), words)}${articles}`;
  });
  const rules = attached
    .filter(({ duties }) => duties.length === 0)
    .map(
      ({ id, citations }) =>
        `${id}  ${printSaid(book.title(jurisdiction, id, language), words)} (${citations.join('; ')})`,
    );
  const all = [...codes, ...rules];
  if (all.length === 0) return [];
  return [label(title, telling), ...all.map((line) => wrap(`      ${line}`, MAX_COLUMNS, '        '))];
}

/** What to do, for the flow as a whole. */
function printNext(explained: Explained, telling: Telling): readonly string[] {
  const { language, style } = telling;
  const words = WORDS[language];
  const head = style.bold(words.next);
  const { needs, facts, until, canBeAskedAgain } = nextSteps(explained);
  if (explained.outcome === 'DENY') {
    const told = canBeAskedAgain ? words.nextDenyUntil : words.nextDeny;
    return [head, wrap(`  ${told}`, MAX_COLUMNS, '  ')];
  }
  if (explained.outcome === 'PERMIT') return [head, wrap(`  ${words.nextPermit(until)}`, MAX_COLUMNS, '  ')];
  const steps = needs.map((need) => printNeed(need, telling));
  if (facts.length > 0) {
    steps.push([
      words.find(facts.length),
      ...facts.flatMap(({ path, places }) => {
        const form = answerOf(path);
        return [
          `  ${path}`,
          wrap(`    ${questionOf(path, language) ?? ''}`, 75, '    '),
          ...(form === undefined ? [] : [style.dim(wrap(`    = ${words.answer(form)}`, 75, '      '))]),
          style.dim(wrap(`    ${words.readBy} ${sourcesOf(places, language)}`, 75, '      ')),
        ];
      }),
    ]);
  }
  return [
    head,
    ...steps.flatMap((step, i) =>
      step.map((line, at) => `${at === 0 ? `  ${i + 1}. ` : '     '}${line.replaceAll('\n', '\n     ')}`),
    ),
  ];
}

/** The codes of which one is to be had, each with who issues it. */
function printNeed({ anyOf, places }: NeedStep, { book, language, style }: Telling): string[] {
  const words = WORDS[language];
  const [place] = places;
  const jurisdiction = place?.jurisdiction ?? '';
  return [
    anyOf.length === 1 ? words.get : words.getOne,
    ...anyOf.flatMap((code) => {
      const guidance = book.guidance(jurisdiction, code, language);
      return [
        boldly(
          code,
          wrap(`  ${code}  ${printSaid(book.codeTitle(jurisdiction, code, language), words)}`, 75, '    '),
          style,
        ),
        ...(guidance.text === '' ? [] : [wrap(`    ${printSaid(guidance, words)}`, 75, '    ')]),
      ];
    }),
    style.dim(wrap(`  ${words.askedBy} ${sourcesOf(places, language)}`, 75, '    ')),
  ];
}

/** `China (CN): CN-T-16 (Order 16 Art 8)`. */
function sourcesOf(places: NeedStep['places'], language: Language): string {
  return places
    .map(({ jurisdiction, rules }) => {
      const named = rules.map(({ id, citations }) => (citations.length === 0 ? id : `${id} (${citations.join('; ')})`));
      return `${placeName(jurisdiction, language)}: ${named.join(', ')}`;
    })
    .join('; ');
}
