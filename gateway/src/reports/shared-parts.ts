/** Parts that every report has. */
import type { Language, Outcome, RuleNote } from '@selat/sdk/compliance';
import { answerOf, questionOf } from '../facts/questions.js';
import type { PackBook, Said } from '../packs/pack-book.js';
import { html, type Markup } from './html.js';
import { WORDS } from './words.js';

/** How a report speaks. */
export interface Speech {
  readonly language: Language;
  readonly book: PackBook;
}

export const TONE: Readonly<Record<Outcome, string>> = { DENY: 'stay', NEEDS: 'moves', PERMIT: 'free' };

/** A text; where it is missing a mark, and the English one. */
export function saidPart({ text, isMissing }: Said, { language }: Speech): Markup {
  if (!isMissing) return html`${text}`;
  const english = text === '' ? undefined : html` <span lang="en">${text}</span>`;
  return html`<span class="missing">${WORDS[language].noText}</span>${english}`;
}

/** Article, rule and title; the explanation where it is wanted. */
export function rulePart(rule: RuleNote, jurisdiction: string, speech: Speech, isWhole: boolean): Markup {
  const { book, language } = speech;
  const words = WORDS[language];
  const said = book.explanation(jurisdiction, rule.id, language);
  return html`<li><span class="article">${rule.citations.join('; ')}</span> <code>${rule.id}</code>
<p>${saidPart(book.title(jurisdiction, rule.id, language), speech)}${rule.isWeak ? html` <span class="aside">(${words.weak})</span>` : undefined}</p>
${isWhole && said.text !== '' ? html`<p class="aside">${saidPart(said, speech)}</p>` : undefined}</li>`;
}

/** Codes of which one is enough. */
export function needPart(anyOf: readonly string[], jurisdiction: string, speech: Speech): Markup {
  const { book, language } = speech;
  const words = WORDS[language];
  const codes = anyOf.map((code, i) => {
    const join = i === 0 ? undefined : html` <em>${words.or}</em> `;
    return html`${join}<code>${code}</code> ${saidPart(book.codeTitle(jurisdiction, code, language), speech)}`;
  });
  return html`<li>${anyOf.length === 1 ? words.get : words.getOne}: ${codes}</li>`;
}

/** What the codes stand for, with who issues each. */
export function codesPart(codes: readonly string[], title: string, speech: Speech): Markup | undefined {
  const { book, language } = speech;
  if (codes.length === 0) return undefined;
  const rows = codes.map((code) => {
    const guidance = book.guidance('', code, language);
    const told = guidance.text === '' ? undefined : html`<br>${saidPart(guidance, speech)}`;
    return html`<dt><code>${code}</code></dt><dd>${saidPart(book.codeTitle('', code, language), speech)}${told}</dd>`;
  });
  return html`<h2>${title}</h2><dl>${rows}</dl>`;
}

/** The question that a missing fact answers. */
export function factPart(path: string, { language }: Speech): Markup {
  const form = answerOf(path);
  const answer = form === undefined ? undefined : html` <span class="aside">(${WORDS[language].answer(form)})</span>`;
  return html`<li>${questionOf(path, language)}${answer}<br><code>${path}</code></li>`;
}
