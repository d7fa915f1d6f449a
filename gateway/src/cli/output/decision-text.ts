/** What the own law says of a request, an offer or a grant, for a person, within 80 columns. */
import type { Explained, Language } from '@selat/sdk/compliance';
import type { DecisionView } from '../../domain/use-cases.js';
import { bookOf } from '../../packs/pack-book.js';
import { speakerOf } from './pack-speaker.js';
import { printDecision } from './preflight-text.js';
import type { Style } from './style.js';

/** Verdict, articles, what is missing, and what to do next. */
export function printDecisionText(decision: DecisionView, language: Language, style: Style): string {
  const { outcome, asOf, legs, result, texts } = decision;
  const explained: Explained = { asOf, outcome, description: decision.id, legs, result, observed: [] };
  const places = new Set(legs.flatMap((leg) => leg.places.map(({ jurisdiction }) => jurisdiction)));
  const book = bookOf([...places].map((jurisdiction) => speakerOf(texts, jurisdiction)));
  const packs = decision.packs.map(({ id, version }) => `${id} ${version}`).join(', ');
  return `${printDecision(explained, { language, book, style })}\n${style.dim(`rule packs: ${packs}`)}\n`;
}
