/** What the listing gate says of one listing, for a person, within 80 columns. */
import type { Explained, Language, Outcome } from '@selat/sdk/compliance';
import type { GateView } from '../../domain/use-cases.js';
import { bookOf } from '../../packs/pack-book.js';
import { speakerOf } from './pack-speaker.js';
import { printDecision } from './preflight-text.js';
import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { wrap } from './wrap.js';

/** What the outcome means for a listing. */
const HEADLINES: Readonly<Record<Language, Readonly<Record<Outcome, string>>>> = {
  en: {
    PERMIT: 'the listing may be published',
    NEEDS: 'something is missing before it may be published',
    DENY: 'it may not be published',
  },
  'zh-CN': { PERMIT: '可以上架', NEEDS: '上架前尚有欠缺', DENY: '不得上架' },
  'ms-MY': {
    PERMIT: 'penyenaraian boleh diterbitkan',
    NEEDS: 'ada yang kurang sebelum boleh diterbitkan',
    DENY: 'tidak boleh diterbitkan',
  },
};

/** Verdict, articles, what is missing, and what to do next. */
export function printGateText(gate: GateView, language: Language, style: Style): string {
  const { listing, outcome, packs, asOf = '', places } = gate;
  if (packs.length === 0) {
    const none = `${listing}: no rule pack of the own law is in effect, so nothing keeps it back`;
    return `${wrap(oneLine(none), MAX_COLUMNS, '  ')}\n`;
  }
  const explained: Explained = {
    ...{ asOf, outcome, description: listing, legs: [], listing: { outcome, places } },
    ...{ result: { outcome, legs: [] }, observed: [] },
  };
  const book = bookOf(places.map(({ jurisdiction }) => speakerOf(gate.texts, jurisdiction)));
  const decision = printDecision(explained, { language, book, style, headline: HEADLINES[language][outcome] });
  return outcome === 'NEEDS' ? `${decision}${printHow(gate, style)}` : decision;
}

/** The commands that close the gaps. */
function printHow({ listing, needs, missingFacts }: GateView, style: Style): string {
  const [need] = needs;
  const state = `selat listing facts FILE ${listing}`;
  const attest = `selat attest issue --instrument ${need?.anyOf[0]} --subject ${listing} ...`;
  const commands = [...(missingFacts.length === 0 ? [] : [state]), ...(need === undefined ? [] : [attest])];
  return `\n${commands.map((command) => style.dim(`${command}\n`)).join('')}`;
}
