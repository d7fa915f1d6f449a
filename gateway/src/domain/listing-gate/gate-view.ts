/** What officers get of the listing gate: the verdict, why, and the texts of the rules and codes that it names. */
import type { Explained, Need, Outcome } from '@selat/sdk/compliance';
import type { PackCatalogue } from '@selat/sdk/model';
import { loadTexts } from '../packs/load-texts.js';
import type { Reader } from '../ports.js';
import { printDigest } from '../views/print.js';
import type { Gate } from './gate.js';

/** Facts that an officer stated about a listing. */
export interface ListingFactsView {
  readonly id: string;
  readonly facts: object;
  readonly officer: string;
  readonly statedAt: number;
}

export interface GateView {
  readonly listing: string;
  /** PERMIT also where no pack of the own law is in effect: then `packs` is empty. */
  readonly outcome: Outcome;
  /** Day whose law was applied; absent without a pack. */
  readonly asOf?: string;
  readonly packs: readonly { readonly digest: string; readonly id: string; readonly version: string }[];
  /** Everything that is missing: of each need one code, and every fact. */
  readonly needs: readonly Need[];
  readonly missingFacts: readonly string[];
  readonly duties: readonly string[];
  readonly ruleIds: readonly string[];
  readonly citations: readonly string[];
  /** Which rule asks for what. */
  readonly places: NonNullable<Explained['listing']>['places'];
  /** Titles, explanations and guidance in every language that the pack has. */
  readonly texts: Pick<PackCatalogue, 'ruleTexts' | 'codeTexts'>;
}

export async function printGate(reader: Reader, listing: string, gate: Gate | undefined): Promise<GateView> {
  if (gate === undefined) {
    const nothing = { needs: [], missingFacts: [], duties: [], ruleIds: [], citations: [], places: [] };
    return { listing, outcome: 'PERMIT', packs: [], ...nothing, texts: { ruleTexts: [], codeTexts: [] } };
  }
  const { explained, verdict, packs } = gate;
  const { outcome, needs, missingFacts, duties, ruleIds, citations } = verdict;
  const places = explained.listing?.places ?? [];
  const rules = new Set(
    places.flatMap(({ deciding, met, attached }) => [...deciding, ...met, ...attached]).map(({ id }) => id),
  );
  const codes = new Set([...needs.flatMap(({ anyOf }) => anyOf), ...duties]);
  const texts = await Promise.all(packs.map(({ digest }) => loadTexts(reader, digest)));
  return {
    ...{ listing, outcome, asOf: explained.asOf, needs, missingFacts, duties, ruleIds, citations, places },
    packs: packs.map(({ digest, pack }) => {
      return { digest: printDigest(digest), id: pack.source.id, version: pack.source.version };
    }),
    texts: {
      ruleTexts: texts.flatMap(({ ruleTexts }) => ruleTexts.filter(({ ruleId }) => rules.has(ruleId))),
      codeTexts: texts.flatMap(({ codeTexts }) => codeTexts.filter(({ code }) => codes.has(code))),
    },
  };
}
