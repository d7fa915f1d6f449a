/** What the own law says of a request, an offer or a grant, for a person, within 80 columns. */
import type { Explained, Language } from '@selat/sdk/compliance';
import type { DecisionView } from '../../domain/use-cases.js';
import { bookOf } from '../../packs/pack-book.js';
import { speakerOf } from './pack-speaker.js';
import { printDecision } from './preflight-text.js';
import type { Style } from './style.js';
import { MAX_COLUMNS, oneLine } from './table.js';
import { wrap } from './wrap.js';

/** Verdict, articles, what is missing, and what to do next. */
export function printDecisionText(decision: DecisionView, language: Language, style: Style): string {
  const { outcome, asOf, legs, result, texts } = decision;
  const explained: Explained = { asOf, outcome, description: decision.id, legs, result, observed: [] };
  const places = new Set(legs.flatMap((leg) => leg.places.map(({ jurisdiction }) => jurisdiction)));
  const book = bookOf([...places].map((jurisdiction) => speakerOf(texts, jurisdiction)));
  const packs = decision.packs.map(({ id, version }) => `${id} ${version}`).join(', ');
  const notes = notesOf(decision, language, style).map((note) => `\n${note}`);
  return `${printDecision(explained, { language, book, style })}${notes.join('')}\n${style.dim(`rule packs: ${packs}`)}\n`;
}

/** What the officer cannot do here: facts of the other side, and attestations that it does not get. */
function notesOf({ peer, theirs, kept, full }: DecisionView, language: Language, style: Style): readonly string[] {
  const words = NOTES[language];
  const note = (text: string, lines: readonly string[]) => {
    const items = lines.map((line) => `  ${wrap(oneLine(line), MAX_COLUMNS - 2, '    ')}\n`);
    return `${style.bold(wrap(text, MAX_COLUMNS, ''))}\n${items.join('')}`;
  };
  const name = ({ instrument, reference, digest }: DecisionView['kept'][number]) =>
    `${instrument} ${reference}, ${digest}`;
  const fully = full.map((one) => `${words.of(one.counted, one.most)}: ${name(one)}`);
  const notes = [
    { text: words.theirs(peer), lines: theirs },
    { text: words.kept(peer), lines: kept.map(name) },
    { text: words.full, lines: fully },
  ];
  return notes.filter(({ lines }) => lines.length > 0).map(({ text, lines }) => note(text, lines));
}

interface Notes {
  theirs(peer: string): string;
  kept(peer: string): string;
  readonly full: string;
  of(counted: number, most: number): string;
}

const NOTES: Readonly<Record<Language, Notes>> = {
  en: {
    theirs: (peer) =>
      `Of these facts, ${peer} states the following. Refuse with COMPLIANCE_NEEDS, or decline, and let it ask again with them:`,
    kept: (peer) => `Not counted, because ${peer} does not get it. Attest again for ${peer} too (without --home):`,
    full: 'Not counted, because the scale that was assessed has no room for this flow. Get a larger one attested:',
    of: (counted, most) => `${counted} of ${most} persons`,
  },
  'zh-CN': {
    theirs: (peer) => `其中下列事实由 ${peer} 陈述。请以 COMPLIANCE_NEEDS 拒绝或谢绝，由对方补充后重新请求：`,
    kept: (peer) => `以下证明未计入，因为 ${peer} 收不到。请重新出具并向 ${peer} 提供（不用 --home）：`,
    full: '以下文书未计入，因为其评估规模已容不下本次流动。请取得规模更大的文书并出具证明：',
    of: (counted, most) => `已计 ${counted} 人，上限 ${most} 人`,
  },
  'ms-MY': {
    theirs: (peer) =>
      `Antara fakta ini, yang berikut dinyatakan oleh ${peer}. Tolak dengan COMPLIANCE_NEEDS, dan biar ia memohon semula:`,
    kept: (peer) => `Tidak dikira, kerana ${peer} tidak menerimanya. Sahkan semula untuk ${peer} juga (tanpa --home):`,
    full: 'Tidak dikira, kerana skala yang dinilai tidak cukup untuk aliran ini. Dapatkan pengesahan skala yang lebih besar:',
    of: (counted, most) => `${counted} daripada ${most} orang`,
  },
};
