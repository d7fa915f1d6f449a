/** What officers get of a decision: the outcome, why, and the texts of the rules and codes that it names. */
import {
  attestedTruths,
  type Explained,
  explainFlow,
  type KnownAttestation,
  mayState,
  type Outcome,
  type Result,
} from '@selat/sdk/compliance';
import type { PackCatalogue } from '@selat/sdk/model';
import type { OwnDecision } from '../decision/decide-own.js';
import { attestationsOn } from '../decision/flow.js';
import { needsOf } from '../decision/not-permitted.js';
import { loadTexts } from '../packs/load-texts.js';
import type { Deps } from '../ports.js';
import { printDigest } from './print.js';

/** An instrument as people find it again. */
interface NamedInstrument {
  readonly digest: string;
  readonly instrument: string;
  readonly reference: string;
}

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
  /** The other exchange of the flow. */
  readonly peer: string;
  /** Of the missing facts those that the other exchange states, and this one cannot. [CMP-13] */
  readonly theirs: readonly string[];
  /** Attestations that would fill a gap and are not counted, because the other exchange does not get them. [ATT-12] */
  readonly kept: readonly NamedInstrument[];
  /** Attestations that would fill a gap and are not counted, because their scale has no room for the flow. [ATT-11] */
  readonly full: readonly (NamedInstrument & { readonly counted: number; readonly most: number })[];
  /** Which rule says what, leg by leg. */
  readonly legs: Explained['legs'];
  /** Titles, explanations and guidance in every language that the packs have. */
  readonly texts: Pick<PackCatalogue, 'ruleTexts' | 'codeTexts'>;
}

/** Prints an own decision, with why. */
export async function printOwnDecision(
  deps: Pick<Deps, 'reader' | 'self'>,
  id: string,
  own: OwnDecision,
): Promise<DecisionView> {
  const { question, decided, packs, elsewhere } = own;
  const pure = packs.map(({ pack }) => pack);
  const { attested } = attestedTruths(question.documents.flatMap(({ stated }) => stated.comparisons));
  const explained = explainFlow(pure, decided.facts, false, { attested, elsewhere, withoutGate: true });
  const texts = await Promise.all(packs.map(({ digest }) => loadTexts(deps.reader, digest)));
  const named = JSON.stringify(explained.legs);
  const isNamed = (code: string) => named.includes(JSON.stringify(code));
  return {
    ...{ id, outcome: decided.result.outcome, asOf: explained.asOf, result: decided.result, legs: explained.legs },
    ...{ peer: question.peer, theirs: theirsOf(own), kept: await keptOf(deps, own), full: fullOf(own) },
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

/** Missing facts that are not this side's to state, each once. */
function theirsOf({ question, decided }: OwnDecision): readonly string[] {
  const { legs } = decided.result;
  const missing = legs.flatMap(({ jurisdictions }) => jurisdictions.flatMap(({ missingFacts }) => missingFacts));
  return [...new Set(missing)].filter((path) => !mayState(path, question.side, legs.length)).sort();
}

async function keptOf(deps: Pick<Deps, 'reader' | 'self'>, { question, decided }: OwnDecision) {
  const needed = new Set(needsOf(decided.result).flat());
  if (needed.size === 0) return [];
  const { kept } = await attestationsOn(deps, question.flow, question.peer);
  return kept.filter(({ attestation }) => needed.has(attestation.instrument)).map(toNamed);
}

function fullOf({ full, decided }: OwnDecision): DecisionView['full'] {
  const needed = new Set(needsOf(decided.result).flat());
  return full
    .filter(({ one }) => needed.has(one.attestation.instrument))
    .map(({ one, counted, most }) => ({ ...toNamed(one), counted, most }));
}

function toNamed({ digest, attestation: { instrument, reference } }: KnownAttestation): NamedInstrument {
  return { digest: printDigest(digest), instrument, reference };
}
