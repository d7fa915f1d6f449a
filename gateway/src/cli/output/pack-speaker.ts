import { LANGUAGES } from '@selat/sdk/compliance';
import type { DecisionView } from '../../domain/use-cases.js';
import type { Speaker } from '../../packs/pack-book.js';

/** The texts came over the API: of a language that this build does not speak nothing is shown. */
export function speakerOf({ ruleTexts, codeTexts }: DecisionView['texts'], jurisdiction: string): Speaker {
  const isSpoken = ({ language }: { readonly language: string }) => (LANGUAGES as readonly string[]).includes(language);
  return {
    pack: { source: { jurisdiction } },
    ruleTexts: ruleTexts.filter(isSpoken) as unknown as Speaker['ruleTexts'],
    codeTexts: codeTexts.filter(isSpoken) as unknown as Speaker['codeTexts'],
  };
}
