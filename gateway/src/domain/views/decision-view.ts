/** What officers get of a decision: the outcome, why, and the texts of the rules and codes that it names. */
import { attestedTruths, type Explained, explainFlow, type Outcome, type Result } from '@selat/sdk/compliance';
import type { PackCatalogue } from '@selat/sdk/model';
import type { OwnDecision } from '../decision/decide-own.js';
import { loadTexts } from '../packs/load-texts.js';
import type { Reader } from '../ports.js';
import { printDigest } from './print.js';

export interface DecisionView {
  /** What was asked about. */
  readonly id: string;
  readonly outcome: Outcome;
  /** Day whose law was applied. */
  readonly asOf: string;
  /** Last instant at which the decision would count; absent = open. */
  readonly validUntil?: number;
  readonly packs: readonly { readonly digest: string; readonly id: string; readonly version: string }[];
  readonly result: Result;
  /** Which rule says what, leg by leg. */
  readonly legs: Explained['legs'];
  /** Titles, explanations and guidance in every language that the packs have. */
  readonly texts: Pick<PackCatalogue, 'ruleTexts' | 'codeTexts'>;
}

/** Prints an own decision, with why. */
export async function printOwnDecision(reader: Reader, id: string, own: OwnDecision): Promise<DecisionView> {
  const { question, decided, packs, elsewhere } = own;
  const pure = packs.map(({ pack }) => pack);
  const { attested } = attestedTruths(question.documents.flatMap(({ stated }) => stated.comparisons));
  const explained = explainFlow(pure, decided.facts, false, { attested, elsewhere, withoutGate: true });
  const texts = await Promise.all(packs.map(({ digest }) => loadTexts(reader, digest)));
  const named = JSON.stringify(explained.legs);
  const isNamed = (code: string) => named.includes(JSON.stringify(code));
  return {
    ...{ id, outcome: decided.result.outcome, asOf: explained.asOf, result: decided.result, legs: explained.legs },
    ...(decided.validUntil === undefined ? {} : { validUntil: decided.validUntil }),
    packs: packs.map(({ digest, pack }) => {
      return { digest: printDigest(digest), id: pack.source.id, version: pack.source.version };
    }),
    texts: {
      ruleTexts: texts.flatMap(({ ruleTexts }) => ruleTexts.filter(({ ruleId }) => isNamed(ruleId))),
      codeTexts: texts.flatMap(({ codeTexts }) => codeTexts.filter(({ code }) => isNamed(code))),
    },
  };
}
